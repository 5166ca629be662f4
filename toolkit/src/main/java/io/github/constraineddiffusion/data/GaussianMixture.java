package io.github.constraineddiffusion.data;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * A mixture of Gaussians Σ_k w_k·N(μ_k, Σ_k) in d dimensions: its mathematics in plain Java
 * doubles, and sampling. Immutable.
 *
 * <p>Weights are relative: they are divided by their sum. A weight of 0 is allowed and switches a
 * component off.
 */
public final class GaussianMixture implements SampleSource {
  private final List<GaussianComponent> components;
  private final double[] weights;

  GaussianMixture(List<GaussianComponent> components, double[] weights) {
    this.components = components;
    this.weights = Weights.normalised(weights, components.size(), "components");
  }

  /**
   * Starts a mixture of Gaussians of any covariance.
   *
   * @return an empty builder
   */
  public static GaussianMixtureBuilder builder() {
    return new GaussianMixtureBuilder();
  }

  /**
   * Returns a mixture of Gaussians that all have the covariance variance·I.
   *
   * @param variance the common variance, above 0
   * @param means the means, one row of d numbers for each component
   * @param weights one for each component, or none for equal weights
   * @return the mixture
   */
  public static GaussianMixture isotropic(double variance, double[][] means, double... weights) {
    boolean equal = weights.length == 0 && means.length > 0;
    double[] given = equal ? filled(means.length) : weights;
    if (given.length != means.length) {
      throw new IllegalArgumentException(
          "%d weights were given for %d means: give one weight each, or none for equal weights"
              .formatted(given.length, means.length));
    }
    var builder = builder();
    for (int k = 0; k < means.length; k++) {
      builder.component(given[k], means[k], variance);
    }
    return builder.build();
  }

  private static double[] filled(int size) {
    var ones = new double[size];
    Arrays.fill(ones, 1);
    return ones;
  }

  /**
   * Returns the dimension.
   *
   * @return d
   */
  public int dimension() {
    return components.get(0).dimension();
  }

  /**
   * Returns the number of components, those of weight 0 included.
   *
   * @return how many
   */
  public int size() {
    return components.size();
  }

  /**
   * Returns the weight of a component.
   *
   * @param k its index from 0
   * @return its share of the mass
   */
  public double weight(int k) {
    return weights[k];
  }

  /**
   * Returns the weights.
   *
   * @return the shares of the components, which sum to 1
   */
  public double[] weights() {
    return weights.clone();
  }

  /**
   * Returns the mean of a component.
   *
   * @param k its index from 0
   * @return d numbers
   */
  public double[] mean(int k) {
    return components.get(k).mean();
  }

  /**
   * Returns the covariance of a component.
   *
   * @param k its index from 0
   * @return d × d numbers
   */
  public double[][] covariance(int k) {
    return components.get(k).covariance();
  }

  /**
   * Says whether every component's covariance is a multiple of the identity, given as one variance.
   *
   * @return true if so
   */
  public boolean isIsotropic() {
    return components.stream().allMatch(GaussianComponent::isIsotropic);
  }

  /**
   * Returns the mixture of some of the components, in their proportions.
   *
   * @param indices the indices of the components to keep, from 0
   * @return the conditional distribution given these components
   */
  public GaussianMixture only(int... indices) {
    return new GaussianMixture(
        Arrays.stream(indices).mapToObj(components::get).toList(),
        Arrays.stream(indices).mapToDouble(k -> weights[k]).toArray());
  }

  /**
   * Returns the same components under other weights.
   *
   * @param weights one for each component, at least 0, divided by their sum
   * @return the re-weighted mixture
   */
  public GaussianMixture withWeights(double... weights) {
    return new GaussianMixture(components, weights);
  }

  /**
   * Returns the distribution of α·x + σ·ε for x from this mixture and ε standard normal.
   *
   * @param alpha the factor α on the clean sample
   * @param sigma the standard deviation σ of the noise
   * @return the mixture of N(α·μ_k, α²·Σ_k + σ²·I)
   */
  public GaussianMixture noised(double alpha, double sigma) {
    return new GaussianMixture(
        components.stream().map(component -> component.noised(alpha, sigma)).toList(), weights);
  }

  /**
   * Returns the density.
   *
   * @param x a point of d numbers
   * @return Σ_k w_k·N(x; μ_k, Σ_k)
   */
  public double density(double... x) {
    return Math.exp(logDensity(x));
  }

  /**
   * Returns the logarithm of the density, finite also where the density underflows.
   *
   * @param x a point of d numbers
   * @return log Σ_k w_k·N(x; μ_k, Σ_k) in nats
   */
  public double logDensity(double... x) {
    return logSum(jointLogs(x));
  }

  /**
   * Returns the score.
   *
   * @param x a point of d numbers
   * @return ∇ log density, d numbers
   */
  public double[] score(double... x) {
    double[] shares = responsibilities(x);
    var sum = new double[x.length];
    for (int k = 0; k < shares.length; k++) {
      if (shares[k] > 0) {
        components.get(k).addScore(x, shares[k], sum);
      }
    }
    return sum;
  }

  /**
   * Returns the probability of each component given a point.
   *
   * @param x a point of d numbers
   * @return w_k·N(x; μ_k, Σ_k) divided by the density, one for each component
   */
  public double[] responsibilities(double... x) {
    double[] logs = jointLogs(x);
    double total = logSum(logs);
    return Arrays.stream(logs).map(log -> Math.exp(log - total)).toArray();
  }

  private double[] jointLogs(double[] x) {
    if (x.length != dimension()) {
      throw new IllegalArgumentException(
          "the point has %d numbers, but the mixture has dimension %d: give a point of that size"
              .formatted(x.length, dimension()));
    }
    var logs = new double[weights.length];
    for (int k = 0; k < logs.length; k++) {
      logs[k] =
          weights[k] == 0
              ? Double.NEGATIVE_INFINITY
              : Math.log(weights[k]) + components.get(k).logDensity(x);
    }
    return logs;
  }

  private static double logSum(double[] logs) {
    double largest = Arrays.stream(logs).max().orElseThrow();
    double sum = 0;
    for (double log : logs) {
      sum += Math.exp(log - largest);
    }
    return largest + Math.log(sum);
  }

  @Override
  public Shape sampleShape() {
    return new Shape(dimension());
  }

  /**
   * {@inheritDoc}
   *
   * <p>The components' counts are stratified (see {@link MixtureSource}); rows are in random order.
   */
  @Override
  public NDArray sample(NDManager manager, RandomGenerator random, int count) {
    Weights.requireCount(count);
    int d = dimension();
    float[] values;
    try (NDArray noise = manager.randomNormal(new Shape(count, d))) {
      values = noise.toFloatArray();
    }
    int[] labels = SystematicAllocation.shuffledLabels(weights, random, count);
    for (int n = 0; n < count; n++) {
      components.get(labels[n]).place(values, n * d);
    }
    return Points.owned(manager, values, new Shape(count, d));
  }

  /**
   * Draws samples in plain Java, without the engine.
   *
   * @param random the generator of every choice and of the noise
   * @param count how many, at least 1
   * @return count × d numbers, components stratified, in random order
   */
  public double[][] sample(RandomGenerator random, int count) {
    Weights.requireCount(count);
    int[] labels = SystematicAllocation.shuffledLabels(weights, random, count);
    var points = new double[count][];
    for (int n = 0; n < count; n++) {
      points[n] = components.get(labels[n]).sample(random);
    }
    return points;
  }

  /** Equal for mixtures of the same components and weights in any order. */
  @Override
  public String fingerprint() {
    var parts =
        IntStream.range(0, size())
            .filter(k -> weights[k] > 0)
            .mapToObj(k -> weights[k] + " " + components.get(k).definition())
            .sorted()
            .toList();
    return Fingerprint.of("gaussian-mixture", parts);
  }

  List<GaussianComponent> components() {
    return components;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof GaussianMixture that
        && Arrays.equals(weights, that.weights)
        && components.equals(that.components);
  }

  @Override
  public int hashCode() {
    return 31 * Arrays.hashCode(weights) + components.hashCode();
  }

  @Override
  public String toString() {
    return IntStream.range(0, size())
        .mapToObj(k -> Numbers.brief(weights[k]) + "·" + components.get(k))
        .collect(Collectors.joining(" + "));
  }
}
