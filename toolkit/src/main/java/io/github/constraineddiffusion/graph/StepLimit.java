package io.github.constraineddiffusion.graph;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import org.apache.commons.math3.linear.RealMatrix;

/**
 * Where gradient descent of a filter diverges. Its error ‖Y − Jh‖²/(nM) is quadratic in the taps
 * with the Hessian 2JᵀJ/(nM), so that descent converges from everywhere just where η &lt; 2/λ_max
 * of that, which is nM/λ_max(Θ). Beyond, errors grow by a factor an epoch, to 1e241 before they are
 * infinite.
 */
final class StepLimit {
  private static final MathContext SHOWN = new MathContext(3, RoundingMode.FLOOR);

  private StepLimit() {}

  /** Refuses a step size of gradient descent that is too large for a filter on some graph. */
  static void check(GraphSettings settings) {
    if (!settings.model.isFilter() || !(settings.rule instanceof GradientDescent descent)) {
      return;
    }
    double least = Double.POSITIVE_INFINITY;
    String graph = null;
    for (GraphShift s : settings.graphs) {
      double limit = of(s, settings.model.taps(), settings.data.trainInputs());
      if (limit < least) {
        least = limit;
        graph = s.name();
      }
    }
    if (descent.stepSize() >= least) {
      throw new IllegalArgumentException(
          "step size %s is above %s, where descent diverges on %s: give less"
              .formatted(descent.stepSize(), new BigDecimal(least).round(SHOWN), graph));
    }
  }

  /** {@return nM/λ_max(Θ); infinite where powers overflow, which training says at epoch 0} */
  static double of(GraphShift s, int taps, double[][] x) {
    double trace = 0;
    for (RealMatrix power : FilterJacobian.of(s, taps, x).shifted()) {
      trace += Dense.inner(power, power);
    }
    if (!Double.isFinite(trace)) {
      return Double.POSITIVE_INFINITY;
    }
    double largest = TangentKernel.filter(s, taps, x).eigenvalues(1)[0];
    return (double) x.length * x[0].length / largest;
  }
}
