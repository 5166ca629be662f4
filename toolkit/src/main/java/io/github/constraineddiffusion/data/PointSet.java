package io.github.constraineddiffusion.data;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.Arrays;
import java.util.random.RandomGenerator;

/** A data set of points: its samples are rows drawn with replacement. Immutable. */
public final class PointSet implements SampleSource {
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
   * Returns the number of points.
   *
   * @return N
   */
  public int size() {
    return points.length;
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
