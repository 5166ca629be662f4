package io.github.constraineddiffusion.composition;

import io.github.constraineddiffusion.tensor.Session;
import java.util.List;

/**
 * Composes pre-trained models: the one that is nearest to the worst of them ("Composition and
 * Alignment of Diffusion Models using Constrained Learning", arXiv 2508.19104).
 *
 * <p>AND: min u subject to D_KL(p‖qⁱ) ≤ u, solved by a product Π qᵢ^λᵢ: p has what all models have.
 * OR: min u subject to D_KL(qⁱ‖p) ≤ u, solved by a mixture Σ λᵢqⁱ: p has what any model has. The
 * weights λ lie on the simplex and are found by dual ascent.
 */
public final class Composition {
  private Composition() {}

  /**
   * Composes by AND.
   *
   * @param session device, seed and memory
   * @param models at least two, of one sample shape and on schedules that share levels
   * @return the composition
   * @throws IllegalArgumentException naming the model that does not fit
   */
  public static AndComposition and(Session session, List<BaseModel> models) {
    return AndComposition.of(session, models);
  }

  /**
   * Composes by AND.
   *
   * @param session device, seed and memory
   * @param models at least two, of one sample shape and on schedules that share levels
   * @return the composition
   */
  public static AndComposition and(Session session, BaseModel... models) {
    return and(session, List.of(models));
  }

  /**
   * Composes by OR, in the reading {@link OrReading#KL}.
   *
   * @param session device, seed and memory
   * @param models at least two, of one sample shape and on schedules that share levels
   * @return the composition
   * @throws IllegalArgumentException naming the model that does not fit
   */
  public static OrComposition or(Session session, List<BaseModel> models) {
    return OrComposition.of(session, models);
  }

  /**
   * Composes by OR, in the reading {@link OrReading#KL}.
   *
   * @param session device, seed and memory
   * @param models at least two, of one sample shape and on schedules that share levels
   * @return the composition
   */
  public static OrComposition or(Session session, BaseModel... models) {
    return or(session, List.of(models));
  }
}
