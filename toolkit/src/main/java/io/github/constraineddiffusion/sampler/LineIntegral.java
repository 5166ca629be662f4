package io.github.constraineddiffusion.sampler;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.github.constraineddiffusion.tensor.Operators;
import org.apache.commons.math3.analysis.integration.gauss.GaussIntegrator;
import org.apache.commons.math3.analysis.integration.gauss.GaussIntegratorFactory;

/** ∫₀¹ s(x + τ(y − x))·(y − x) dτ by Gauss-Legendre quadrature. */
final class LineIntegral implements Energy {
  private final GaussIntegrator rule;

  private LineIntegral(GaussIntegrator rule) {
    this.rule = rule;
  }

  static LineIntegral of(int nodes) {
    if (nodes < 1 || nodes > 100) {
      throw new IllegalArgumentException(
          "nodes of the line integral is " + nodes + ", but must be in 1…100: try 5");
    }
    return new LineIntegral(new GaussIntegratorFactory().legendre(nodes, 0, 1));
  }

  @Override
  public String description() {
    return "line integral of " + rule.getNumberOfPoints() + " nodes";
  }

  @Override
  public NDArray difference(LevelScore score, NDArray from, NDArray to) {
    NDManager owner = from.getManager();
    try (NDManager scope = owner.newSubManager()) {
      NDArray start = from.reshape(from.getShape());
      start.attach(scope);
      NDArray mean = null;
      for (int i = 0; i < rule.getNumberOfPoints(); i++) {
        NDArray point = Operators.combine(1 - rule.getPoint(i), start, rule.getPoint(i), to);
        NDArray there = score.at(point);
        mean =
            mean == null
                ? Operators.scale(there, rule.getWeight(i))
                : Operators.combine(1, mean, rule.getWeight(i), there);
      }
      NDArray integral = Rows.dot(mean, start.sub(to).neg());
      integral.attach(owner);
      return integral;
    }
  }
}
