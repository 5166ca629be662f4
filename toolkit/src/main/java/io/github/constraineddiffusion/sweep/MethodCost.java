package io.github.constraineddiffusion.sweep;

import io.github.constraineddiffusion.eval.IntervalEstimate;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/**
 * What one way to reach a share costs, and what it reaches. A sample that is thrown away counts for
 * those that are kept.
 *
 * @param method its name
 * @param trainingSeconds of training, beyond what every method in the ledger needs
 * @param trainingEvaluations samples that a network was evaluated on in that training, forward or
 *     forward and backward
 * @param secondsPerSample of generating one accepted sample
 * @param evaluationsPerSample network evaluations for one accepted sample
 * @param memoryMebibytes resident memory at its peak; NaN where unknown
 * @param share reached, in [0, 1]
 * @param quality other figures by name, such as "FID"; lower is better
 */
public record MethodCost(
    String method,
    double trainingSeconds,
    double trainingEvaluations,
    double secondsPerSample,
    double evaluationsPerSample,
    double memoryMebibytes,
    IntervalEstimate share,
    Map<String, IntervalEstimate> quality) {

  /**
   * Checks that costs are finite and not negative; memory may be NaN.
   *
   * @param method its name
   * @param trainingSeconds of training, beyond what every method in the ledger needs
   * @param trainingEvaluations samples that a network was evaluated on in that training, forward or
   *     forward and backward
   * @param secondsPerSample of generating one accepted sample
   * @param evaluationsPerSample network evaluations for one accepted sample
   * @param memoryMebibytes resident memory at its peak; NaN where unknown
   * @param share reached, in [0, 1]
   * @param quality other figures by name, such as "FID"; lower is better
   */
  public MethodCost {
    Objects.requireNonNull(method, "method");
    Objects.requireNonNull(share, "share");
    requireCost(method, "training seconds", trainingSeconds);
    requireCost(method, "network evaluations in training", trainingEvaluations);
    requireCost(method, "seconds per sample", secondsPerSample);
    requireCost(method, "network evaluations per sample", evaluationsPerSample);
    if (memoryMebibytes < 0 || Double.isInfinite(memoryMebibytes)) {
      throw new IllegalArgumentException(
          method + " needs " + memoryMebibytes + " MiB, but memory is at least 0, or NaN");
    }
    quality = Map.copyOf(quality);
  }

  /**
   * Starts with costs that are all zero: set those that there are.
   *
   * @param method its name
   * @param share reached, in [0, 1]
   * @return the cost
   */
  public static MethodCost of(String method, IntervalEstimate share) {
    return new MethodCost(method, 0, 0, 0, 0, Double.NaN, share, Map.of());
  }

  /**
   * Sets what training cost.
   *
   * @param seconds in the training loop
   * @param evaluations samples a network was evaluated on
   * @return the copy
   */
  public MethodCost training(double seconds, double evaluations) {
    return new MethodCost(
        method,
        seconds,
        evaluations,
        secondsPerSample,
        evaluationsPerSample,
        memoryMebibytes,
        share,
        quality);
  }

  /**
   * Sets what one accepted sample costs.
   *
   * @param seconds for one accepted sample
   * @param evaluations of the network for one accepted sample: the sampler's steps, twice as many
   *     under guidance, and times the samples generated for one that is kept
   * @return the copy
   */
  public MethodCost sampling(double seconds, double evaluations) {
    return new MethodCost(
        method,
        trainingSeconds,
        trainingEvaluations,
        seconds,
        evaluations,
        memoryMebibytes,
        share,
        quality);
  }

  /**
   * Sets the memory needed.
   *
   * @param mebibytes at the peak, see {@link PeakMemory}; NaN where unknown
   * @return the copy
   */
  public MethodCost memory(double mebibytes) {
    return new MethodCost(
        method,
        trainingSeconds,
        trainingEvaluations,
        secondsPerSample,
        evaluationsPerSample,
        mebibytes,
        share,
        quality);
  }

  /**
   * Adds a figure of quality.
   *
   * @param name such as "FID"
   * @param value lower is better
   * @return the copy
   */
  public MethodCost quality(String name, IntervalEstimate value) {
    Map<String, IntervalEstimate> more = new TreeMap<>(quality);
    more.put(name, value);
    return new MethodCost(
        method,
        trainingSeconds,
        trainingEvaluations,
        secondsPerSample,
        evaluationsPerSample,
        memoryMebibytes,
        share,
        more);
  }

  /**
   * Training and generating together.
   *
   * @param samples accepted samples wanted, at least 0
   * @return seconds
   */
  public double secondsFor(double samples) {
    return trainingSeconds + samples * secondsPerSample;
  }

  private static void requireCost(String method, String what, double value) {
    if (!(value >= 0 && Double.isFinite(value))) {
      throw new IllegalArgumentException(
          "%s: %s is %s, but a cost is finite and at least 0".formatted(method, what, value));
    }
  }
}
