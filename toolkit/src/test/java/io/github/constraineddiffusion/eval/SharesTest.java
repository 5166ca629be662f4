package io.github.constraineddiffusion.eval;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.constraineddiffusion.data.GaussianMixture;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class SharesTest {
  private static final double[][] MEANS = {{1.5, 0}, {-0.75, 1.3}, {-0.75, -1.3}};

  @Test
  void countsWhereComponentsAreDisjointWithTheBinomialError() {
    double[][] samples = new double[200][];
    for (int n = 0; n < 200; n++) {
      samples[n] = MEANS[n < 120 ? 0 : n < 170 ? 1 : 2].clone();
    }
    ShareEstimate shares =
        Shares.among(GaussianMixture.isotropic(0.025, MEANS, 0.9, 0.09, 0.01)).of(samples);
    assertArrayEquals(new double[] {0.6, 0.25, 0.15}, shares.share(), 1e-9);
    assertEquals(Math.sqrt(0.25 * 0.75 / 200), shares.standardError()[1], 1e-9);
    assertEquals(Math.sqrt(0.6 * 0.4 / 200), shares.standardError()[0], 1e-9);
  }

  @Test
  void givesNoShareAndNoErrorToAComponentThatIsAbsent() {
    double[][] samples = {MEANS[0], MEANS[0], MEANS[1]};
    ShareEstimate shares =
        Shares.among(GaussianMixture.isotropic(0.025, MEANS, 1, 1, 1)).of(samples);
    assertEquals(0, shares.share()[2], 1e-9);
    assertEquals(0, shares.standardError()[2]);
    assertThrows(
        IllegalArgumentException.class,
        () -> Shares.among(GaussianMixture.isotropic(1, MEANS, 1, 1, 1)).of(new double[0][]));
  }

  /** Overlapping components, 300 samples of the same mixture: unbiased, intervals hold 95 %. */
  @Test
  void estimatesMassesOfOverlappingComponentsWithHonestIntervals() {
    GaussianMixture mixture = GaussianMixture.isotropic(1.2, MEANS, 0.5, 0.3, 0.2);
    SplittableRandom random = new SplittableRandom(1);
    int covered = 0;
    double mean = 0;
    for (int k = 0; k < 300; k++) {
      double[][] samples = new double[400][];
      for (int n = 0; n < samples.length; n++) {
        double u = random.nextDouble();
        double[] center = MEANS[u < 0.5 ? 0 : u < 0.8 ? 1 : 2];
        samples[n] =
            new double[] {
              center[0] + Math.sqrt(1.2) * random.nextGaussian(),
              center[1] + Math.sqrt(1.2) * random.nextGaussian()
            };
      }
      ShareEstimate shares = Shares.among(mixture).of(samples);
      mean += shares.share()[1] / 300;
      covered += Math.abs(shares.share()[1] - 0.3) <= shares.margin95()[1] ? 1 : 0;
    }
    assertEquals(0.3, mean, 0.008);
    assertTrue(covered > 300 * 0.91 && covered < 300 * 0.985, "covered " + covered);
  }
}
