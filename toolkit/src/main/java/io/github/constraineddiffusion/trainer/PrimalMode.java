package io.github.constraineddiffusion.trainer;

/** How the gradient of the Lagrangian is estimated in a primal step. */
public enum PrimalMode {
  /**
   * One batch from the λ-mixture (q + Σ λᵢ qⁱ) / (1 + Σ λᵢ): the cost of plain training, and the
   * Lagrangian's gradient divided by 1 + Σ λᵢ.
   */
  MIXTURE_BATCH,
  /**
   * One batch from q and one from every qⁱ, weighted 1 and λᵢ, as the reference implementation of
   * "Constrained Diffusion Models via Dual Training" does: m + 1 forward and backward passes.
   */
  SEPARATE_BATCHES
}
