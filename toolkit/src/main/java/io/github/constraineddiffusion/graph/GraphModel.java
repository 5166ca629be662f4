package io.github.constraineddiffusion.graph;

import java.util.Arrays;
import java.util.stream.IntStream;

/** What is trained on a graph S with K taps: a polynomial filter or a two-layer network. */
public final class GraphModel {
  private final int features;
  private final int taps;

  private GraphModel(int features, int taps) {
    this.features = features;
    this.taps = requireTaps(taps);
  }

  /**
   * The graph filter f(x) = Σ_{k&lt;K} h_k S^k x.
   *
   * @param taps K, at least 1
   * @return the model
   */
  public static GraphModel filter(int taps) {
    return new GraphModel(0, taps);
  }

  /**
   * The graph neural network f(x) = Σ_f Σ_{k&lt;K} g_fk S^k tanh(Σ_{j&lt;K} h_fj S^j x).
   *
   * @param features F, hidden features of a node, at least 1
   * @param taps K of both layers, at least 1
   * @return the model
   */
  public static GraphModel network(int features, int taps) {
    if (features < 1) {
      throw new IllegalArgumentException(
          "features is " + features + ", but must be at least 1: a network without has no output");
    }
    return new GraphModel(features, taps);
  }

  /** {@return K} */
  public int taps() {
    return taps;
  }

  /** {@return F; 0 for the filter} */
  public int features() {
    return features;
  }

  /** {@return whether this is the filter} */
  public boolean isFilter() {
    return features == 0;
  }

  /** {@return the number of weights: K, or 2FK} */
  public int weights() {
    return isFilter() ? taps : 2 * features * taps;
  }

  /** {@return f(X), n × M, at a run's weights: blocks as {@link InitialWeights} draws them} */
  double[][] predict(GraphShift s, double[][] weights, double[][] x) {
    return isFilter()
        ? GraphFilter.predict(s, weights[0], x)
        : GraphNetwork.predict(s, rows(weights[0]), rows(weights[1]), x);
  }

  /** {@return a network's kernel at a run's weights, or the filter's} */
  TangentKernel kernel(GraphShift s, double[][] weights, double[][] x) {
    return isFilter()
        ? TangentKernel.filter(s, taps, x)
        : TangentKernel.network(s, rows(weights[0]), rows(weights[1]), x);
  }

  /** {@return a block of weights as F × K} */
  private double[][] rows(double[] block) {
    return IntStream.range(0, features)
        .mapToObj(f -> Arrays.copyOfRange(block, f * taps, (f + 1) * taps))
        .toArray(double[][]::new);
  }

  static int requireTaps(int taps) {
    if (taps < 1) {
      throw new IllegalArgumentException(
          "taps is "
              + taps
              + ", but K must be at least 1: K = 1 sees no neighbours, K = 2 one hop");
    }
    return taps;
  }

  @Override
  public String toString() {
    String layer = isFilter() ? "graph filter" : "graph network, " + features + " features";
    return layer + ", " + taps + (taps == 1 ? " tap" : " taps");
  }
}
