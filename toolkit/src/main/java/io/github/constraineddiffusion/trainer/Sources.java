package io.github.constraineddiffusion.trainer;

import io.github.constraineddiffusion.constraint.ConstrainedProblem;
import io.github.constraineddiffusion.constraint.KlConstraint;
import io.github.constraineddiffusion.data.SampleSource;
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

  static Sources only(SampleSource source) {
    return new Sources(source, List.of(), lambda -> source);
  }
}
