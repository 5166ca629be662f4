package io.github.constraineddiffusion.eval;

import io.github.constraineddiffusion.constraint.SampleClassifier;
import io.github.constraineddiffusion.tensor.Session;

/** The settings of an {@link Evaluator}. */
public final class EvaluatorBuilder {
  private static final int USUAL_BATCH = 250;

  final Session session;
  SampleClassifier judge;
  ConfusionMatrix confusion;
  FeatureExtractor features;
  FeatureSet reference;
  int batch = USUAL_BATCH;
  EvaluationListener listener = EvaluationListener.printing(System.out);

  EvaluatorBuilder(Session session) {
    this.session = session;
  }

  /**
   * Sets who tells the classes: a network that took no part in training the models.
   *
   * @param classifier the judge
   * @param matrix its confusion matrix, measured on labelled images that it was not trained on
   * @return this
   */
  public EvaluatorBuilder judge(SampleClassifier classifier, ConfusionMatrix matrix) {
    if (classifier.classes() != matrix.classes()) {
      throw new IllegalArgumentException(
          "the judge knows %d classes, but its confusion matrix has %d: measure it with this judge"
              .formatted(classifier.classes(), matrix.classes()));
    }
    matrix.requireAllClasses();
    judge = classifier;
    confusion = matrix;
    return this;
  }

  /**
   * Sets the feature space and what models are compared with there.
   *
   * @param extractor the feature space
   * @param referenceFeatures features of reference images in that space, such as a balanced test
   *     set
   * @return this
   */
  public EvaluatorBuilder features(FeatureExtractor extractor, FeatureSet referenceFeatures) {
    FeatureStatistics.requireSameSpace(
        extractor.name(),
        extractor.dimension(),
        referenceFeatures.space(),
        referenceFeatures.dimension());
    requireEnough(referenceFeatures.size(), "reference");
    features = extractor;
    reference = referenceFeatures;
    return this;
  }

  /**
   * Sets how many images are made and measured at once.
   *
   * @param size at least 1; 250 at first
   * @return this
   */
  public EvaluatorBuilder batch(int size) {
    batch = ImageBatches.requireBatch(size);
    return this;
  }

  /**
   * Sets who is told of progress and of the estimated time.
   *
   * @param value the listener; at first one that prints to the standard output
   * @return this
   */
  public EvaluatorBuilder listener(EvaluationListener value) {
    listener = value;
    return this;
  }

  /** Precision and recall look at the third neighbour. */
  static void requireEnough(int images, String which) {
    if (images < 4) {
      throw new IllegalArgumentException(
          "there are %d %s images, but at least 4 are needed: 5000 give shares to ±1 point"
              .formatted(images, which));
    }
  }

  /** {@return the evaluator} */
  public Evaluator build() {
    if (judge == null || features == null) {
      throw new IllegalArgumentException(
          "an evaluator needs a judge and a feature space: call judge(…) and features(…)");
    }
    return new Evaluator(this);
  }
}
