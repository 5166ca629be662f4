package io.github.constraineddiffusion.graph;

import java.util.Arrays;

/** Squared errors of single test pairs, by the definition in float64. */
final class PairErrors {
  private PairErrors() {}

  /** {@return one a test pair: mean over channels and over runs of given weights} */
  static double[] mean(GraphModel model, GraphShift s, double[][][] weights, ForecastData data) {
    double[][] x = data.testInputs();
    double[][] y = data.testTargets();
    var errors = new double[x[0].length];
    for (double[][] run : weights) {
      double[][] prediction = model.predict(s, run, x);
      for (int i = 0; i < y.length; i++) {
        for (int m = 0; m < errors.length; m++) {
          double rest = prediction[i][m] - y[i][m];
          errors[m] += rest * rest;
        }
      }
    }
    double count = (double) weights.length * y.length;
    return Arrays.stream(errors).map(sum -> sum / count).toArray();
  }
}
