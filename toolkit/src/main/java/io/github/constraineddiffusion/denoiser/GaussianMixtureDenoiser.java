package io.github.constraineddiffusion.denoiser;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.github.constraineddiffusion.data.GaussianMixture;
import io.github.constraineddiffusion.schedule.NoiseSchedule;
import io.github.constraineddiffusion.tensor.Operators;
import io.github.constraineddiffusion.tensor.Session;
import java.util.function.IntToDoubleFunction;
import org.apache.commons.math3.linear.Array2DRowRealMatrix;
import org.apache.commons.math3.linear.EigenDecomposition;

/**
 * The optimal noise predictor of a Gaussian mixture and its noisy log density, in closed form.
 *
 * <p>With C_k = ᾱ_t Σ_k + (1−ᾱ_t) I, the noisy density is Σ w_k N(√ᾱ_t μ_k, C_k) and ε*(x, t) =
 * √(1−ᾱ_t) Σ_k γ_k(x) C_k⁻¹ (x − √ᾱ_t μ_k), γ_k the responsibilities. Each Σ_k = Q_k D_k Q_kᵀ is
 * diagonalised once, so that a call is a few batched operations.
 *
 * <p>Symbols: N batch, K components, d dimensions.
 */
public final class GaussianMixtureDenoiser implements Denoiser, LogDensity {
  private final long components;
  private final long dimension;

  /** Q_1 … Q_K side by side, (d, K·d). */
  private final NDArray axes;

  /** Q_kᵀ stacked, (K·d, d): turns coordinates along the axes back. */
  private final NDArray axesBack;

  /** μ_kᵀ Q_k, (1, K, d). */
  private final NDArray means;

  /** D_k, (1, K, d). */
  private final NDArray variances;

  /** log w_k, (1, K). */
  private final NDArray logWeights;

  private final NDArray half;
  private final LevelTable alpha;
  private final LevelTable sigma;
  private final LevelTable alphaSquared;
  private final LevelTable sigmaSquared;

  private GaussianMixtureDenoiser(
      NDManager owner, GaussianMixture mixture, NoiseSchedule schedule) {
    int k = mixture.size();
    int d = mixture.dimension();
    this.components = k;
    this.dimension = d;
    float[] q = new float[d * k * d];
    float[] back = new float[k * d * d];
    float[] mean = new float[k * d];
    float[] variance = new float[k * d];
    float[] logWeight = new float[k];
    for (int c = 0; c < k; c++) {
      EigenDecomposition eigen =
          new EigenDecomposition(new Array2DRowRealMatrix(mixture.covariance(c)));
      logWeight[c] = (float) Math.log(mixture.weight(c));
      for (int j = 0; j < d; j++) {
        variance[c * d + j] = (float) eigen.getRealEigenvalue(j);
        for (int i = 0; i < d; i++) {
          double entry = eigen.getV().getEntry(i, j);
          q[(i * k + c) * d + j] = (float) entry;
          back[(c * d + j) * d + i] = (float) entry;
          mean[c * d + j] += (float) (entry * mixture.mean(c)[i]);
        }
      }
    }
    this.axes = owner.create(q, new Shape(d, (long) k * d));
    this.axesBack = owner.create(back, new Shape((long) k * d, d));
    this.means = owner.create(mean, new Shape(1, k, d));
    this.variances = owner.create(variance, new Shape(1, k, d));
    this.logWeights = owner.create(logWeight, new Shape(1, k));
    this.half = owner.full(new Shape(1, 1, 1), 0.5f);
    this.alpha = table(owner, schedule, schedule::alpha);
    this.sigma = table(owner, schedule, schedule::sigma);
    this.alphaSquared = table(owner, schedule, schedule::alphaBar);
    this.sigmaSquared = table(owner, schedule, t -> 1 - schedule.alphaBar(t));
  }

  /**
   * Prepares the predictor.
   *
   * @param session owner of its arrays
   * @param mixture the distribution of clean data
   * @param schedule the noise schedule of the timesteps it will be called with
   * @return the optimal denoiser of {@code mixture}
   */
  public static GaussianMixtureDenoiser of(
      Session session, GaussianMixture mixture, NoiseSchedule schedule) {
    return of(session.manager(), mixture, schedule);
  }

  /**
   * Prepares the predictor for as long as a manager is open.
   *
   * @param owner of its arrays
   * @param mixture the distribution of clean data
   * @param schedule the noise schedule of the timesteps it will be called with
   * @return the optimal denoiser of {@code mixture}
   */
  public static GaussianMixtureDenoiser of(
      NDManager owner, GaussianMixture mixture, NoiseSchedule schedule) {
    return new GaussianMixtureDenoiser(owner, mixture, schedule);
  }

  private static LevelTable table(
      NDManager owner, NoiseSchedule schedule, IntToDoubleFunction value) {
    return LevelTable.of(owner, schedule, value);
  }

  @Override
  public NDArray noise(NDArray x, NDArray t) {
    long n = x.getShape().get(0);
    Joint joint = joint(x, t);
    NDArray gamma = joint.log.softmax(1).reshape(n, components, 1);
    NDArray score = joint.solved.mul(gamma).reshape(n, components * dimension).matMul(axesBack);
    return Operators.scaleRows(score, sigma.at(x, t));
  }

  // log Σ_k exp(z_k) = m + log Σ_k exp(z_k − m), m the largest: finite where the density underflows
  @Override
  public NDArray logDensity(NDArray x, NDArray t) {
    NDArray log = joint(x, t).log;
    NDArray most = log.max(new int[] {1}, true);
    NDArray sum = log.sub(most).exp().sum(new int[] {1}).log();
    double constant = -dimension * Math.log(2 * Math.PI) / 2;
    return Operators.shift(sum.add(most.reshape(x.getShape().get(0))), constant);
  }

  /** C_k⁻¹(x − √ᾱ μ_k) along the axes (N, K, d), and log w_k N(x; √ᾱ μ_k, C_k) (N, K). */
  private record Joint(NDArray solved, NDArray log) {}

  // The constant −d/2·log 2π is left out.
  private Joint joint(NDArray x, NDArray t) {
    long n = x.getShape().get(0);
    Shape perRow = new Shape(n, 1, 1);
    NDArray a = alpha.at(x, t).reshape(perRow);
    // u = Q_kᵀ(x − √ᾱ μ_k), v = ᾱ D_k + (1 − ᾱ): (N, K, d)
    NDArray u = x.matMul(axes).reshape(n, components, dimension).sub(a.mul(means));
    NDArray v =
        alphaSquared
            .at(x, t)
            .reshape(perRow)
            .mul(variances)
            .add(sigmaSquared.at(x, t).reshape(perRow));
    NDArray solved = u.div(v);
    NDArray logJoint = u.mul(solved).add(v.log()).mul(half).sum(new int[] {2}).neg();
    return new Joint(solved, logJoint.add(logWeights));
  }
}
