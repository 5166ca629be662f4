package io.github.constraineddiffusion.trainer;

import io.github.constraineddiffusion.constraint.ConstrainedProblem;
import io.github.constraineddiffusion.constraint.KlConstraint;
import io.github.constraineddiffusion.data.SampleSource;
import io.github.constraineddiffusion.denoiser.Denoiser;
import io.github.constraineddiffusion.sampler.GeneratedSamples;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * What batches are drawn from.
 *
 * @param objective q
 * @param constraints qⁱ
 * @param mixture the λ-mixture
 * @param teachers for each constraint to what a model generates, that model; null for others
 */
record Sources(
    SampleSource objective,
    List<SampleSource> constraints,
    Function<double[], SampleSource> mixture,
    List<Denoiser> teachers) {

  static Sources of(ConstrainedProblem problem) {
    return new Sources(
        problem.objective(),
        problem.constraints().stream().map(KlConstraint::source).toList(),
        problem::lambdaMixture,
        problem.constraints().stream().map(Sources::teacher).collect(Collectors.toList()));
  }

  /**
   * Where samples are a model's own, its prediction is a target of less variance than the noise.
   */
  private static Denoiser teacher(KlConstraint constraint) {
    boolean own = constraint.source() instanceof GeneratedSamples;
    return own ? constraint.reference().orElse(null) : null;
  }

  /**
   * {@return a mixture in which all sources take part: λ moves, so the optimum is not known yet}
   */
  SampleSource centre() {
    double[] lambda = new double[constraints.size()];
    Arrays.fill(lambda, 1.0 / Math.max(1, lambda.length));
    return mixture.apply(lambda);
  }

  static Sources only(SampleSource source) {
    return new Sources(source, List.of(), lambda -> source, List.of());
  }
}
