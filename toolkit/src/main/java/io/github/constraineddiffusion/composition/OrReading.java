package io.github.constraineddiffusion.composition;

/** What the mixture composition (OR) keeps small for every model qᵢ (arXiv 2508.19104). */
public enum OrReading {
  /**
   * The divergence D_KL(qᵢ‖p) itself. λ* maximises H(p_λ) − Σ λᵢ H(qᵢ): models of disjoint supports
   * get equal weights (derived).
   */
  KL,
  /**
   * The cross-entropy −E_{qᵢ} log p, which is what the paper's evidence bound measures. λ*
   * maximises H(p_λ): a model of disjoint support gets a weight in proportion to e^{H(qᵢ)}
   * (derived).
   */
  CROSS_ENTROPY
}
