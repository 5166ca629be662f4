package io.github.constraineddiffusion.trainer;

import io.github.constraineddiffusion.constraint.ConstrainedProblem;
import io.github.constraineddiffusion.constraint.KlConstraint;
import io.github.constraineddiffusion.data.SampleSource;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;

/**
 * What batches are drawn from.
 *
 * @param objective q
 * @param constraints qⁱ
 * @param mixture the λ-mixture
 */
record Sources(
    SampleSource objective,
    List<SampleSource> constraints,
    Function<double[], SampleSource> mixture) {

  static Sources of(ConstrainedProblem problem) {
    return new Sources(
        problem.objective(),
        problem.constraints().stream().map(KlConstraint::source).toList(),
        problem::lambdaMixture);
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
    return new Sources(source, List.of(), lambda -> source);
  }
}
