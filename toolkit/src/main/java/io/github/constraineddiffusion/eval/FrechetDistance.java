package io.github.constraineddiffusion.eval;

import ai.djl.ndarray.NDManager;
import io.github.constraineddiffusion.tensor.GradMode;

/**
 * The squared Fréchet distance of two Gaussians that have the means and covariances of two sets of
 * features (Heusel et al. 2017, "FID"):
 *
 * <p>d² = ‖μ₁ − μ₂‖² + tr Σ₁ + tr Σ₂ − 2 tr (Σ₁Σ₂)^{1/2}
 *
 * <p>With any root Σ₂ = L·Lᵀ the last trace is the sum of the roots of the eigenvalues of the
 * symmetric matrix Lᵀ Σ₁ L, which exists for singular covariances too, needs no small number added
 * to the diagonal and cannot turn complex.
 *
 * <p><b>What can be compared.</b> The distance belongs to its feature network. In the space of a
 * digit classifier it is not comparable with any published FID, which is that of Inception-v3: see
 * {@link InceptionFeatures}. It is biased upwards by an amount that falls as 1/N: compare only
 * models that were measured with the same number of images against the same reference. Where there
 * are fewer images than dimensions, prefer {@link KernelDistance}, which has no bias, or {@link
 * FeatureExtractor#projected}.
 */
public final class FrechetDistance {
  private FrechetDistance() {}

  /**
   * Computes the squared distance from means and covariances.
   *
   * @param first statistics of one set
   * @param second statistics of the other, in the same space
   * @return d², at least 0
   */
  public static double between(FeatureStatistics first, FeatureStatistics second) {
    FeatureStatistics.requireSameSpace(
        first.space(), first.dimension(), second.space(), second.dimension());
    try (GradMode off = GradMode.off();
        NDManager scope = first.session().scope()) {
      return distance(first, second, CovarianceProduct.of(scope, first, second));
    }
  }

  /**
   * Measures the squared distance with its standard error.
   *
   * <p>The error is that of the infinitesimal jackknife: each generated image x moves the distance
   * by its influence 2(μ₁ − μ₂)ᵀ(x − μ₁) + ‖x − μ₁‖² − Σ_k u_k²/√m_k, where m_k are the eigenvalues
   * of Lᵀ Σ₁ L and u_k the coordinates of Lᵀ(x − μ₁) along its eigenvectors. It says how far the
   * number moves with other generated images, not how large the bias is.
   *
   * @param generated features of at least 2 generated images
   * @param reference features of at least 2 reference images, in the same space
   * @return d² with its standard error
   */
  public static DistanceEstimate measure(FeatureSet generated, FeatureSet reference) {
    generated.requireSameSpace(reference);
    FeatureStatistics first = generated.statistics();
    FeatureStatistics second = reference.statistics();
    try (GradMode off = GradMode.off();
        NDManager scope = generated.session().scope()) {
      CovarianceProduct product = CovarianceProduct.of(scope, first, second);
      double error = FrechetInfluence.of(scope, first, second, product).standardError(generated);
      return new DistanceEstimate(
          "FID",
          generated.space(),
          distance(first, second, product),
          error,
          generated.size(),
          reference.size(),
          note(first, second));
    }
  }

  private static double distance(
      FeatureStatistics first, FeatureStatistics second, CovarianceProduct product) {
    double[] a = first.mean();
    double[] b = second.mean();
    double squares = 0;
    for (int i = 0; i < a.length; i++) {
      squares += (a[i] - b[i]) * (a[i] - b[i]);
    }
    return Math.max(0, squares + first.trace() + second.trace() - 2 * product.rootTrace());
  }

  private static String note(FeatureStatistics first, FeatureStatistics second) {
    if (!first.isSingular() && !second.isSingular()) {
      return "";
    }
    return ("fewer images than the %d dimensions: the covariance is singular and the distance far"
            + " too large. Take more images, KID, or features projected to at most 64 dimensions")
        .formatted(first.dimension());
  }
}
