package io.github.constraineddiffusion.composition;

import io.github.constraineddiffusion.data.GaussianMixture;
import java.util.Arrays;
import java.util.List;

/** Checks on models and weights, with the value, the limit and the remedy in the message. */
final class Checks {
  private static final double ROUNDING = 1e-6;

  private Checks() {}

  /** Returns the weights divided by their sum, which may differ from 1 by rounding only. */
  static double[] simplex(double[] lambda, int models) {
    if (lambda.length != models) {
      throw new IllegalArgumentException(
          "%d weights were given for %d models: give one for each"
              .formatted(lambda.length, models));
    }
    return normalised("weights", lambda, "project them with SimplexProjection.project");
  }

  /** Returns the class shares of every model, checked and copied. */
  static double[][] shares(double[][] shares) {
    requireSeveral(shares.length);
    var result = new double[shares.length][];
    for (int i = 0; i < shares.length; i++) {
      if (shares[i].length != shares[0].length || shares[i].length == 0) {
        throw new IllegalArgumentException(
            "model %d has %d class shares, but model 0 has %d: give one for each class, 0 where a"
                    .formatted(i, shares[i].length, shares[0].length)
                + " model lacks it");
      }
      result[i] = normalised("class shares of model " + i, shares[i], "divide by their sum");
    }
    return result;
  }

  private static double[] normalised(String what, double[] values, String remedy) {
    double sum = 0;
    for (double value : values) {
      if (!(value >= 0)) {
        throw new IllegalArgumentException(
            "%s %s hold %s, but lie on the simplex (at least 0, sum 1): %s"
                .formatted(what, Arrays.toString(values), value, remedy));
      }
      sum += value;
    }
    if (!(Math.abs(sum - 1) <= ROUNDING)) {
      throw new IllegalArgumentException(
          "%s %s sum to %s, but lie on the simplex (at least 0, sum 1): %s"
              .formatted(what, Arrays.toString(values), sum, remedy));
    }
    double total = sum;
    return Arrays.stream(values).map(value -> value / total).toArray();
  }

  /** Returns the models, checked: two or more, all of one dimension. */
  static List<GaussianMixture> models(GaussianMixture[] models) {
    requireSeveral(models.length);
    for (int i = 1; i < models.length; i++) {
      if (models[i].dimension() != models[0].dimension()) {
        throw new IllegalArgumentException(
            "model %d has dimension %d, but model 0 has %d: give models of one dimension"
                .formatted(i, models[i].dimension(), models[0].dimension()));
      }
    }
    return List.of(models);
  }

  static void entropies(double[] entropies, int classes) {
    if (entropies.length != classes || !Arrays.stream(entropies).allMatch(Double::isFinite)) {
      throw new IllegalArgumentException(
          "the entropies are %s, but must be one finite number for each of %d classes: give them"
                  .formatted(Arrays.toString(entropies), classes)
              + " in nats");
    }
  }

  private static void requireSeveral(int models) {
    if (models < 2) {
      throw new IllegalArgumentException(
          "%d models were given, but a composition has at least 2: give one more"
              .formatted(models));
    }
  }
}
