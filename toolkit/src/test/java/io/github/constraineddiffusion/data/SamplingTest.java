package io.github.constraineddiffusion.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.random.RandomGenerator;
import org.apache.commons.math3.stat.correlation.Covariance;
import org.apache.commons.math3.stat.inference.KolmogorovSmirnovTest;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class SamplingTest {
  private NDManager manager;

  @BeforeEach
  void open() {
    manager = NDManager.newBaseManager();
    Engine.getInstance().setRandomSeed(11);
  }

  @AfterEach
  void close() {
    manager.close();
  }

  @Test
  void aBatchHasTheShapeTypeAndCompositionAskedFor() {
    NDArray batch = GaussianMixtureTest.PLANE.sample(manager, new Random(1), 500);
    assertEquals(new Shape(500, 2), batch.getShape());
    assertEquals(DataType.FLOAT32, batch.getDataType());
    int[] counts = new int[3];
    for (double[] point : Points.of(batch)) {
      double[] shares = GaussianMixtureTest.PLANE.responsibilities(point);
      for (int k = 0; k < 3; k++) {
        counts[k] += shares[k] > 0.5 ? 1 : 0;
      }
    }
    assertArrayEquals(new int[] {470, 25, 5}, counts);
  }

  @Test
  void sameSeedsSameBatch() {
    var mixture = GaussianMixtureTest.tilted();
    var source = MixtureSource.of(List.of(mixture, GaussianMixtureTest.PLANE), new double[] {1, 1});
    for (SampleSource each : List.of(mixture, source)) {
      Engine.getInstance().setRandomSeed(5);
      float[] first = each.sample(manager, new Random(1), 16).toFloatArray();
      Engine.getInstance().setRandomSeed(5);
      assertArrayEquals(first, each.sample(manager, new Random(1), 16).toFloatArray());
      assertNotEquals(first[0], each.sample(manager, new Random(1), 16).toFloatArray()[0]);
    }
  }

  @Test
  void bothSamplersHaveTheMomentsOfTheComponent() {
    var component = GaussianMixtureTest.tilted().only(0);
    int n = 20_000;
    var fromEngine = Points.of(component.sample(manager, new Random(2), n));
    for (double[][] points : List.of(fromEngine, component.sample(new Random(3), n))) {
      double[][] found = new Covariance(points).getCovarianceMatrix().getData();
      for (int i = 0; i < 2; i++) {
        int axis = i;
        double mean = Arrays.stream(points).mapToDouble(p -> p[axis]).average().orElseThrow();
        // five standard errors
        assertEquals(component.mean(0)[i], mean, 5 * Math.sqrt(0.5 / n));
        assertArrayEquals(component.covariance(0)[i], found[i], 5 * 0.5 * Math.sqrt(2.0 / n));
      }
    }
  }

  /** The marginal of a mixture in one dimension, against its exact distribution function. */
  @Test
  void samplesFollowTheDistribution() {
    var line = GaussianMixture.isotropic(0.5, new double[][] {{-2}, {0}, {3}}, 0.2, 0.5, 0.3);
    float[] drawn = line.sample(manager, new Random(4), 4000).toFloatArray();
    double[] values = new double[drawn.length];
    Arrays.setAll(values, i -> drawn[i]);
    double[] reference =
        Arrays.stream(line.sample(new Random(5), 4000)).mapToDouble(p -> p[0]).toArray();
    assertTrue(new KolmogorovSmirnovTest().kolmogorovSmirnovTest(values, reference) > 1e-3);
  }

  @Test
  void aMixtureKeepsWholeSamplesAndItsShares() {
    var zeros = PointSet.of(new double[][] {{0, 0.5}});
    var ones = PointSet.of(new double[][] {{1, 1.5}});
    var source = MixtureSource.of(List.of(zeros, ones), new double[] {3, 1});
    double[][] points = Points.of(source.sample(manager, new Random(6), 400));
    for (double[] point : points) {
      assertEquals(point[0] + 0.5, point[1]);
    }
    assertEquals(100, Arrays.stream(points).mapToDouble(p -> p[0]).sum());
    // in order, the first half would hold none
    double firstHalf = Arrays.stream(points, 0, 200).mapToDouble(p -> p[0]).sum();
    assertEquals(50, firstHalf, 5 * Math.sqrt(25));
  }

  @Test
  void aMixtureOfImagesKeepsTheirShape() {
    SampleSource image = new Constant(new Shape(1, 2, 3), 7);
    SampleSource other = new Constant(new Shape(1, 2, 3), 8);
    var source = MixtureSource.of(List.of(image, other), new double[] {1, 1});
    NDArray batch = source.sample(manager, new Random(), 10);
    assertEquals(new Shape(10, 1, 2, 3), batch.getShape());
    assertEquals(5 * 6 * 7 + 5 * 6 * 8, batch.sum().getFloat());
  }

  @Test
  void aSourceOfWeightZeroIsNeverAsked() {
    var live = new Constant(new Shape(1), 1);
    SampleSource dead = new Constant(new Shape(1), Float.NaN);
    var source = MixtureSource.of(List.of(dead, live, dead), new double[] {0, 2, 0});
    assertEquals(32, source.sample(manager, new Random(), 32).sum().getFloat());
  }

  @Test
  void batchesLeaveNothingElseInTheManager() {
    var source =
        MixtureSource.of(
            List.of(GaussianMixtureTest.PLANE, GaussianMixtureTest.tilted()), new double[] {1, 1});
    try (NDManager sub = manager.newSubManager()) {
      NDArray batch = source.sample(sub, new Random(1), 64);
      assertEquals(List.of(batch), sub.getManagedArrays());
      batch.close();
      NDArray points = GaussianMixtureTest.PLANE.sample(sub, new Random(1), 64);
      assertEquals(List.of(points), sub.getManagedArrays());
    }
  }

  @Test
  void pointsGoToTensorsAndBack() {
    double[][] points = {{1, 2}, {3.5, -4}, {0, 0.25}};
    assertTrue(Arrays.deepEquals(points, Points.of(Points.tensor(manager, points))));
    assertThrows(IllegalArgumentException.class, () -> Points.of(manager.ones(new Shape(2, 3, 4))));
  }

  @Test
  void aPointSetDrawsItsPointsAndRefusesBadOnes() {
    var set = PointSet.of(new double[][] {{1, 1}, {2, 2}});
    double[][] drawn = Points.of(set.sample(manager, new Random(1), 1000));
    double ones = Arrays.stream(drawn).filter(p -> p[0] == 1 && p[1] == 1).count();
    assertEquals(500, ones, 5 * Math.sqrt(250));
    assertEquals(2, set.size());
    assertNotEquals(set.fingerprint(), PointSet.of(new double[][] {{1, 1}, {2, 3}}).fingerprint());
    refused("0 points", () -> PointSet.of(new double[0][]));
    refused("point 1 has 1 numbers, but the first has 2", () -> PointSet.of(ragged()));
    refused("value NaN", () -> PointSet.of(new double[][] {{Double.NaN}}));
  }

  private static double[][] ragged() {
    return new double[][] {{1, 2}, {3}};
  }

  @Test
  void aMixtureRefusesWhatDoesNotFit() {
    SampleSource flat = PointSet.of(new double[][] {{1, 1}});
    SampleSource image = new Constant(new Shape(1, 2), 0);
    refused(
        "shape (1, 2), but the first has (2)",
        () -> MixtureSource.of(List.of(flat, image), new double[] {1, 1}));
    refused("0 sources", () -> MixtureSource.of(List.of(), new double[0]));
    refused("weight is NaN", () -> MixtureSource.of(List.of(flat), new double[] {Double.NaN}));
    refused("count is -1", () -> flat.sample(manager, new Random(), -1));
  }

  @Test
  void fingerprintsOfMixturesForgetSilentSources() {
    SampleSource a = PointSet.of(new double[][] {{1, 1}});
    SampleSource b = PointSet.of(new double[][] {{2, 2}});
    var plain = MixtureSource.of(List.of(a), new double[] {1});
    assertEquals(
        plain.fingerprint(), MixtureSource.of(List.of(b, a), new double[] {0, 3}).fingerprint());
    assertFalse(
        plain
            .fingerprint()
            .equals(MixtureSource.of(List.of(a, b), new double[] {1, 1}).fingerprint()));
  }

  private static void refused(String expected, Runnable work) {
    var error = assertThrows(IllegalArgumentException.class, work::run);
    assertTrue(error.getMessage().contains(expected), error.getMessage());
  }

  private record Constant(Shape sampleShape, float value) implements SampleSource {
    @Override
    public NDArray sample(NDManager manager, RandomGenerator random, int count) {
      assertFalse(Float.isNaN(value), "a source of weight 0 was asked");
      return manager.full(new Shape(count).addAll(sampleShape), value, DataType.FLOAT32);
    }

    @Override
    public String fingerprint() {
      return "constant:" + value;
    }
  }
}
