package io.github.constraineddiffusion.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.github.constraineddiffusion.tensor.Session;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ImageSetTest {
  private Session session;
  private ImageSet set;

  /** 200 images of 2 × 1 × 3: image i holds its number in all pixels, its class is i mod 4. */
  static ImageSet numbered(Session session) {
    var pixels = new byte[200 * 6];
    var labels = new int[200];
    for (int i = 0; i < 200; i++) {
      Arrays.fill(pixels, 6 * i, 6 * i + 6, (byte) i);
      labels[i] = i % 4;
    }
    return ImageSet.of(session, "set", pixels, 2, 1, 3, labels, List.of("a", "b", "c", "d", "e"));
  }

  @BeforeEach
  void open() {
    session = Session.open();
    set = numbered(session);
  }

  @AfterEach
  void close() {
    session.close();
  }

  /** The numbers of the images, from their pixels. */
  private static int[] numbers(NDArray images) {
    float[] values = images.toFloatArray();
    int size = values.length / (int) images.getShape().get(0);
    return IntStream.range(0, values.length / size)
        .map(i -> Math.round((values[i * size] + 1) * 127.5f))
        .toArray();
  }

  @Test
  void everyByteBecomesItsPlaceBetweenMinusOneAndOne() {
    var bytes = new byte[256];
    for (int b = 0; b < 256; b++) {
      bytes[b] = (byte) b;
    }
    var all = ImageSet.of(session, "all", bytes, 1, 16, 16, new int[1], List.of("one"));
    NDArray image = all.images(session.manager(), 0, 1);
    assertEquals(new Shape(1, 1, 16, 16), image.getShape());
    assertEquals(DataType.FLOAT32, image.getDataType());
    float[] values = image.toFloatArray();
    for (int b = 0; b < 256; b++) {
      assertEquals(b / 127.5f - 1, values[b]);
    }
    assertEquals(1f, values[255]);
  }

  @Test
  void imagesComeInTheOrderAskedFor() {
    assertArrayEquals(
        new int[] {7, 3, 199, 3}, numbers(set.images(session.manager(), new int[] {7, 3, 199, 3})));
    assertArrayEquals(new int[] {5, 6, 7}, numbers(set.images(session.manager(), 5, 8)));
    assertArrayEquals(new int[] {1, 5, 9}, numbers(set.only(1).images(session.manager(), 0, 3)));
    assertEquals(new Shape(2, 1, 3), set.sampleShape());
    assertEquals(3, set.label(7));
  }

  @Test
  void reweightingThrowsNothingAwayAndSetsShares() {
    ImageSet biased = set.reweight(ClassBalance.of(1, 0.01).and(2, 0.02));
    assertEquals(200, biased.size());
    assertArrayEquals(new double[] {0.485, 0.01, 0.02, 0.485, 0}, biased.classShares(), 1e-12);
    assertArrayEquals(new double[] {0.25, 0.25, 0.25, 0.25, 0}, set.classShares(), 1e-12);
    assertArrayEquals(
        new double[] {0.25, 0.25, 0.25, 0.25, 0}, biased.balanced().classShares(), 1e-12);
    assertArrayEquals(
        new double[] {0, 1.0 / 3, 2.0 / 3, 0, 0}, biased.only(1, 2).classShares(), 1e-12);
  }

  @Test
  void samplesHaveTheSharesAndEveryImageOfAClassIsAsLikely() {
    ImageSet biased = set.reweight(ClassBalance.of(1, 0.01).and(2, 0.02));
    int n = 20_000;
    var counts = new int[200];
    LabelledBatch batch = biased.sampleLabelled(session.manager(), new Random(1), n);
    for (int number : numbers(batch.samples())) {
      counts[number]++;
    }
    var byClass = new int[4];
    for (int i = 0; i < 200; i++) {
      byClass[i % 4] += counts[i];
    }
    assertArrayEquals(new int[] {9700, 200, 400, 9700}, byClass);
    // χ² of the 50 images of class 0: mean 49, standard deviation √98; five of those
    double chi =
        IntStream.range(0, 50).mapToDouble(j -> Math.pow(counts[4 * j] - 194, 2) / 194).sum();
    assertEquals(49, chi, 5 * Math.sqrt(98));
  }

  @Test
  void labelsBelongToTheSamplesAndSeedsRepeat() {
    ImageSet biased = set.reweight(ClassBalance.of(1, 0.1));
    LabelledBatch batch = biased.sampleLabelled(session.manager(), new Random(3), 64);
    int[] drawn = numbers(batch.samples());
    assertArrayEquals(
        IntStream.of(drawn).mapToLong(i -> i % 4).toArray(), batch.labels().toLongArray());
    assertArrayEquals(drawn, numbers(biased.sample(session.manager(), new Random(3), 64)));
    assertNotEquals(
        Arrays.toString(drawn),
        Arrays.toString(numbers(biased.sample(session.manager(), new Random(4), 64))));
  }

  @Test
  void batchesLeaveNothingElseInTheManagers() {
    List<?> before = session.manager().getManagedArrays();
    try (NDManager step = session.scope()) {
      LabelledBatch batch = set.sampleLabelled(step, new Random(1), 8);
      assertEquals(2, step.getManagedArrays().size());
      assertEquals(step, batch.samples().getManager());
      NDArray some = set.images(step, 0, 3);
      assertEquals(step, some.getManager());
    }
    assertEquals(before, session.manager().getManagedArrays());
  }

  @Test
  void viewsShareTheirPixels() {
    List<?> before = session.manager().getManagedArrays();
    ImageSet part = set.only(1, 2).balanced().split(10, 1).train().first(50);
    part.subsample(ClassBalance.of(1, 0.2), 1).without(set.only(1).first(3));
    assertEquals(1, before.size());
    assertEquals(before, session.manager().getManagedArrays());
  }

  @Test
  void subsamplingKeepsAsManyAsTheSharesAllow() {
    ImageSet few = set.subsample(ClassBalance.of(1, 0.1), 7);
    // the three others keep their 50 each, which are 0.9 of the whole
    assertArrayEquals(new int[] {50, 16, 50, 50, 0}, few.classCounts());
    assertArrayEquals(new int[] {50, 16, 50, 50, 0}, counts(few.labels()));
    assertArrayEquals(few.labels(), set.subsample(ClassBalance.of(1, 0.1), 7).labels());
    assertNotEquals(few.fingerprint(), set.subsample(ClassBalance.of(1, 0.1), 8).fingerprint());
    refused("would keep none", () -> set.subsample(ClassBalance.of(1, 0.001), 1));
  }

  private static int[] counts(int[] labels) {
    var counts = new int[5];
    IntStream.of(labels).forEach(label -> counts[label]++);
    return counts;
  }

  @Test
  void aSplitDividesTheImages() {
    ImageSet.Split split = set.split(30, 5);
    assertEquals(170, split.train().size());
    assertEquals(30, split.test().size());
    int[] all =
        IntStream.concat(
                IntStream.of(numbers(split.train().images(session.manager(), 0, 170))),
                IntStream.of(numbers(split.test().images(session.manager(), 0, 30))))
            .sorted()
            .toArray();
    assertArrayEquals(IntStream.range(0, 200).toArray(), all);
    assertEquals(split.test().fingerprint(), set.split(30, 5).test().fingerprint());
    assertNotEquals(split.test().fingerprint(), set.split(30, 6).test().fingerprint());
    refused("testSize is 200, but must be 1…199", () -> set.split(200, 1));
  }

  @Test
  void imagesOfAnotherSetAreLeftOutByTheirPixels() {
    // the same pixels in another store, with other labels
    ImageSet copies = numbered(session).last(50);
    ImageSet rest = set.without(copies);
    assertEquals(150, rest.size());
    assertArrayEquals(
        IntStream.range(0, 150).toArray(), numbers(rest.images(session.manager(), 0, 150)));
    refused("no image of set is left", () -> set.without(numbered(session)));
  }

  @Test
  void fingerprintsTellDataOrderAndSharesApart() {
    assertEquals(set.fingerprint(), numbered(session).named("other").fingerprint());
    assertEquals(set.fingerprint(), set.first(200).fingerprint());
    var others =
        List.of(
            set,
            set.only(1),
            set.first(199),
            set.last(199),
            set.reweight(ClassBalance.of(1, 0.3)),
            pixel(0),
            pixel(1));
    assertEquals(others.size(), others.stream().map(ImageSet::fingerprint).distinct().count());
  }

  private ImageSet pixel(int value) {
    return ImageSet.of(
        session, "pixel", new byte[] {(byte) value}, 1, 1, 1, new int[1], List.of("one"));
  }

  @Test
  void aMixtureOfViewsDrawsFromOneStore() {
    ImageSet biased = set.reweight(ClassBalance.of(1, 0.01).and(2, 0.01));
    var mixture =
        MixtureSource.of(List.of(biased, set.only(1), set.only(2)), new double[] {1, 0.125, 0.125});
    try (NDManager step = session.scope()) {
      int[] drawn = numbers(mixture.sample(step, new Random(1), 10_000));
      int[] counts = counts(IntStream.of(drawn).map(i -> i % 4).toArray());
      // 0.8·0.01 + 0.1 of each; both parts are stratified to within one image
      assertArrayEquals(
          new double[] {3920, 1080, 1080, 3920, 0},
          IntStream.of(counts).asDoubleStream().toArray(),
          2);
      assertEquals(1, step.getManagedArrays().size());
    }
    assertEquals(1, session.manager().getManagedArrays().size());
  }

  @Test
  void whatDoesNotFitIsRefused() {
    var names = List.of("a");
    refused(
        "5 bytes of pixels, but 2 labels and images of 1 × 1 × 3 need 6",
        () -> ImageSet.of(session, "x", new byte[5], 1, 1, 3, new int[2], names));
    refused(
        "label 1 of x is 1, but there are 1 classes",
        () -> ImageSet.of(session, "x", new byte[2], 1, 1, 1, new int[] {0, 1}, names));
    refused(
        "height is 0", () -> ImageSet.of(session, "x", new byte[2], 1, 0, 1, new int[2], names));
    refused("0 images", () -> ImageSet.of(session, "x", new byte[0], 1, 1, 1, new int[0], names));
    refused(
        "more than 2³¹ − 1",
        () -> ImageSet.of(session, "x", new byte[1], 3, 50_000, 50_000, new int[1], names));
    refused("class 4 is asked for, but set has no image of it", () -> set.only(1, 4));
    refused("class 5 is asked for", () -> set.only(5));
    refused("no image of set: none is left", () -> set.only());
    refused("images 5 to 5", () -> set.images(session.manager(), 5, 5));
    refused(
        "image 200 is asked for, but set has images 0 to 199",
        () -> set.images(session.manager(), new int[] {200}));
    refused("count is 0", () -> set.sample(session.manager(), new Random(), 0));
    refused("n is 0, but must be 1…200", () -> set.first(0));
    refused("never equal", () -> set.without(pixel(1)));
  }

  static void refused(String expected, Runnable work) {
    var error = assertThrows(IllegalArgumentException.class, work::run);
    assertTrue(error.getMessage().contains(expected), error.getMessage());
  }
}
