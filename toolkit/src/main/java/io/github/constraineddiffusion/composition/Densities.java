package io.github.constraineddiffusion.composition;

import io.github.constraineddiffusion.data.GaussianMixture;
import java.util.List;

/** The exact densities of models, where all have one. */
final class Densities {
  private Densities() {}

  static GaussianMixture[] of(List<BaseModel> models) {
    for (BaseModel model : models) {
      if (model.density().isEmpty()) {
        throw new IllegalArgumentException(
            "model '%s' has no closed-form density, but exact answers need one of every model: use"
                    .formatted(model.name())
                + " BaseModel.exact, or AndOracle.classes for disjoint classes");
      }
    }
    return models.stream()
        .map(model -> model.density().orElseThrow())
        .toArray(GaussianMixture[]::new);
  }
}
