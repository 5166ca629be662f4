package io.github.constraineddiffusion.constraint;

import java.util.Arrays;

/**
 * The dual function of a problem with divergences and rewards, at multipliers (λ, μ). With M = q +
 * Σ λᵢqⁱ, R = Σ μⱼrⱼ, p = M/(ν − R), D = ν − R and A = ∫ M/D²:
 *
 * <pre>
 * g = D_KL(q‖p) + Σ λᵢ (D_KL(qⁱ‖p) − bᵢ) + Σ μⱼ (cⱼ − E_p[rⱼ])
 * ∂g/∂λᵢ = D_KL(qⁱ‖p) − bᵢ,  ∂g/∂μⱼ = cⱼ − E_p[rⱼ]
 * ∂ν/∂λᵢ = ∫ (qⁱ/D)/A,  ∂ν/∂μⱼ = ∫ (M rⱼ/D²)/A
 * ∂²g/∂λᵢ∂λₖ = ∫ qⁱ (ν'ₖ/D − qᵏ/M),  ∂²g/∂λᵢ∂μⱼ = ∫ qⁱ (ν'ⱼ − rⱼ)/D,
 * ∂²g/∂μⱼ∂μₖ = ∫ (M/D²) rⱼ (ν'ₖ − rₖ)
 * </pre>
 *
 * <p>Derived here: the derivatives of g are the violations at p (envelope theorem), those of p
 * follow from ∫ M/D = 1.
 */
final class RewardDual implements ConcaveFunction {
  private final RewardNodes nodes;
  private final double[] bounds;
  private final double[] thresholds;

  RewardDual(RewardNodes nodes, double[] bounds, double[] thresholds) {
    this.nodes = nodes;
    this.bounds = bounds;
    this.thresholds = thresholds;
  }

  /**
   * The minimiser on the nodes.
   *
   * @param m M at the nodes, as masses
   * @param room D at the nodes
   */
  record Minimiser(double[] m, double[] room) {
    double mass(int n) {
      return m[n] > 0 ? m[n] / room[n] : 0;
    }
  }

  Minimiser minimiser(double[] multipliers) {
    int size = nodes.size();
    double[] m = nodes.masses()[0].clone();
    double[] tilts = new double[size];
    for (int i = 0; i < bounds.length; i++) {
      double[] own = nodes.masses()[i + 1];
      double weight = multipliers[i];
      Arrays.setAll(m, n -> m[n] + weight * own[n]);
    }
    for (int j = 0; j < thresholds.length; j++) {
      double[] r = nodes.rewards()[j];
      double weight = multipliers[bounds.length + j];
      Arrays.setAll(tilts, n -> tilts[n] + weight * r[n]);
    }
    return new Minimiser(m, Normaliser.rooms(m, tilts));
  }

  /** Returns D_KL(q_s‖p) of q, q¹, …. */
  double[] divergences(Minimiser p) {
    double[] sums = new double[nodes.masses().length];
    for (int s = 0; s < sums.length; s++) {
      double[] own = nodes.masses()[s];
      for (int n = 0; n < own.length; n++) {
        sums[s] += own[n] > 0 ? own[n] * Math.log(own[n] / p.mass(n)) : 0;
      }
    }
    return sums;
  }

  /** Returns E_p[rⱼ]. */
  double[] means(Minimiser p) {
    double[] means = new double[thresholds.length];
    for (int j = 0; j < means.length; j++) {
      for (int n = 0; n < p.m().length; n++) {
        means[j] += p.mass(n) * nodes.rewards()[j][n];
      }
    }
    return means;
  }

  /**
   * Returns the mass of each divergence's class: of the components that its distribution has, a
   * node's mass being divided as that of M is.
   */
  double[] shares(double[] multipliers, Minimiser p) {
    double[] shares = new double[bounds.length];
    for (int k = 0; k < nodes.components().length; k++) {
      double weight = nodes.weights()[0][k];
      for (int i = 0; i < bounds.length; i++) {
        weight += multipliers[i] * nodes.weights()[i + 1][k];
      }
      double mass = 0;
      for (int n = 0; n < nodes.size(); n++) {
        mass += weight * nodes.components()[k][n] / p.room()[n];
      }
      for (int i = 0; i < bounds.length; i++) {
        shares[i] += nodes.weights()[i + 1][k] > 0 ? mass : 0;
      }
    }
    return shares;
  }

  @Override
  public Slope slope(double[] multipliers) {
    Minimiser p = minimiser(multipliers);
    double[] divergences = divergences(p);
    double[] means = means(p);
    double[] gradient = new double[multipliers.length];
    double value = divergences[0];
    for (int i = 0; i < gradient.length; i++) {
      int j = i - bounds.length;
      gradient[i] = j < 0 ? divergences[i + 1] - bounds[i] : thresholds[j] - means[j];
      value += multipliers[i] * gradient[i];
    }
    return new Slope(value, gradient);
  }

  @Override
  public double[][] hessian(double[] multipliers) {
    Minimiser p = minimiser(multipliers);
    int size = multipliers.length;
    double a = 0;
    double[] nu = new double[size];
    double[] change = new double[size];
    for (int n = 0; n < p.m().length; n++) {
      a += p.mass(n) / p.room()[n];
      for (int i = 0; i < size; i++) {
        nu[i] += derivative(p, i, n);
      }
    }
    for (int i = 0; i < size; i++) {
      nu[i] /= a;
    }
    double[][] hessian = new double[size][size];
    for (int n = 0; n < p.m().length; n++) {
      for (int k = 0; k < size && p.m()[n] > 0; k++) {
        change[k] = logChange(p, k, n, nu[k]);
      }
      for (int i = 0; i < size; i++) {
        double own =
            i < bounds.length
                ? nodes.masses()[i + 1][n]
                : p.mass(n) * nodes.rewards()[i - bounds.length][n];
        for (int k = 0; k < size && own != 0; k++) {
          hessian[i][k] -= own * change[k];
        }
      }
    }
    return hessian;
  }

  /** ∫ of what ν's derivative is made of, at a node: of M/D with ν held. */
  private double derivative(Minimiser p, int i, int n) {
    return i < bounds.length
        ? nodes.masses()[i + 1][n] / p.room()[n]
        : p.mass(n) / p.room()[n] * nodes.rewards()[i - bounds.length][n];
  }

  /** ∂ log p by a multiplier. */
  private double logChange(Minimiser p, int k, int n, double nu) {
    return k < bounds.length
        ? nodes.masses()[k + 1][n] / p.m()[n] - nu / p.room()[n]
        : (nodes.rewards()[k - bounds.length][n] - nu) / p.room()[n];
  }
}
