package io.github.constraineddiffusion.constraint;

import ai.djl.ndarray.NDArray;
import java.util.Objects;

/**
 * How sure a classifier is of a class: the reward log P(class|x) in nats, whose mean over generated
 * samples is asked to be at least a threshold.
 *
 * <p>The mean is over all samples, those of other classes too: by Jensen's inequality exp of it is
 * at most the mean probability of the class. Where half of the samples are to be of a class and the
 * classifier is sure of all, it is half of the floor's logarithm.
 */
public final class SemanticConsistency {
  /** The least probability that counts: below it a sample cannot be worth less. */
  public static final double FLOOR = 1e-3;

  private SemanticConsistency() {}

  /**
   * Starts a constraint on the mean of max(log P(class|x), log 0.001), at most 0 nats.
   *
   * @param classifier whose logits' soft-max P is
   * @param label the class, from 0
   * @return the constraint without its threshold, named "consistency with class 4" or the like
   */
  public static RewardConstraint.Target of(SampleClassifier classifier, int label) {
    Objects.requireNonNull(classifier, "classifier");
    if (label < 0 || label >= classifier.classes()) {
      throw new IllegalArgumentException(
          "class %d is asked for, but the classifier knows classes 0 to %d: name one of these"
              .formatted(label, classifier.classes() - 1));
    }
    return RewardConstraint.of(
        "consistency with class " + label, new LogProbability(classifier, label));
  }

  private record LogProbability(SampleClassifier classifier, int label) implements Reward {
    @Override
    public float[] of(NDArray samples) {
      float[] logs;
      try (NDArray logits = classifier.logits(samples);
          NDArray all = logits.logSoftmax(1)) {
        logs = all.toFloatArray();
      }
      int classes = classifier.classes();
      var rewards = new float[logs.length / classes];
      for (int n = 0; n < rewards.length; n++) {
        rewards[n] = (float) Math.max(Math.log(FLOOR), logs[n * classes + label]);
      }
      return rewards;
    }

    @Override
    public String identity() {
      return "log probability of class %d, at least log %s, by %s"
          .formatted(label, FLOOR, classifier.identity());
    }
  }
}
