package io.github.constraineddiffusion.eval;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.github.constraineddiffusion.constraint.SampleClassifier;
import io.github.constraineddiffusion.data.ImageSet;
import io.github.constraineddiffusion.tensor.GradMode;
import java.util.concurrent.CancellationException;
import java.util.function.UnaryOperator;

/**
 * A trained classifier of images, and the feature space before its last layer.
 *
 * <p>Works through any number of images in batches, records nothing for gradients, and stops with a
 * {@link CancellationException} when its thread is interrupted.
 */
public final class ImageClassifier implements SampleClassifier, FeatureExtractor, AutoCloseable {
  private static final int BATCH = 256;
  private static final String HEAD = "head";

  private final String name;
  private final FeatureNetwork network;
  private final Shape imageShape;
  private final int classes;
  private final NDManager owner;
  private final LayerWeights weights;

  /**
   * Takes over trained weights.
   *
   * @param owner the manager of the weights, closed with this
   */
  ImageClassifier(
      String name,
      FeatureNetwork network,
      Shape imageShape,
      int classes,
      NDManager owner,
      LayerWeights weights) {
    this.name = name;
    this.network = network;
    this.imageShape = imageShape;
    this.classes = classes;
    this.owner = owner;
    this.weights = weights;
  }

  /** Returns the layers of a classifier: those of the network, and the linear layer on top. */
  static LayerPlan plan(FeatureNetwork network, Shape imageShape, int classes) {
    return network.plan(imageShape).linear(HEAD, network.dimension(), classes);
  }

  /** Computes logits for training: recorded for gradients of the weights. */
  static NDArray logits(FeatureNetwork network, LayerWeights weights, NDArray images) {
    return weights.linear(network.features(images, weights), HEAD);
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public int classes() {
    return classes;
  }

  @Override
  public int dimension() {
    return network.dimension();
  }

  /** {@return the shape (C, H, W) of the images it takes} */
  public Shape imageShape() {
    return imageShape;
  }

  /** {@return the architecture} */
  public FeatureNetwork network() {
    return network;
  }

  /** {@return the number of trained numbers} */
  public long size() {
    return weights.size();
  }

  LayerWeights weights() {
    return weights;
  }

  /**
   * Scores images.
   *
   * @param images float32 in [−1, 1], shape (N, C, H, W) with the shape of {@link #imageShape()}
   * @return logits, float32 of shape (N, classes), owned by the manager of {@code images}
   * @throws IllegalArgumentException where images have another shape or type, or values that are
   *     not finite
   * @throws CancellationException if the thread is interrupted
   */
  @Override
  public NDArray logits(NDArray images) {
    return inBatches(images, part -> logits(network, weights, part));
  }

  /**
   * Computes the features in front of the last layer.
   *
   * @param images float32 in [−1, 1], shape (N, C, H, W) with the shape of {@link #imageShape()}
   * @return float32 of shape (N, dimension), owned by the manager of {@code images}
   * @throws IllegalArgumentException where images have another shape or type, or values that are
   *     not finite
   * @throws CancellationException if the thread is interrupted
   */
  @Override
  public NDArray features(NDArray images) {
    return inBatches(images, part -> network.features(part, weights));
  }

  /**
   * Tells the classes of a set of images, in batches.
   *
   * @param images images of shape {@link #imageShape()}
   * @return a class from 0 for each image, in order
   * @throws CancellationException if the thread is interrupted
   */
  public int[] classify(ImageSet images) {
    int[] classes = new int[images.size()];
    for (int from = 0; from < classes.length; from += BATCH) {
      int to = Math.min(classes.length, from + BATCH);
      try (NDManager scope = owner.newSubManager()) {
        System.arraycopy(classify(images.images(scope, from, to)), 0, classes, from, to - from);
      }
    }
    return classes;
  }

  /**
   * Measures how many images of a set are told right.
   *
   * @param images images of shape {@link #imageShape()} with their classes
   * @return the share told right, in [0, 1]
   * @throws CancellationException if the thread is interrupted
   */
  public double accuracy(ImageSet images) {
    int[] told = classify(images);
    int right = 0;
    for (int i = 0; i < told.length; i++) {
      right += told[i] == images.label(i) ? 1 : 0;
    }
    return right / (double) told.length;
  }

  private NDArray inBatches(NDArray images, UnaryOperator<NDArray> map) {
    requireImages(images);
    int count = Math.toIntExact(images.getShape().get(0));
    NDManager target = images.getManager();
    try (GradMode off = GradMode.off();
        NDManager scope = target.newSubManager()) {
      NDList results = new NDList();
      for (int from = 0; from < count; from += BATCH) {
        requireNotInterrupted(from, count);
        results.add(batch(scope, images, from, Math.min(count, from + BATCH), map));
      }
      NDArray all = results.size() == 1 ? results.head() : NDArrays.concat(results);
      requireFinite(all);
      all.attach(target);
      return all;
    }
  }

  private static NDArray batch(
      NDManager owner, NDArray images, int from, int to, UnaryOperator<NDArray> map) {
    try (NDManager scope = owner.newSubManager()) {
      NDArray part = images.get(new NDIndex("{}:{}", from, to));
      part.attach(scope);
      NDArray result = map.apply(part);
      result.attach(owner);
      return result;
    }
  }

  private void requireNotInterrupted(int done, int count) {
    if (Thread.interrupted()) {
      throw new CancellationException(
          name + " was interrupted after " + done + " of " + count + " images");
    }
  }

  private void requireImages(NDArray images) {
    Shape shape = images.getShape();
    boolean fits = shape.dimension() == 4 && shape.slice(1).equals(imageShape);
    if (!fits || shape.get(0) < 1) {
      throw new IllegalArgumentException(
          "images have shape "
              + shape
              + ", but the "
              + name
              + " takes (N, "
              + imageShape.toString().substring(1)
              + " with N at least 1: crop, pad or resize them, or train a classifier on images of"
              + " this shape with ClassifierTrainer");
    }
    if (images.getDataType() != DataType.FLOAT32) {
      throw new IllegalArgumentException(
          "images are "
              + images.getDataType()
              + ", but the "
              + name
              + " takes float32 in [-1, 1]: scale bytes by x / 127.5 - 1");
    }
  }

  private void requireFinite(NDArray result) {
    if (result.isNaN().any().getBoolean() || result.isInfinite().any().getBoolean()) {
      throw new IllegalArgumentException(
          "some images given to the "
              + name
              + " hold values that are not finite (or far outside [-1, 1]): look at how they were"
              + " generated; they have no class");
    }
  }

  /** Frees the weights. */
  @Override
  public void close() {
    owner.close();
  }

  @Override
  public String toString() {
    return name + ": " + network + ", " + size() + " weights, " + classes + " classes";
  }
}
