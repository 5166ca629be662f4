package io.github.constraineddiffusion.trainer;

import io.github.constraineddiffusion.constraint.ConstrainedProblem;
import io.github.constraineddiffusion.constraint.KlConstraint;
import io.github.constraineddiffusion.constraint.RewardTilt;
import io.github.constraineddiffusion.data.SampleSource;
import io.github.constraineddiffusion.data.SystematicAllocation;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.function.Function;
import java.util.random.RandomGenerator;

/**
 * What batches are drawn from.
 *
 * @param objective q
 * @param constraints qⁱ
 * @param mixture the λ-mixture
 * @param teachers for each constraint, what its pre-trained model teaches; null without one
 */
record Sources(
    SampleSource objective,
    List<SampleSource> constraints,
    Function<double[], SampleSource> mixture,
    List<PredictionBank> teachers) {

  static Sources of(ConstrainedProblem problem) {
    return of(problem, Collections.nCopies(problem.constraints().size(), null));
  }

  /**
   * Of a problem with rewards: no model teaches, as predictions are not drawn by the rows' weights.
   */
  static Sources tilted(ConstrainedProblem problem, RewardTilt tilt) {
    return new Sources(
        problem.objective(),
        List.of(),
        tilt::at,
        Collections.nCopies(problem.names().size(), null));
  }

  static Sources of(ConstrainedProblem problem, List<PredictionBank> teachers) {
    return new Sources(
        problem.objective(),
        problem.constraints().stream().map(KlConstraint::source).toList(),
        problem::lambdaMixture,
        teachers);
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
   * Divides a batch of the λ-mixture (q + Σ λᵢqⁱ)/(1 + Σ λᵢ): first what is drawn and noised, then
   * a part for each source with a teacher. Rounded up or down at random, right in the mean.
   */
  List<Part> parts(double[] lambda, RandomGenerator random, int batch) {
    double total = 1 + Arrays.stream(lambda).sum();
    double[] weights = new double[1 + lambda.length];
    double[] rest = lambda.clone();
    weights[0] = 1 / total;
    for (int i = 0; i < lambda.length; i++) {
      boolean taught = teachers.get(i) != null;
      rest[i] = taught ? 0 : lambda[i];
      weights[taught ? 1 + i : 0] += lambda[i] / total;
    }
    int[] rows = SystematicAllocation.counts(weights, random, batch);
    List<Part> parts = new ArrayList<>();
    for (int k = 0; k < rows.length; k++) {
      if (rows[k] > 0) {
        parts.add(
            k == 0
                ? new Part(mixture.apply(rest), rows[0], null)
                : new Part(constraints.get(k - 1), rows[k], teachers.get(k - 1)));
      }
    }
    return parts;
  }

  /**
   * Some rows of a batch.
   *
   * @param source what they are drawn from
   * @param rows how many, at least 1
   * @param teacher whose rows and predictions they are; null for noised samples of the source
   */
  record Part(SampleSource source, int rows, PredictionBank teacher) {}

  static Sources only(SampleSource source) {
    return new Sources(source, List.of(), lambda -> source, List.of());
  }
}
