package io.github.constraineddiffusion.graph;

import java.util.Arrays;

/**
 * Adam (Kingma &amp; Ba 2015, algorithm 1) with its usual β₁ = 0.9, β₂ = 0.999, ε = 1e-8.
 *
 * <p>Not {@link io.github.constraineddiffusion.tensor.AdamW}: that follows the gradients autograd
 * leaves in float32 parameters, and clips the norm of all of them, so that models of a batch would
 * feel each other. Here gradients come in closed form as arrays of a few numbers a model, and the
 * filter's in float64.
 */
record Adam(double stepSize) implements UpdateRule {
  private static final double BETA_1 = 0.9;
  private static final double BETA_2 = 0.999;
  private static final double EPSILON = 1e-8;

  Adam {
    UpdateRule.requireStepSize(stepSize, "0.01");
  }

  @Override
  public Update start() {
    return new Moments();
  }

  @Override
  public String toString() {
    return "Adam, step size " + stepSize;
  }

  /** Every weight has its own moments, so that models in a batch do not feel each other. */
  private final class Moments implements Update {
    private double[][] first;
    private double[][] second;
    private double power1 = 1;
    private double power2 = 1;

    @Override
    public void apply(double[][] weights, double[][] gradients) {
      if (first == null) {
        first = zeros(weights);
        second = zeros(weights);
      }
      power1 *= BETA_1;
      power2 *= BETA_2;
      for (int i = 0; i < weights.length; i++) {
        step(weights[i], gradients[i], first[i], second[i]);
      }
    }

    private void step(double[] w, double[] gradient, double[] m, double[] v) {
      for (int j = 0; j < w.length; j++) {
        double g = gradient[j];
        m[j] = BETA_1 * m[j] + (1 - BETA_1) * g;
        v[j] = BETA_2 * v[j] + (1 - BETA_2) * g * g;
        double scale = Math.sqrt(v[j] / (1 - power2)) + EPSILON;
        w[j] -= stepSize * m[j] / (1 - power1) / scale;
      }
    }

    private static double[][] zeros(double[][] like) {
      return Arrays.stream(like).map(block -> new double[block.length]).toArray(double[][]::new);
    }
  }
}
