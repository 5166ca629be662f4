package io.github.constraineddiffusion.divergence;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.NDManager;
import io.github.constraineddiffusion.data.GaussianMixture;
import io.github.constraineddiffusion.denoiser.ForwardProcess;
import io.github.constraineddiffusion.denoiser.GaussianMixtureDenoiser;
import io.github.constraineddiffusion.schedule.NoiseSchedule;
import io.github.constraineddiffusion.tensor.Session;
import java.util.List;
import java.util.function.DoubleUnaryOperator;
import org.apache.commons.math3.linear.Array2DRowRealMatrix;
import org.apache.commons.math3.linear.LUDecomposition;
import org.apache.commons.math3.linear.MatrixUtils;
import org.apache.commons.math3.linear.RealMatrix;
import org.apache.commons.math3.linear.RealVector;
import org.junit.jupiter.api.Test;

/** KL(p ‖ q) where p is the model: the same estimator with samples of p. */
class ReverseKlTest {
  private static final NoiseSchedule SCHEDULE = NoiseSchedule.uniformLogSnr(400, 14, -14);

  @Test
  void samplesOfTheModelMeasureItsKlInOneDimension() {
    GaussianMixture p = GaussianMixture.isotropic(0.5, new double[][] {{0}}, 1);
    GaussianMixture q = GaussianMixture.isotropic(0.3, new double[][] {{0.7}}, 1);
    assertEquals(0.8946, kl(p, q), 1e-4);
    check(p, q);
    assertTrue(Math.abs(kl(q, p) - kl(p, q)) > 0.2, "the direction matters");
    check(q, p);
  }

  @Test
  void samplesOfTheModelMeasureItsKlInThePlane() {
    double[][] wide = {{0.6, 0.25}, {0.25, 0.3}};
    double[][] narrow = {{0.2, -0.05}, {-0.05, 0.4}};
    check(gaussian(new double[] {0.2, -0.1}, wide), gaussian(new double[] {-0.3, 0.4}, narrow));
    check(gaussian(new double[] {-0.3, 0.4}, narrow), gaussian(new double[] {0.2, -0.1}, wide));
  }

  /**
   * The weight −α̇/α³, α = √(1−ᾱ), that arXiv 2508.19104 prints in its lemma 2 diverges towards the
   * clean end; (1−ᾱ)/2 over log-SNR gives the KL.
   */
  @Test
  void thePrintedWeightDiverges() {
    // dα/α³ = ½·ᾱ/(1−ᾱ)·dℓ
    DoubleUnaryOperator printed = l -> Math.exp(l) / 2;
    DoubleUnaryOperator right = l -> 0.5 / (1 + Math.exp(l));
    assertEquals(127, integral(printed, 4), 0.5);
    assertEquals(9_320, integral(printed, 8), 1);
    assertEquals(0.8946, integral(right, 20), 1e-4);
  }

  /** ∫ w(ℓ)·E_p‖s_p − s_q‖² dℓ for N(0, 0.5) and N(0.7, 0.3), from −20 to a cut. */
  private static double integral(DoubleUnaryOperator weight, double cut) {
    int n = 40_000;
    double sum = 0;
    for (int i = 0; i < n; i++) {
      double l = -20 + (cut + 20) * (i + 0.5) / n;
      double alphaBar = 1 / (1 + Math.exp(-l));
      double noisyP = 0.5 * alphaBar + 1 - alphaBar;
      double noisyQ = 0.3 * alphaBar + 1 - alphaBar;
      double slope = 1 / noisyQ - 1 / noisyP;
      double offset = 0.7 * Math.sqrt(alphaBar) / noisyQ;
      sum += weight.applyAsDouble(l) * (slope * slope * noisyP + offset * offset);
    }
    return sum * (cut + 20) / n;
  }

  private static void check(GaussianMixture p, GaussianMixture q) {
    try (Session session = Session.open().seed(5);
        NDManager scope = session.scope()) {
      Estimate estimate =
          new DivergenceEstimator(new ForwardProcess(session.manager(), SCHEDULE))
              .kl(
                  scope,
                  session.random(1),
                  List.of(p),
                  List.of(GaussianMixtureDenoiser.of(session, q, SCHEDULE)),
                  GaussianMixtureDenoiser.of(session, p, SCHEDULE),
                  60_000)
              .get(0);
      assertEquals(kl(p, q), estimate.value(), 3 * estimate.standardError());
      assertTrue(estimate.standardError() < 0.02 * kl(p, q), estimate.toString());
    }
  }

  private static GaussianMixture gaussian(double[] mean, double[][] covariance) {
    return GaussianMixture.builder().component(1, mean, covariance).build();
  }

  /** KL = ½(tr(Σ_q⁻¹Σ_p) + δᵀΣ_q⁻¹δ − d + log(|Σ_q|/|Σ_p|)). */
  private static double kl(GaussianMixture p, GaussianMixture q) {
    RealMatrix sigmaP = new Array2DRowRealMatrix(p.covariance(0));
    RealMatrix sigmaQ = new Array2DRowRealMatrix(q.covariance(0));
    RealMatrix inverse = MatrixUtils.inverse(sigmaQ);
    RealVector shift =
        MatrixUtils.createRealVector(p.mean(0)).subtract(MatrixUtils.createRealVector(q.mean(0)));
    double determinants =
        new LUDecomposition(sigmaQ).getDeterminant() / new LUDecomposition(sigmaP).getDeterminant();
    return 0.5
        * (inverse.multiply(sigmaP).getTrace()
            + shift.dotProduct(inverse.operate(shift))
            - p.dimension()
            + Math.log(determinants));
  }
}
