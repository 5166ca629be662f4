package io.github.constraineddiffusion.data;

import java.util.ArrayList;
import java.util.List;

/** Collects the components of a {@link GaussianMixture}. */
public final class GaussianMixtureBuilder {
  private final List<GaussianComponent> components = new ArrayList<>();
  private final List<Double> weights = new ArrayList<>();

  GaussianMixtureBuilder() {}

  /**
   * Adds an isotropic component.
   *
   * @param weight its relative weight, at least 0
   * @param mean its mean, d numbers
   * @param variance its variance in every direction, above 0
   * @return this builder
   */
  public GaussianMixtureBuilder component(double weight, double[] mean, double variance) {
    return add(weight, GaussianComponent.isotropic(mean, variance));
  }

  /**
   * Adds a component with a full covariance.
   *
   * @param weight its relative weight, at least 0
   * @param mean its mean, d numbers
   * @param covariance its covariance, d × d, symmetric and positive definite
   * @return this builder
   */
  public GaussianMixtureBuilder component(double weight, double[] mean, double[][] covariance) {
    return add(weight, GaussianComponent.full(mean, covariance));
  }

  private GaussianMixtureBuilder add(double weight, GaussianComponent component) {
    if (component.dimension() == 0) {
      throw new IllegalArgumentException(
          "the mean has 0 numbers, but a Gaussian has at least 1 dimension: give its mean");
    }
    if (!components.isEmpty() && components.get(0).dimension() != component.dimension()) {
      throw new IllegalArgumentException(
          "this mean has %d numbers, but the first component's has %d: give means of one size"
              .formatted(component.dimension(), components.get(0).dimension()));
    }
    components.add(component);
    weights.add(weight);
    return this;
  }

  /**
   * Builds the mixture.
   *
   * @return the mixture, its weights divided by their sum
   * @throws IllegalArgumentException if there is no component, or if the weights are not finite, at
   *     least 0 and somewhere positive
   */
  public GaussianMixture build() {
    if (components.isEmpty()) {
      throw new IllegalArgumentException(
          "the mixture has 0 components, but needs at least 1: call component(weight, mean,"
              + " variance) first");
    }
    return new GaussianMixture(
        List.copyOf(components), weights.stream().mapToDouble(Double::doubleValue).toArray());
  }
}
