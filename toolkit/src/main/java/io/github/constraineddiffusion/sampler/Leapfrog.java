package io.github.constraineddiffusion.sampler;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.github.constraineddiffusion.tensor.Operators;

/**
 * The leapfrog integrator of Hamiltonian dynamics with unit mass (Neal 2011, section 2.3) and fresh
 * momentum ξ: v ← v + ε/2·∇log p(x); x ← x + ε·v; v ← v + ε/2·∇log p(x).
 *
 * <p>One leapfrog with ε = √(2s) is the Langevin move y = x + s∇log p(x) + √(2s)ξ, and what it
 * gives up in kinetic energy, (|ξ|² − |v|²)/2 with v = ξ + ε/2·(∇log p(x) + ∇log p(y)), is log
 * q(x|y) − log q(y|x) for q(y|x) ∝ exp(−|y − x − s∇log p(x)|²/(4s)): it is computed this way, which
 * does not cancel digits.
 */
final class Leapfrog {
  /**
   * Steps differ by up to this share between chains: a trajectory of one length would come back to
   * its start on a Gaussian (Neal 2011, section 3.2).
   */
  private static final double SPREAD = 0.2;

  private Leapfrog() {}

  /** Proposes by {@code leapfrogs} steps of mean size ε = √(2s). */
  static McmcProposal propose(
      LevelScore density, NDArray x, NDArray score, double step, int leapfrogs) {
    NDArray epsilon = sizes(x, Math.sqrt(2 * step), leapfrogs == 1 ? 0 : SPREAD);
    NDArray half = Operators.scale(epsilon, 0.5);
    NDArray start = x.getManager().randomNormal(x.getShape());
    NDArray v = start;
    NDArray y = x;
    NDArray slope = score;
    for (int i = 0; i < leapfrogs; i++) {
      v = v.add(Operators.scaleRows(slope, half));
      y = y.add(Operators.scaleRows(v, epsilon));
      slope = density.at(y);
      v = v.add(Operators.scaleRows(slope, half));
    }
    return new McmcProposal(
        y, slope, Operators.combine(0.5, Rows.dot(start, start), -0.5, Rows.dot(v, v)));
  }

  private static NDArray sizes(NDArray x, double mean, double spread) {
    NDManager manager = x.getManager();
    Shape one = new Shape(x.getShape().get(0));
    if (spread == 0) {
      return manager.full(one, (float) mean);
    }
    NDArray uniform = manager.randomUniform(-1, 1, one);
    return Operators.shift(Operators.scale(uniform, spread * mean), mean);
  }
}
