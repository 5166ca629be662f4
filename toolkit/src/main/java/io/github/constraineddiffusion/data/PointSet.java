package io.github.constraineddiffusion.data;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.Arrays;
import java.util.Random;
import java.util.random.RandomGenerator;

/** A data set of points: its samples are rows drawn with replacement. Immutable. */
public final class PointSet implements FiniteSource {
  private final double[][] points;

  private PointSet(double[][] points) {
    this.points = points;
  }

  /**
   * Copies a data set.
   *
   * @param points N rows of d finite numbers, N and d at least 1
   * @return the data set
   */
  public static PointSet of(double[][] points) {
    Points.requireRows(points);
    return new PointSet(Arrays.stream(points).map(double[]::clone).toArray(double[][]::new));
  }

  /**
   * Draws a data set from a mixture: the same numbers for the same seed.
   *
   * @param mixture what to draw from
   * @param count how many points, at least 1
   * @param seed of the drawing
   * @return the data set
   */
  public static PointSet drawn(GaussianMixture mixture, int count, long seed) {
    Weights.requireCount(count);
    return of(mixture.sample(new Random(seed), count));
  }

  /**
   * Returns the first points: what is left where only so many had been seen.
   *
   * @param count how many, 1…size
   * @return a smaller data set
   */
  public PointSet first(int count) {
    if (count < 1 || count > points.length) {
      throw new IllegalArgumentException(
          "count is %d, but the set has %d points: ask for 1 to as many"
              .formatted(count, points.length));
    }
    return new PointSet(Arrays.copyOf(points, count));
  }

  /**
   * Returns a Gaussian about every point, all of one weight. With a variance well below the noise
   * of a schedule's first level, its closed-form denoiser is the optimal one of these points: the
   * reference of a constraint to them.
   *
   * @param variance of each Gaussian along each axis, above 0
   * @return the mixture, of as many components as there are points
   */
  public GaussianMixture blurred(double variance) {
    return GaussianMixture.isotropic(variance, points);
  }

  /**
   * Returns the number of points.
   *
   * @return N
   */
  @Override
  public int size() {
    return points.length;
  }

  @Override
  public double[] rowWeights() {
    var weights = new double[points.length];
    Arrays.fill(weights, 1.0 / points.length);
    return weights;
  }

  @Override
  public NDArray rows(NDManager manager, int[] indices) {
    Weights.requireCount(indices.length);
    return Points.tensor(
        manager, Arrays.stream(indices).mapToObj(n -> points[n]).toArray(double[][]::new));
  }

  @Override
  public Shape sampleShape() {
    return new Shape(points[0].length);
  }

  @Override
  public NDArray sample(NDManager manager, RandomGenerator random, int count) {
    Weights.requireCount(count);
    var drawn = new double[count][];
    Arrays.setAll(drawn, n -> points[random.nextInt(points.length)]);
    return Points.tensor(manager, drawn);
  }

  @Override
  public String fingerprint() {
    return Fingerprint.of("points", Arrays.stream(points).map(Arrays::toString).toList());
  }

  @Override
  public String toString() {
    return "PointSet(" + points.length + " points in " + points[0].length + " dimensions)";
  }
}
