package io.github.constraineddiffusion.trainer;

import io.github.constraineddiffusion.constraint.ConstrainedProblem;
import io.github.constraineddiffusion.constraint.KlConstraint;
import io.github.constraineddiffusion.data.SampleSource;
import io.github.constraineddiffusion.denoiser.Denoiser;
import io.github.constraineddiffusion.sampler.GeneratedSamples;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;

/**
 * What batches are drawn from.
 *
 * @param objective q
 * @param constraints qⁱ
 * @param mixture the λ-mixture
 * @param teachers for each constraint to what a pre-trained model generates, that model; null for
 *     others, and where a problem is min u
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
        problem.constraints().stream()
            .map(constraint -> problem.minimizesWorst() ? null : teacher(constraint))
            .collect(Collectors.toList()));
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

  /**
   * Divides a batch of the λ-mixture (q + Σ λᵢqⁱ)/(1 + Σ λᵢ): a part for each source with a
   * teacher, rounded up or down at random, which is right in the mean, and first what is left.
   */
  List<Part> parts(double[] lambda, RandomGenerator random, int batch) {
    double total = 1 + Arrays.stream(lambda).sum();
    double[] rest = lambda.clone();
    List<Part> parts = new ArrayList<>();
    int left = batch;
    for (int i = 0; i < lambda.length; i++) {
      if (teachers.get(i) != null) {
        rest[i] = 0;
        int share = (int) Math.floor(batch * lambda[i] / total + random.nextDouble());
        int rows = Math.min(left, share);
        left -= rows;
        parts.add(new Part(constraints.get(i), rows, teachers.get(i)));
      }
    }
    if (left > 0) {
      parts.add(0, new Part(mixture.apply(rest), left, null));
    }
    return parts.stream().filter(part -> part.rows() > 0).toList();
  }

  /**
   * Some rows of a batch.
   *
   * @param source what they are drawn from
   * @param rows how many, at least 1
   * @param teacher whose prediction is their target; null for the noise itself
   */
  record Part(SampleSource source, int rows, Denoiser teacher) {}

  static Sources only(SampleSource source) {
    return new Sources(source, List.of(), lambda -> source, List.of());
  }
}
