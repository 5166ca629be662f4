package io.github.constraineddiffusion.data;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.github.constraineddiffusion.tensor.Session;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;

/**
 * Labelled images: an immutable view on pixels that all views of a data set share, so that {@link
 * #only}, {@link #reweight}, {@link #split} and their like copy no image.
 *
 * <p>Images are float32 of shape (N, C, H, W) in [−1, 1], a byte b being b/127.5 − 1. Labels count
 * from 0. Sampling is with replacement; every image of a class is as likely as the next, and class
 * counts are stratified (see {@link MixtureSource}).
 */
public final class ImageSet implements LabelledSource, FiniteSource {
  private final String name;
  private final PixelStore store;
  private final List<String> classNames;
  private final int[] rows;
  private final ClassIndex index;
  private String fingerprint;

  private ImageSet(
      String name, PixelStore store, List<String> classNames, int[] rows, double[] weights) {
    this.name = name;
    this.store = store;
    this.classNames = classNames;
    this.rows = rows;
    this.index = new ClassIndex(store, rows, weights);
  }

  /**
   * Makes a set of images in memory.
   *
   * @param session owns the pixels, which are copied to its device
   * @param name what the set is called in tables and charts
   * @param pixels bytes 0…255 in the order (N, C, H, W)
   * @param channels C, at least 1
   * @param height H in pixels, at least 1
   * @param width W in pixels, at least 1
   * @param labels the class of each image, 0…classes − 1
   * @param classNames a name for each class
   * @return the set, every image equally likely
   */
  public static ImageSet of(
      Session session,
      String name,
      ByteBuffer pixels,
      int channels,
      int height,
      int width,
      int[] labels,
      List<String> classNames) {
    var shape = new ImageShape(channels, height, width);
    long expected = shape.bytes(name, labels.length);
    if (pixels.remaining() != expected) {
      throw new IllegalArgumentException(
          ("%s has %d bytes of pixels, but %d labels and images of %s need %d: give each image one"
                  + " label")
              .formatted(name, pixels.remaining(), labels.length, shape, expected));
    }
    ByteBuffer copy = PixelStore.allocate(name, labels.length, shape);
    copy.put(pixels.duplicate()).flip();
    return adopt(session, name, copy, shape, labels.clone(), classNames);
  }

  /**
   * Makes a set of images in memory.
   *
   * @param session owns the pixels, which are copied to its device
   * @param name what the set is called in tables and charts
   * @param pixels bytes 0…255 in the order (N, C, H, W)
   * @param channels C, at least 1
   * @param height H in pixels, at least 1
   * @param width W in pixels, at least 1
   * @param labels the class of each image, 0…classes − 1
   * @param classNames a name for each class
   * @return the set, every image equally likely
   */
  public static ImageSet of(
      Session session,
      String name,
      byte[] pixels,
      int channels,
      int height,
      int width,
      int[] labels,
      List<String> classNames) {
    return of(session, name, ByteBuffer.wrap(pixels), channels, height, width, labels, classNames);
  }

  /** Takes over a direct buffer that nobody writes to any more. */
  static ImageSet adopt(
      Session session,
      String name,
      ByteBuffer pixels,
      ImageShape shape,
      int[] labels,
      List<String> classNames) {
    for (int i = 0; i < labels.length; i++) {
      if (labels[i] < 0 || labels[i] >= classNames.size()) {
        throw new IllegalArgumentException(
            "label %d of %s is %d, but there are %d classes: labels count from 0, name every class"
                .formatted(i, name, labels[i], classNames.size()));
      }
    }
    var store = new PixelStore(session.manager(), pixels, shape, labels);
    return new ImageSet(
        name,
        store,
        List.copyOf(classNames),
        IntStream.range(0, labels.length).toArray(),
        ones(classNames.size()));
  }

  private static double[] ones(int count) {
    var ones = new double[count];
    Arrays.fill(ones, 1);
    return ones;
  }

  /**
   * Returns the name.
   *
   * @return what the set is called in tables and charts
   */
  public String name() {
    return name;
  }

  /**
   * Returns the same set under another name.
   *
   * @param name what it is called in tables and charts
   * @return a new view
   */
  public ImageSet named(String name) {
    return new ImageSet(name, store, classNames, rows, index.weights());
  }

  /**
   * Returns the number of images.
   *
   * @return N, at least 1
   */
  @Override
  public int size() {
    return rows.length;
  }

  /**
   * Returns the number of channels.
   *
   * @return C: 1 for grey, 3 for red, green, blue
   */
  public int channels() {
    return store.shape().channels();
  }

  /**
   * Returns the height.
   *
   * @return H in pixels
   */
  public int height() {
    return store.shape().height();
  }

  /**
   * Returns the width.
   *
   * @return W in pixels
   */
  public int width() {
    return store.shape().width();
  }

  @Override
  public int classes() {
    return classNames.size();
  }

  /**
   * Returns the names of the classes.
   *
   * @return one for each class, whether or not it occurs
   */
  public List<String> classNames() {
    return classNames;
  }

  /**
   * Returns the label of an image.
   *
   * @param i the image, 0…size − 1
   * @return its class, from 0
   */
  public int label(int i) {
    return store.label(rows[i]);
  }

  /**
   * Returns the labels.
   *
   * @return the class of each image, from 0
   */
  public int[] labels() {
    return Arrays.stream(rows).map(store::label).toArray();
  }

  /**
   * Returns how many images each class has.
   *
   * @return a count for each class; weights do not change it
   */
  public int[] classCounts() {
    return IntStream.range(0, classes()).map(index::count).toArray();
  }

  /**
   * Returns the share of each class among samples, weights included.
   *
   * @return a share for each class; they sum to 1
   */
  @Override
  public double[] classShares() {
    return index.shares();
  }

  /**
   * Returns the images of some classes, in their proportions.
   *
   * @param classes at least one, all with images
   * @return a view with the same class numbers
   */
  public ImageSet only(int... classes) {
    var kept = new boolean[classes()];
    for (int label : classes) {
      if (label < 0 || label >= kept.length || index.count(label) == 0) {
        throw new IllegalArgumentException(
            "class %d is asked for, but %s has no image of it: name some of its %d classes"
                .formatted(label, name, kept.length));
      }
      kept[label] = true;
    }
    String names =
        IntStream.range(0, kept.length)
            .filter(k -> kept[k])
            .mapToObj(classNames::get)
            .reduce((a, b) -> a + ", " + b)
            .orElse("none");
    return view(name + ": " + names, IntStream.of(rows).filter(row -> kept[store.label(row)]));
  }

  /**
   * Returns the same images with other class shares: no image is thrown away, images of a class
   * just weigh more or less when samples are drawn.
   *
   * @param balance the shares asked for; the other classes keep their proportions
   * @return a view whose {@link #classShares()} are as asked
   */
  public ImageSet reweight(ClassBalance balance) {
    return weighted(balance.applyTo(index.shares()));
  }

  /**
   * Returns the same images with every class that occurs equally likely.
   *
   * @return a view whose {@link #classShares()} are equal where there are images
   */
  public ImageSet balanced() {
    var equal = new double[classes()];
    Arrays.setAll(equal, k -> index.count(k) > 0 ? 1 : 0);
    return weighted(equal);
  }

  private ImageSet weighted(double[] shares) {
    return new ImageSet(name, store, classNames, rows, index.weightsFor(shares));
  }

  /**
   * Throws images away until classes have the shares asked for: as many images are kept as that
   * allows, chosen at random, in their order, all of equal weight.
   *
   * @param balance the shares asked for; the other classes keep their proportions
   * @param seed of the choice
   * @return a smaller view; its shares are as asked up to one image a class
   */
  public ImageSet subsample(ClassBalance balance, long seed) {
    int[] kept = index.countsFor(balance.applyTo(index.shares()));
    var random = new Random(seed);
    int[] order = shuffled(random);
    var keep = new boolean[rows.length];
    for (int i : order) {
      keep[i] = kept[label(i)]-- > 0;
    }
    int[] chosen = IntStream.range(0, rows.length).filter(i -> keep[i]).map(i -> rows[i]).toArray();
    return new ImageSet(name, store, classNames, chosen, ones(classes()));
  }

  /**
   * Divides the images at random into two parts without common members.
   *
   * @param testSize how many go to the test part, 1…size − 1
   * @param seed of the division
   * @return both parts, images in their order
   */
  public Split split(int testSize, long seed) {
    requireSize(testSize, size() - 1, "testSize");
    int[] order = shuffled(new Random(seed));
    var test = new boolean[rows.length];
    Arrays.stream(order, 0, testSize).forEach(i -> test[i] = true);
    return new Split(
        view(name, IntStream.range(0, size()).filter(i -> !test[i]).map(i -> rows[i])),
        view(name, IntStream.range(0, size()).filter(i -> test[i]).map(i -> rows[i])));
  }

  private int[] shuffled(RandomGenerator random) {
    int[] order = IntStream.range(0, rows.length).toArray();
    SystematicAllocation.shuffle(order, random);
    return order;
  }

  /**
   * Returns the first images.
   *
   * @param n how many, 1…size
   * @return a view
   */
  public ImageSet first(int n) {
    requireSize(n, size(), "n");
    return view(name, Arrays.stream(rows, 0, n));
  }

  /**
   * Returns the last images.
   *
   * @param n how many, 1…size
   * @return a view
   */
  public ImageSet last(int n) {
    requireSize(n, size(), "n");
    return view(name, Arrays.stream(rows, size() - n, size()));
  }

  private void requireSize(int n, int most, String what) {
    if (n < 1 || n > most) {
      throw new IllegalArgumentException(
          "%s is %d, but must be 1…%d: %s has %d images".formatted(what, n, most, name, size()));
    }
  }

  /**
   * Leaves out every image whose pixels equal those of an image of another set: keeps held-out
   * images out of training, wherever they come from.
   *
   * @param other images of the same shape
   * @return a view, at least one image
   */
  public ImageSet without(ImageSet other) {
    if (!sampleShape().equals(other.sampleShape())) {
      throw new IllegalArgumentException(
          "%s has images of %s, but %s of %s: images of different shapes are never equal"
              .formatted(other.name, other.store.shape(), name, store.shape()));
    }
    var unwanted = new HashSet<ByteBuffer>();
    for (int row : other.rows) {
      unwanted.add(other.store.image(row));
    }
    return view(name, IntStream.of(rows).filter(row -> !unwanted.contains(store.image(row))));
  }

  private ImageSet view(String name, IntStream chosen) {
    int[] kept = chosen.toArray();
    if (kept.length == 0) {
      throw new IllegalArgumentException("no image of " + name + " is left: keep at least one");
    }
    return new ImageSet(name, store, classNames, kept, index.weights());
  }

  /**
   * Returns a range of images, in order.
   *
   * @param manager the manager that owns the result
   * @param from the first, 0…size − 1
   * @param to the one after the last, from + 1…size
   * @return float32, shape (to − from, C, H, W), in [−1, 1]
   */
  public NDArray images(NDManager manager, int from, int to) {
    if (from < 0 || to > size() || from >= to) {
      throw new IllegalArgumentException(
          "images %d to %d are asked for, but %s has images 0 to %d: give from < to"
              .formatted(from, to, name, size()));
    }
    return gather(manager, Arrays.copyOfRange(rows, from, to));
  }

  /**
   * Returns images by their numbers.
   *
   * @param manager the manager that owns the result
   * @param indices at least one number 0…size − 1, in any order
   * @return float32, shape (indices.length, C, H, W), in [−1, 1]
   */
  public NDArray images(NDManager manager, int[] indices) {
    Weights.requireCount(indices.length);
    for (int i : indices) {
      if (i < 0 || i >= size()) {
        throw new IllegalArgumentException(
            "image %d is asked for, but %s has images 0 to %d".formatted(i, name, size() - 1));
      }
    }
    return gather(manager, IntStream.of(indices).map(i -> rows[i]).toArray());
  }

  @Override
  public double[] rowWeights() {
    double[] shares = index.shares();
    return Arrays.stream(rows)
        .map(store::label)
        .mapToDouble(label -> shares[label] / index.count(label))
        .toArray();
  }

  /** The same as {@link #images(NDManager, int[])}. */
  @Override
  public NDArray rows(NDManager manager, int[] indices) {
    return images(manager, indices);
  }

  private NDArray gather(NDManager manager, int[] stored) {
    return store.gather(manager, IntStream.of(stored).asLongStream().toArray());
  }

  @Override
  public Shape sampleShape() {
    return new Shape(channels(), height(), width());
  }

  @Override
  public NDArray sample(NDManager manager, RandomGenerator random, int count) {
    Weights.requireCount(count);
    return gather(manager, index.draw(random, count));
  }

  @Override
  public LabelledBatch sampleLabelled(NDManager manager, RandomGenerator random, int count) {
    Weights.requireCount(count);
    int[] drawn = index.draw(random, count);
    long[] labels = IntStream.of(drawn).mapToLong(store::label).toArray();
    try (NDArray staged = manager.create(labels)) {
      return new LabelledBatch(gather(manager, drawn), staged.duplicate());
    }
  }

  /** The pixels are read once for all views; equal for equal images, order and shares. */
  @Override
  public synchronized String fingerprint() {
    if (fingerprint == null) {
      fingerprint =
          Fingerprint.of(
              "images",
              List.of(store.contentHash(), Arrays.toString(rows), Arrays.toString(index.shares())));
    }
    return fingerprint;
  }

  @Override
  public String toString() {
    return "%s (%d images of %s, %d classes)".formatted(name, size(), store.shape(), classes());
  }

  /**
   * A set in two parts.
   *
   * @param train the larger part, usually
   * @param test images that training must not see
   */
  public record Split(ImageSet train, ImageSet test) {}
}
