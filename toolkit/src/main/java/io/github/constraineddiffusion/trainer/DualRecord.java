package io.github.constraineddiffusion.trainer;

/**
 * What one dual update saw and did; arrays in the order of the constraints.
 *
 * @param step number of the training step, from 1
 * @param lambda multipliers after the update
 * @param averagedLambda average of the multipliers so far; equal to {@code lambda} before averaging
 *     begins
 * @param measured the constraints' values in the unit of their thresholds (nats or loss)
 * @param standardError standard errors of {@code measured}
 * @param threshold the thresholds that the violations were counted from, in the same unit: relaxed
 *     ones where the formulation relaxes
 * @param weights what the constraints weigh in the primal steps that follow: {@code lambda} for the
 *     Lagrangian
 * @param atLeast whether values are to be at least their thresholds, as mean rewards are, and not
 *     at most
 */
public record DualRecord(
    int step,
    double[] lambda,
    double[] averagedLambda,
    double[] measured,
    double[] standardError,
    double[] threshold,
    double[] weights,
    boolean[] atLeast) {

  /**
   * Fills in what older checkpoints lack.
   *
   * @param step number of the training step, from 1
   * @param lambda multipliers after the update
   * @param averagedLambda average of the multipliers so far
   * @param measured the constraints' values
   * @param standardError standard errors of {@code measured}
   * @param threshold the thresholds
   * @param weights what the constraints weigh; null for λ
   * @param atLeast whether values are to be at least their thresholds; null for at most
   */
  public DualRecord {
    weights = weights == null ? lambda : weights;
    atLeast = atLeast == null ? new boolean[lambda.length] : atLeast;
  }

  /**
   * Records an update of the Lagrangian's multipliers, which are the weights.
   *
   * @param step number of the training step, from 1
   * @param lambda multipliers after the update
   * @param averagedLambda average of the multipliers so far
   * @param measured the constraints' values in the unit of their thresholds (nats or loss)
   * @param standardError standard errors of {@code measured}
   * @param threshold the thresholds, in the same unit
   */
  public DualRecord(
      int step,
      double[] lambda,
      double[] averagedLambda,
      double[] measured,
      double[] standardError,
      double[] threshold) {
    this(step, lambda, averagedLambda, measured, standardError, threshold, lambda, null);
  }

  /**
   * Returns the bounds of a problem min u at weights λ: u = Σ λᵢ·(measured − own part), common to
   * all, is the Lagrangian.
   *
   * @param lambda the weights, on the simplex
   * @param own the constraints' own parts of the bounds
   * @param above measured − own part
   * @return own part + u for each constraint
   */
  public static double[] worstBounds(double[] lambda, double[] own, double[] above) {
    double u = 0;
    for (int i = 0; i < lambda.length; i++) {
      u += lambda[i] * above[i];
    }
    double[] bounds = own.clone();
    for (int i = 0; i < bounds.length; i++) {
      bounds[i] += u;
    }
    return bounds;
  }

  /**
   * {@return the slacks, threshold − measured, or measured − threshold of those to be at least it:
   * negative means violated}
   */
  public double[] slack() {
    double[] slack = new double[measured.length];
    for (int i = 0; i < slack.length; i++) {
      slack[i] = slack(i, measured[i]);
    }
    return slack;
  }

  /**
   * Returns the slack that another value of a constraint has.
   *
   * @param constraint its index from 0
   * @param value in the unit of the threshold
   * @return negative where violated
   */
  public double slack(int constraint, double value) {
    double room = threshold[constraint] - value;
    return atLeast[constraint] ? -room : room;
  }
}
