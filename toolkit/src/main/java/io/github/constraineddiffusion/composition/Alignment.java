package io.github.constraineddiffusion.composition;

import ai.djl.ndarray.types.Shape;
import io.github.constraineddiffusion.denoiser.Denoiser;
import io.github.constraineddiffusion.denoiser.GaussianMixtureDenoiser;
import io.github.constraineddiffusion.denoiser.RetimedDenoiser;
import io.github.constraineddiffusion.schedule.NoiseSchedule;
import io.github.constraineddiffusion.tensor.Session;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Brings models onto one schedule where that is exact, and refuses the others by name. */
final class Alignment {
  private Alignment() {}

  static void check(List<BaseModel> models) {
    if (models.size() < 2) {
      throw new IllegalArgumentException(
          "%d models were given, but a composition needs at least 2: give the models to compose"
              .formatted(models.size()));
    }
    Set<String> names = new HashSet<>();
    Shape expected = models.get(0).sampleShape();
    for (BaseModel model : models) {
      if (!names.add(model.name())) {
        throw new IllegalArgumentException(
            "the name '%s' is given to two models, but names must differ: rename one"
                .formatted(model.name()));
      }
      if (!model.sampleShape().equals(expected)) {
        throw new IllegalArgumentException(
            "model '%s' makes samples of shape %s, but '%s' of %s: compose models of one shape"
                .formatted(model.name(), model.sampleShape(), models.get(0).name(), expected));
      }
    }
  }

  /** Returns the schedule whose levels all learned models know, that with the fewest levels. */
  static NoiseSchedule schedule(List<BaseModel> models) {
    List<BaseModel> learned = models.stream().filter(model -> model.density().isEmpty()).toList();
    if (learned.isEmpty()) {
      return models.get(0).schedule();
    }
    NoiseSchedule fewest = learned.get(0).schedule();
    for (BaseModel model : learned) {
      fewest = model.schedule().steps() < fewest.steps() ? model.schedule() : fewest;
    }
    for (BaseModel model : learned) {
      if (!RetimedDenoiser.possible(model.schedule(), fewest)) {
        throw new IllegalArgumentException(
            "model '%s' has the schedule %s, which lacks levels of %s: a network knows no other"
                    .formatted(model.name(), model.schedule(), fewest)
                + " levels than it was trained on; leave it out, or train it on that schedule");
      }
    }
    return fewest;
  }

  static List<Denoiser> denoisers(Session session, List<BaseModel> models, NoiseSchedule schedule) {
    List<Denoiser> denoisers = new ArrayList<>();
    for (BaseModel model : models) {
      boolean closedForm = model.density().isPresent() && !model.schedule().equals(schedule);
      denoisers.add(
          closedForm
              ? GaussianMixtureDenoiser.of(session, model.density().get(), schedule)
              : RetimedDenoiser.of(
                  session.manager(), model.denoiser(), model.schedule(), schedule));
    }
    return List.copyOf(denoisers);
  }
}
