package io.github.constraineddiffusion.eval;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.github.constraineddiffusion.tensor.Session;
import java.util.Arrays;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

class AugmentationTest {
  private static final int SIDE = 9;

  /** A generator whose every uniform number is the same: 1 for the largest distortion. */
  private static RandomGenerator always(double uniform) {
    return new RandomGenerator() {
      @Override
      public long nextLong() {
        return -1;
      }

      @Override
      public double nextDouble() {
        return uniform;
      }
    };
  }

  /** Two channels: the column's number, the row's number. */
  private static float[] ramps() {
    float[] pixels = new float[2 * SIDE * SIDE];
    for (int y = 0; y < SIDE; y++) {
      for (int x = 0; x < SIDE; x++) {
        pixels[y * SIDE + x] = x;
        pixels[SIDE * SIDE + y * SIDE + x] = y;
      }
    }
    return pixels;
  }

  private static float[] distorted(Augmentation how, RandomGenerator random) {
    return new Warp(SIDE, SIDE, 2, how).apply(ramps(), 1, random);
  }

  /** On a ramp bilinear interpolation is exact, so each pixel tells where it was taken from. */
  private static void assertSource(float[] pixels, int x, int y, double fromX, double fromY) {
    assertEquals(fromX, pixels[y * SIDE + x], 1e-5);
    assertEquals(fromY, pixels[SIDE * SIDE + y * SIDE + x], 1e-5);
  }

  @Test
  void theMiddleOfTheRangesLeavesImagesAsTheyAre() {
    var how = Augmentation.none().rotation(40).scale(0.5).shear(0.5).shift(3);
    assertArrayEquals(ramps(), distorted(how, always(0.5)), 1e-5f);
  }

  @Test
  void eachDistortionMovesPixelsByItsFormula() {
    assertSource(distorted(Augmentation.none().shift(1.5), always(1)), 2, 3, 3.5, 4.5);
    assertSource(distorted(Augmentation.none().rotation(90), always(1)), 6, 3, 5, 6);
    assertSource(distorted(Augmentation.none().scale(0.5), always(1)), 6, 3, 7, 2.5);
    assertSource(distorted(Augmentation.none().shear(0.5), always(1)), 3, 6, 4, 6);
    assertSource(distorted(Augmentation.none().mirrored(), always(0.5)), 1, 3, 7, 3);
  }

  @Test
  void outsideTheImageIsItsBorder() {
    assertSource(distorted(Augmentation.none().shift(20), always(1)), 4, 4, 8, 8);
    assertSource(distorted(Augmentation.none().shift(20), always(0)), 4, 4, 0, 0);
  }

  @Test
  void elasticDisplacementsHaveTheirDeviation() {
    RandomGenerator random = RandomGenerator.of("L64X128MixRandom");
    double sum = 0;
    int count = 2000;
    for (int n = 0; n < count; n++) {
      // pixel (4, 4) lies on a node of the 5×5 grid
      float[] pixels = distorted(Augmentation.none().elastic(0.7), random);
      sum +=
          Math.pow(pixels[4 * SIDE + 4] - 4, 2)
              + Math.pow(pixels[SIDE * SIDE + 4 * SIDE + 4] - 4, 2);
    }
    // 4,000 squares: five standard errors are 5 √(2/4000) = 11 %
    assertEquals(0.49, sum / (2 * count), 0.49 * 0.12);
  }

  @Test
  void everyImageIsDistortedInItsOwnWay() {
    try (Session session = Session.open().seed(4);
        NDManager scope = session.scope()) {
      NDArray two = scope.ones(new Shape(2, 1, SIDE, SIDE)).cumSum(2).cumSum(3);
      float[] before = two.toFloatArray();
      var how = Augmentation.none().rotation(20).noise(0.2);
      NDArray once = how.apply(two, session.random(1));
      NDArray again = how.apply(two, session.random(1));
      assertArrayEquals(before, two.toFloatArray(), "the input is left alone");
      assertArrayEquals(once.toFloatArray(), again.toFloatArray());
      assertFalse(Arrays.equals(once.get(0).toFloatArray(), once.get(1).toFloatArray()));
    }
  }

  @Test
  void noiseHasAnyDeviationUpToItsLargest() {
    try (Session session = Session.open();
        NDManager scope = session.scope()) {
      NDArray zeros = scope.zeros(new Shape(400, 1, SIDE, SIDE));
      NDArray noisy = Augmentation.none().noise(0.3).apply(zeros, session.random(2));
      double meanSquare = noisy.square().mean().getFloat();
      // E u² = 0.3²/3 for u uniform in [0, 0.3]
      assertEquals(0.03, meanSquare, 0.004);
      assertTrue(noisy.get(0).square().mean().getFloat() < 0.15);
    }
  }
}
