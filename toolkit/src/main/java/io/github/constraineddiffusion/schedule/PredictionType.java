package io.github.constraineddiffusion.schedule;

/**
 * What the network's output means, as coefficients; α = √ᾱ_t, σ = √(1−ᾱ_t), x_t = α·x₀ + σ·ε.
 *
 * <p>All three hold the same information where α and σ are both positive.
 */
public enum PredictionType {
  /** The network predicts the noise ε. */
  EPSILON {
    @Override
    public Linear toNoise(double alpha, double sigma) {
      return new Linear(0, 1);
    }

    // x₀ = (x_t − σ·ε)/α
    @Override
    public Linear toClean(double alpha, double sigma) {
      requirePositive("alpha", alpha, "predict V or X0 there");
      return new Linear(1 / alpha, -sigma / alpha);
    }

    @Override
    public Target target(double alpha, double sigma) {
      return new Target(0, 1);
    }
  },
  /** The network predicts the clean sample x₀. */
  X0 {
    // ε = (x_t − α·x₀)/σ
    @Override
    public Linear toNoise(double alpha, double sigma) {
      requirePositive("sigma", sigma, "predict EPSILON or V there");
      return new Linear(1 / sigma, -alpha / sigma);
    }

    @Override
    public Linear toClean(double alpha, double sigma) {
      return new Linear(0, 1);
    }

    @Override
    public Target target(double alpha, double sigma) {
      return new Target(1, 0);
    }
  },
  /** The network predicts the velocity v = α·ε − σ·x₀ (arXiv 2202.00512, appendix D). */
  V {
    // ε = σ·x_t + α·v
    @Override
    public Linear toNoise(double alpha, double sigma) {
      return new Linear(sigma, alpha);
    }

    // x₀ = α·x_t − σ·v
    @Override
    public Linear toClean(double alpha, double sigma) {
      return new Linear(alpha, -sigma);
    }

    @Override
    public Target target(double alpha, double sigma) {
      return new Target(-sigma, alpha);
    }
  };

  private static final double TINY = 1e-9;

  /**
   * The combination {@code onX}·x_t + {@code onOutput}·output.
   *
   * @param onX the factor of the noisy sample
   * @param onOutput the factor of the network's output
   */
  public record Linear(double onX, double onOutput) {}

  /**
   * The combination {@code onClean}·x₀ + {@code onNoise}·ε.
   *
   * @param onClean the factor of the clean sample
   * @param onNoise the factor of the noise
   */
  public record Target(double onClean, double onNoise) {}

  /**
   * Returns how the noise follows from x_t and the output.
   *
   * @param alpha √ᾱ_t
   * @param sigma √(1−ᾱ_t)
   * @return the coefficients of ε
   * @throws IllegalArgumentException if the output does not determine ε at this level
   */
  public abstract Linear toNoise(double alpha, double sigma);

  /**
   * Returns how the clean sample follows from x_t and the output.
   *
   * @param alpha √ᾱ_t
   * @param sigma √(1−ᾱ_t)
   * @return the coefficients of x₀
   * @throws IllegalArgumentException if the output does not determine x₀ at this level
   */
  public abstract Linear toClean(double alpha, double sigma);

  /**
   * Returns what the network is trained to give.
   *
   * @param alpha √ᾱ_t
   * @param sigma √(1−ᾱ_t)
   * @return the coefficients of the target
   */
  public abstract Target target(double alpha, double sigma);

  private static void requirePositive(String name, double value, String remedy) {
    if (!(value > TINY)) {
      throw new IllegalArgumentException(
          name + " is " + value + ", but the conversion divides by it: " + remedy);
    }
  }
}
