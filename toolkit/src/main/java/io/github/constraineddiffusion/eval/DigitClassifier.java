package io.github.constraineddiffusion.eval;

import ai.djl.ndarray.NDArray;
import io.github.constraineddiffusion.constraint.SampleClassifier;
import io.github.constraineddiffusion.data.ImageSet;
import io.github.constraineddiffusion.tensor.Session;
import java.util.concurrent.CancellationException;

/**
 * Tells handwritten digits; two of them come with the toolkit, trained on the 9,000 bundled digits.
 *
 * <p>They differ in architecture, distortions and seed. {@link #bundled} may take part in training,
 * where shares of generated digits drive the multipliers. {@link #judge} takes part in no training
 * of a diffusion model: it judges every share that is reported, and its features are the space in
 * which Fréchet and kernel distances between digits are measured.
 */
public final class DigitClassifier implements SampleClassifier, FeatureExtractor, AutoCloseable {
  private final ImageClassifier images;
  private final ClassifierManifest manifest;

  private DigitClassifier(Session session, DigitRecipe recipe) {
    this.manifest = DigitWeights.manifest(recipe);
    this.images = DigitWeights.bundled(session, recipe);
  }

  /**
   * Loads the classifier for measurements during training: a plain convolutional network.
   *
   * @param session owns the weights
   * @return the classifier
   * @throws IllegalStateException where the jar is damaged
   */
  public static DigitClassifier bundled(Session session) {
    return new DigitClassifier(session, DigitRecipe.CLASSIFIER);
  }

  /**
   * Loads the judge of results: a residual network, kept out of every training.
   *
   * @param session owns the weights
   * @return the classifier
   * @throws IllegalStateException where the jar is damaged
   */
  public static DigitClassifier judge(Session session) {
    return new DigitClassifier(session, DigitRecipe.JUDGE);
  }

  /** {@return how the weights were made, and how accurate they are} */
  public ClassifierManifest manifest() {
    return manifest;
  }

  @Override
  public String name() {
    return images.name();
  }

  @Override
  public String identity() {
    return name() + " " + manifest.sha256();
  }

  /** {@return 10} */
  @Override
  public int classes() {
    return images.classes();
  }

  /** {@return 64} */
  @Override
  public int dimension() {
    return images.dimension();
  }

  /**
   * Scores images, in batches, without recording for gradients.
   *
   * @param digits float32 in [−1, 1], shape (N, 1, 28, 28), ink at +1
   * @return logits, float32 of shape (N, 10), owned by the manager of {@code digits}
   * @throws IllegalArgumentException where images have another shape or type, or values that are
   *     not finite
   * @throws CancellationException if the thread is interrupted
   */
  @Override
  public NDArray logits(NDArray digits) {
    return images.logits(digits);
  }

  /**
   * Computes the features in front of the last layer, in batches.
   *
   * @param digits float32 in [−1, 1], shape (N, 1, 28, 28), ink at +1
   * @return float32 of shape (N, 64), owned by the manager of {@code digits}
   * @throws IllegalArgumentException where images have another shape or type, or values that are
   *     not finite
   * @throws CancellationException if the thread is interrupted
   */
  @Override
  public NDArray features(NDArray digits) {
    return images.features(digits);
  }

  /**
   * Tells the digits of a set, in batches.
   *
   * @param digits images of shape (1, 28, 28)
   * @return a digit for each image, in order
   */
  public int[] classify(ImageSet digits) {
    return images.classify(digits);
  }

  /**
   * Measures how many digits of a set are told right.
   *
   * @param digits images of shape (1, 28, 28)
   * @return the share told right, in [0, 1]
   */
  public double accuracy(ImageSet digits) {
    return images.accuracy(digits);
  }

  /** Frees the weights. */
  @Override
  public void close() {
    images.close();
  }

  @Override
  public String toString() {
    return images.toString();
  }
}
