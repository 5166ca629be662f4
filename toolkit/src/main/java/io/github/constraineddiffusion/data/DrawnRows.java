package io.github.constraineddiffusion.data;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.Arrays;
import java.util.Random;
import java.util.random.RandomGenerator;

/** Rows drawn once from a source that has no end of them, and kept. Immutable. */
public final class DrawnRows implements FiniteSource {
  private static final int FEWEST = 20;

  private final SampleSource source;
  private final float[] values;
  private final double[] weights;
  private final int[] components;

  private DrawnRows(SampleSource source, float[] values, double[] weights, int[] components) {
    this.source = source;
    this.values = values;
    this.weights = weights;
    this.components = components;
  }

  /**
   * Draws from any source: as many rows, all equally likely.
   *
   * @param source what to draw from
   * @param manager of the device to draw on
   * @param random the generator
   * @param count how many, at least 1
   * @return the rows
   */
  public static DrawnRows of(
      SampleSource source, NDManager manager, RandomGenerator random, int count) {
    Weights.requireCount(count);
    var weights = new double[count];
    Arrays.fill(weights, 1.0 / count);
    try (NDArray drawn = source.sample(manager, random, count)) {
      return new DrawnRows(source, drawn.toFloatArray(), weights, null);
    }
  }

  /**
   * Draws from a mixture: half of the rows by the components' weights and half evenly, so that rare
   * components have many light rows; the same rows for the same seed.
   *
   * @param mixture what to draw from
   * @param count about how many, at least 1
   * @param seed of the drawing
   * @return the rows, component after component
   */
  public static DrawnRows of(GaussianMixture mixture, int count, long seed) {
    Weights.requireCount(count);
    var random = new Random(seed);
    int d = mixture.dimension();
    double[] shares = mixture.weights();
    var counts = new int[shares.length];
    Arrays.setAll(counts, k -> shares[k] > 0 ? rows(shares[k], shares.length, count) : 0);
    int all = Arrays.stream(counts).sum();
    var values = new float[all * d];
    var weights = new double[all];
    var components = new int[all];
    int row = 0;
    for (int k = 0; k < counts.length; k++) {
      for (int n = 0; n < counts[k]; n++, row++) {
        double[] point = mixture.components().get(k).sample(random);
        for (int i = 0; i < d; i++) {
          values[row * d + i] = (float) point[i];
        }
        weights[row] = shares[k] / counts[k];
        components[row] = k;
      }
    }
    return new DrawnRows(mixture, values, weights, components);
  }

  private static int rows(double share, int components, int count) {
    return Math.max(FEWEST, (int) Math.ceil(count * (share + 1.0 / components) / 2));
  }

  /**
   * Returns the component that each row was drawn from.
   *
   * @return indices from 0; empty where the source is no Gaussian mixture
   */
  public int[] components() {
    return components == null ? new int[0] : components.clone();
  }

  @Override
  public int size() {
    return weights.length;
  }

  @Override
  public double[] rowWeights() {
    return weights.clone();
  }

  @Override
  public NDArray rows(NDManager manager, int[] indices) {
    Weights.requireCount(indices.length);
    int d = values.length / weights.length;
    var chosen = new float[indices.length * d];
    for (int n = 0; n < indices.length; n++) {
      System.arraycopy(values, indices[n] * d, chosen, n * d, d);
    }
    return Points.owned(manager, chosen, new Shape(indices.length).addAll(sampleShape()));
  }

  @Override
  public Shape sampleShape() {
    return source.sampleShape();
  }

  @Override
  public NDArray sample(NDManager manager, RandomGenerator random, int count) {
    Weights.requireCount(count);
    return rows(manager, SystematicAllocation.shuffledLabels(weights, random, count));
  }

  @Override
  public String fingerprint() {
    return source.fingerprint() + " " + weights.length + " rows";
  }

  @Override
  public String toString() {
    return weights.length + " rows of " + source;
  }
}
