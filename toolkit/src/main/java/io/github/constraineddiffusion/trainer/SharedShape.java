package io.github.constraineddiffusion.trainer;

import io.github.constraineddiffusion.constraint.ConstrainedProblem;
import io.github.constraineddiffusion.denoiser.ResidualMlp;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** What runs that are trained together must have in common. */
final class SharedShape {
  private SharedShape() {}

  static Optional<String> obstacle(ConstrainedProblem problem, TrainerSettings settings) {
    Map<String, Boolean> obstacles = new LinkedHashMap<>();
    obstacles.put(
        "its network is " + settings.denoiser.description() + ", not a residual MLP",
        !(settings.denoiser instanceof ResidualMlp.Builder));
    obstacles.put("it is preconditioned", settings.preconditioned);
    obstacles.put(
        "it runs on a GPU", settings.session != null && settings.session.device().isGpu());
    obstacles.put("it writes checkpoints", settings.checkpointFolder != null);
    obstacles.put("it shows snapshots", settings.snapshots != null);
    obstacles.put("its weights decay towards the start", settings.optimizer.towardsStart());
    if (settings.constrained) {
      obstacles.put(
          "it draws a batch for each constraint", settings.primal != PrimalMode.MIXTURE_BATCH);
      obstacles.put("its problem is min u", problem.minimizesWorst());
      obstacles.put("it asks for mean rewards", !problem.rewards().isEmpty());
      obstacles.put("it asks for diversity", problem.diversity().isPresent());
      obstacles.put(
          "its constraints are measured by generated shares",
          settings.measurement != null && !(settings.measurement instanceof NatsMeasurement));
      obstacles.put(
          "a pre-trained model teaches it",
          problem.constraints().stream().anyMatch(each -> each.pretrained().isPresent()));
    }
    return obstacles.entrySet().stream()
        .filter(Map.Entry::getValue)
        .map(each -> refusal(settings.name, each.getKey()))
        .findFirst();
  }

  private static String refusal(String name, String why) {
    return "\"%s\" cannot be trained together with other runs: %s. Train it alone, by train()"
        .formatted(name, why);
  }

  static String text(ConstrainedProblem problem, TrainerSettings settings) {
    return String.join(
        TrainerSettings.BETWEEN,
        "denoiser " + settings.denoiser.description(),
        "samples " + problem.objective().sampleShape(),
        "batch " + settings.batch,
        "steps " + settings.steps,
        "schedule " + TrainerSettings.canonical(settings.schedule.describe()),
        "prediction " + settings.prediction,
        "weighting " + settings.weighting,
        settings.optimizer.toString(),
        settings.ema.toString());
  }
}
