package io.github.constraineddiffusion.data;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The distinct components of several Gaussian mixtures, so that any mixture of those mixtures is
 * the same components under other weights: no factor is computed twice.
 *
 * <p>Immutable. With source s giving component k the weight w_sk, the mixture of the sources with
 * weights v_s gives it Σ_s v_s·w_sk.
 */
public final class ComponentUnion {
  private final List<GaussianComponent> components;
  private final double[][] weights;

  private ComponentUnion(List<GaussianComponent> components, double[][] weights) {
    this.components = components;
    this.weights = weights;
  }

  /**
   * Collects the distinct components.
   *
   * @param sources at least one mixture, all of the same dimension
   * @return the union
   */
  public static ComponentUnion of(List<GaussianMixture> sources) {
    if (sources.isEmpty()) {
      throw new IllegalArgumentException("0 sources were given, but a union needs at least 1");
    }
    var components = new ArrayList<GaussianComponent>();
    for (GaussianMixture source : sources) {
      requireDimension(source.dimension(), sources.get(0).dimension());
      for (GaussianComponent component : source.components()) {
        if (!components.contains(component)) {
          components.add(component);
        }
      }
    }
    var weights = new double[sources.size()][components.size()];
    for (int s = 0; s < weights.length; s++) {
      GaussianMixture source = sources.get(s);
      for (int k = 0; k < source.size(); k++) {
        weights[s][components.indexOf(source.components().get(k))] += source.weight(k);
      }
    }
    return new ComponentUnion(List.copyOf(components), weights);
  }

  private static void requireDimension(int found, int expected) {
    if (found != expected) {
      throw new IllegalArgumentException(
          "a source has dimension %d, but the first has %d: give sources of one dimension"
              .formatted(found, expected));
    }
  }

  /**
   * Returns the number of distinct components.
   *
   * @return how many
   */
  public int size() {
    return components.size();
  }

  /**
   * Returns a source's weights on the distinct components.
   *
   * @param source its index from 0
   * @return one weight for each component, 0 where the source does not have it
   */
  public double[] weights(int source) {
    return weights[source].clone();
  }

  /**
   * Returns the log-densities of the single components at a point.
   *
   * @param x a point of d numbers
   * @return log N(x; μ_k, Σ_k), one for each component
   */
  public double[] logDensities(double... x) {
    return components.stream().mapToDouble(component -> component.logDensity(x)).toArray();
  }

  /**
   * Returns the mixture of the sources.
   *
   * @param sourceWeights one for each source, at least 0, divided by their sum
   * @return Σ_s v_s·source_s as one mixture
   */
  public GaussianMixture mix(double... sourceWeights) {
    double[] shares = Weights.normalised(sourceWeights, weights.length, "sources");
    var mixed = new double[components.size()];
    for (int s = 0; s < shares.length; s++) {
      double share = shares[s];
      double[] own = weights[s];
      Arrays.setAll(mixed, k -> mixed[k] + share * own[k]);
    }
    return new GaussianMixture(components, mixed);
  }
}
