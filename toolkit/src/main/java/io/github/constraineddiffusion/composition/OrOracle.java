package io.github.constraineddiffusion.composition;

import io.github.constraineddiffusion.data.ComponentUnion;
import io.github.constraineddiffusion.data.GaussianMixture;
import java.util.List;

/**
 * Exact answers for the mixture composition (OR): min u subject to D_KL(qᵢ‖p) ≤ u for every model
 * qᵢ, or to −E_{qᵢ} log p ≤ u (see {@link OrReading}; arXiv 2508.19104).
 *
 * <p>With weights λ on the simplex, p_λ = Σ λᵢqᵢ. The dual function is D(λ) = H(p_λ) − Σ λᵢ H(qᵢ) =
 * Σ λᵢ D_KL(qᵢ‖p_λ) for the divergence and D(λ) = H(p_λ) for the cross-entropy (derived). By
 * quadrature for mixtures in one or two dimensions (errors below 1e-6 nats), by sums for classes.
 */
public final class OrOracle {
  private final OrReading reading;
  private final TabulatedMixture mixture;
  private final ComponentUnion union;
  private final boolean entropiesKnown;
  private ComposedOptimum optimum;

  private OrOracle(TabulatedMixture mixture, ComponentUnion union, boolean entropiesKnown) {
    this.reading = mixture.reading();
    this.mixture = mixture;
    this.union = union;
    this.entropiesKnown = entropiesKnown;
  }

  /**
   * Builds the oracle of Gaussian mixtures, which tabulates their densities once.
   *
   * @param reading what is kept small
   * @param models two or more, of one dimension, at most 2
   * @return the oracle
   * @throws IllegalArgumentException for fewer than two models, different dimensions, more than two
   *     dimensions, or components too narrow for a grid
   */
  public static OrOracle of(OrReading reading, GaussianMixture... models) {
    List<GaussianMixture> checked = Checks.models(models);
    var table = Tabulated.of(checked, PlainGrid.of(checked, 1));
    return new OrOracle(new TabulatedMixture(table, reading), ComponentUnion.of(checked), true);
  }

  /**
   * Builds the oracle of models that differ in the shares of disjoint classes only, each class
   * being distributed alike in all of them. Divergences then depend on the shares alone.
   *
   * @param reading {@link OrReading#KL}
   * @param shares for every model the share of each class, at least 0 with sum 1
   * @return the oracle
   * @throws IllegalArgumentException for fewer than two models, shares off the simplex, or the
   *     cross-entropy, which needs the classes' own entropies too
   */
  public static OrOracle classes(OrReading reading, double[]... shares) {
    if (reading == OrReading.CROSS_ENTROPY) {
      throw new IllegalArgumentException(
          "the reading is CROSS_ENTROPY, which depends on the entropy within each class, but only"
              + " shares were given: use crossEntropyOfClasses(entropies, shares), or KL");
    }
    double[][] checked = Checks.shares(shares);
    var table = Tabulated.of(checked, new double[checked[0].length]);
    return new OrOracle(new TabulatedMixture(table, reading), null, false);
  }

  /**
   * Builds the oracle of the cross-entropy for models that differ in the shares of disjoint classes
   * only. A class of share s and entropy h contributes s·(h − log s) to a model's entropy.
   *
   * @param classEntropies the entropy within each class in nats; only differences matter to λ*
   * @param shares for every model the share of each class, at least 0 with sum 1
   * @return the oracle
   * @throws IllegalArgumentException for fewer than two models, shares off the simplex, or
   *     entropies that are not one finite number for each class
   */
  public static OrOracle crossEntropyOfClasses(double[] classEntropies, double[]... shares) {
    double[][] checked = Checks.shares(shares);
    Checks.entropies(classEntropies, checked[0].length);
    var table = Tabulated.of(checked, classEntropies);
    return new OrOracle(new TabulatedMixture(table, OrReading.CROSS_ENTROPY), null, true);
  }

  /**
   * Returns what is kept small.
   *
   * @return the reading
   */
  public OrReading reading() {
    return reading;
  }

  /**
   * Returns the mixture of the models.
   *
   * @param lambda the weights on the simplex, one for each model
   * @return p_λ
   * @throws IllegalStateException if the oracle is of classes
   */
  public GaussianMixture mixture(double... lambda) {
    if (union == null) {
      throw new IllegalStateException(
          "mixture(λ) needs densities, but this oracle is of classes: use shares(λ), or of(…)");
    }
    return union.mix(checked(lambda));
  }

  /**
   * Returns the dual function D(λ).
   *
   * @param lambda the weights on the simplex, one for each model
   * @return in nats
   */
  public double dual(double... lambda) {
    return mixture.slope(checked(lambda)).value();
  }

  /**
   * Returns the divergences, which are the gradient of the dual function along the simplex.
   *
   * @param lambda the weights on the simplex, one for each model
   * @return D_KL(qᵢ‖p_λ) or −E_{qᵢ} log p_λ in nats, one for each model; infinite where p_λ lacks a
   *     class of the model
   */
  public double[] divergences(double... lambda) {
    return mixture.slope(checked(lambda)).gradient();
  }

  /**
   * Returns the models' entropies.
   *
   * @return H(qᵢ) in nats, one for each model
   * @throws IllegalStateException if the oracle is of classes whose own entropies are not known
   */
  public double[] entropies() {
    if (!entropiesKnown) {
      throw new IllegalStateException(
          "entropies() depend on the entropy within each class, but only shares were given: use"
              + " crossEntropyOfClasses(entropies, shares)");
    }
    return mixture.entropies();
  }

  /**
   * Returns the mixture's share of each class.
   *
   * @param lambda the weights on the simplex, one for each model
   * @return one for each class, with sum 1
   * @throws IllegalStateException if the oracle is of mixtures
   */
  public double[] shares(double... lambda) {
    if (union != null) {
      throw new IllegalStateException(
          "shares(λ) are of classes, but this oracle is of mixtures: use mixture(λ)");
    }
    return mixture.masses(checked(lambda));
  }

  /**
   * Solves the problem: maximises D over the simplex. Found once, then remembered.
   *
   * @return λ*, not always unique, and what holds there
   */
  public synchronized ComposedOptimum optimum() {
    if (optimum == null) {
      optimum = ComposedOptimum.of(mixture, mixture.table().models());
    }
    return optimum;
  }

  private double[] checked(double[] lambda) {
    return Checks.simplex(lambda, mixture.table().models());
  }
}
