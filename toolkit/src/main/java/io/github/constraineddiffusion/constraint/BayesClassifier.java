package io.github.constraineddiffusion.constraint;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import io.github.constraineddiffusion.data.GaussianMixture;
import io.github.constraineddiffusion.data.Points;
import java.util.Arrays;

/**
 * The exact classifier of points among the components of a Gaussian mixture, each a class, all
 * equally likely beforehand: its logits are the logarithms of the components' probabilities given a
 * point, no smaller than those of 10⁻³⁰.
 */
public final class BayesClassifier implements SampleClassifier {
  private static final double LEAST = 1e-30;

  private final GaussianMixture components;

  private BayesClassifier(GaussianMixture components) {
    double[] equal = new double[components.size()];
    Arrays.fill(equal, 1.0 / equal.length);
    this.components = components.withWeights(equal);
  }

  /**
   * Prepares to tell components apart.
   *
   * @param components the components; their weights do not matter
   * @return the classifier
   */
  public static BayesClassifier among(GaussianMixture components) {
    return new BayesClassifier(components);
  }

  @Override
  public int classes() {
    return components.size();
  }

  @Override
  public NDArray logits(NDArray samples) {
    double[][] points = Points.of(samples);
    int classes = classes();
    var logits = new float[points.length * classes];
    for (int n = 0; n < points.length; n++) {
      double[] probabilities = components.responsibilities(points[n]);
      for (int c = 0; c < classes; c++) {
        logits[n * classes + c] = (float) Math.log(Math.max(LEAST, probabilities[c]));
      }
    }
    return samples.getManager().create(logits, new Shape(points.length, classes));
  }

  @Override
  public String identity() {
    return "Bayes classifier among " + components.fingerprint();
  }
}
