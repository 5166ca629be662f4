package io.github.constraineddiffusion.dual;

/** The step sizes of {@link SelfSetting} and what they are set from, one entry a constraint. */
final class StepAdaptation {
  private static final double FIRST_MOVE = 0.02;
  private static final double GROWTH = 1.05;
  private static final double SHRINK = 0.5;
  private static final double SMOOTHING = 0.8;
  private static final double SIGNIFICANT = 3;
  private static final double PATIENCE = 2;
  // A violation this small against the largest seen is met, even where there is no noise.
  private static final double MET = 0.002;

  private final double[] step;
  private final double[] mean;
  private final double[] largest;
  private final double[] sign;
  private final double[] run;
  private final double[] longestRun;

  StepAdaptation(DualState state) {
    step = state.recall("self-setting step");
    mean = state.recall("self-setting mean");
    largest = state.recall("self-setting largest");
    sign = state.recall("self-setting sign");
    run = state.recall("self-setting run");
    longestRun = state.recall("self-setting longest run");
  }

  DualState rememberIn(DualState state) {
    return state
        .remember("self-setting step", step)
        .remember("self-setting mean", mean)
        .remember("self-setting largest", largest)
        .remember("self-setting sign", sign)
        .remember("self-setting run", run)
        .remember("self-setting longest run", longestRun);
  }

  /** Takes in a violation and returns the step size to follow it with. */
  double step(int i, double lambda, double violation, double error) {
    if (step[i] == 0) {
      double size = Math.max(Math.abs(violation), SIGNIFICANT * error);
      step[i] = size == 0 ? 0 : FIRST_MOVE / size;
      mean[i] = violation;
    }
    mean[i] = SMOOTHING * mean[i] + (1 - SMOOTHING) * violation;
    largest[i] = Math.max(largest[i], Math.abs(violation));
    double seen = significantSign(i, violation, error);
    boolean satisfiedAtZero = lambda == 0 && seen < 0;
    if (seen != 0 && !satisfiedAtZero) {
      adapt(i, seen);
    }
    return step[i];
  }

  /** The sign of the violation, or of its smoothed value, or 0 where noise could have made it. */
  private double significantSign(int i, double violation, double error) {
    double met = MET * largest[i];
    if (Math.abs(violation) > SIGNIFICANT * error + met) {
      return Math.signum(violation);
    }
    double smoothedError = error * Math.sqrt((1 - SMOOTHING) / (1 + SMOOTHING));
    return Math.abs(mean[i]) > SIGNIFICANT * smoothedError + met ? Math.signum(mean[i]) : 0;
  }

  private void adapt(int i, double seen) {
    if (sign[i] == -seen) {
      longestRun[i] = Math.max(longestRun[i], run[i]);
      run[i] = 1;
      step[i] *= SHRINK;
    } else {
      run[i]++;
      if (run[i] > PATIENCE * longestRun[i]) {
        step[i] *= GROWTH;
      }
    }
    sign[i] = seen;
  }
}
