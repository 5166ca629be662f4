package io.github.constraineddiffusion.eval;

import ai.djl.ndarray.types.Shape;
import io.github.constraineddiffusion.data.LabelledSource;
import io.github.constraineddiffusion.tensor.Session;
import io.github.constraineddiffusion.tensor.TrainingLease;
import io.github.constraineddiffusion.trainer.TrainingListener;
import java.util.concurrent.CancellationException;
import java.util.function.Consumer;

/**
 * Trains a classifier of images by cross-entropy with AdamW, and returns the moving average of its
 * weights. Immutable: every setter returns a copy.
 *
 * <p>The same session seed gives the same weights on the same machine with the same number of
 * threads.
 */
public final class ClassifierTrainer {
  private final ClassifierSettings settings;

  private ClassifierTrainer(ClassifierSettings settings) {
    this.settings = settings;
  }

  /**
   * Starts with a plain network of 16, 32 and 64 channels, 2,000 steps on 128 images each, and no
   * distortions.
   *
   * @param session device, seed and memory
   * @param source images of shape (C, H, W) with their classes: at least two
   * @return the trainer
   * @throws IllegalArgumentException where the source has no images, or one class only
   */
  public static ClassifierTrainer of(Session session, LabelledSource source) {
    Shape shape = source.sampleShape();
    if (shape.dimension() != 3) {
      throw new IllegalArgumentException(
          "a classifier takes images (C, H, W), but a sample has shape " + shape);
    }
    if (source.classes() < 2) {
      throw new IllegalArgumentException(
          "the source has " + source.classes() + " class, but a classifier needs at least 2");
    }
    ClassifierSettings settings = new ClassifierSettings();
    settings.session = session;
    settings.source = source;
    return new ClassifierTrainer(settings);
  }

  private ClassifierTrainer with(Consumer<ClassifierSettings> change) {
    ClassifierSettings copy = settings.copy();
    change.accept(copy);
    return new ClassifierTrainer(copy);
  }

  /**
   * Names the classifier, for charts and messages.
   *
   * @param value the name; "classifier" at first
   * @return the copy
   */
  public ClassifierTrainer name(String value) {
    return with(s -> s.name = value);
  }

  /**
   * Sets the architecture.
   *
   * @param value the architecture
   * @return the copy
   * @throws IllegalArgumentException where it does not take such images
   */
  public ClassifierTrainer network(FeatureNetwork value) {
    value.plan(settings.source.sampleShape());
    return with(s -> s.network = value);
  }

  /**
   * Sets how training images are distorted.
   *
   * @param value the distortions; none at first
   * @return the copy
   */
  public ClassifierTrainer augmentation(Augmentation value) {
    return with(s -> s.augmentation = value);
  }

  /**
   * Sets the number of steps.
   *
   * @param count at least 1
   * @return the copy
   */
  public ClassifierTrainer steps(int count) {
    return with(s -> s.steps = FeatureNetwork.atLeastOne("steps", count));
  }

  /**
   * Sets the number of images a step.
   *
   * @param size at least 1
   * @return the copy
   */
  public ClassifierTrainer batch(int size) {
    return with(s -> s.batch = FeatureNetwork.atLeastOne("batch", size));
  }

  /**
   * Sets the highest learning rate; it rises over the first steps, then falls along a cosine.
   *
   * @param peak in (0, 1); 2e-3 at first
   * @return the copy
   */
  public ClassifierTrainer learningRate(double peak) {
    if (!(peak > 0 && peak < 1)) {
      throw new IllegalArgumentException(
          "learning rate is " + peak + ", but must lie in (0, 1); 2e-3 is usual");
    }
    return with(s -> s.learningRate = peak);
  }

  /**
   * Sets the weight decay.
   *
   * @param value at least 0; 0.01 at first
   * @return the copy
   */
  public ClassifierTrainer weightDecay(double value) {
    return with(s -> s.optimizer = s.optimizer.withWeightDecay(value));
  }

  /**
   * Sets how much of each target is spread over all classes, which keeps logits small.
   *
   * @param value in [0, 1); 0.05 at first
   * @return the copy
   */
  public ClassifierTrainer labelSmoothing(double value) {
    if (!(value >= 0 && value < 1)) {
      throw new IllegalArgumentException(
          "label smoothing is " + value + ", but must lie in [0, 1); 0.05 is usual");
    }
    return with(s -> s.smoothing = value);
  }

  /**
   * Sets who is told of the progress.
   *
   * @param value the listener; at first a line on the console every ten seconds
   * @return the copy
   */
  public ClassifierTrainer listener(TrainingListener value) {
    return with(s -> s.listener = value);
  }

  /** {@return the settings that decide the weights, but for data and seed, as text} */
  public String description() {
    return settings.description();
  }

  /**
   * Trains.
   *
   * @return the classifier, owned by the session
   * @throws CancellationException if the thread is interrupted: a classifier trained by half would
   *     be a wrong judge
   * @throws IllegalStateException where another training runs, or the loss is not finite
   */
  public ImageClassifier train() {
    try (TrainingLease lease = TrainingLease.take(settings.name)) {
      return new ClassifierLoop(settings).run();
    }
  }
}
