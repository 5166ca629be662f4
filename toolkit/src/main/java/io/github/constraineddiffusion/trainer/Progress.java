package io.github.constraineddiffusion.trainer;

/**
 * Where a training run is.
 *
 * @param name what is being trained, such as "constrained"
 * @param step steps done
 * @param totalSteps steps asked for
 * @param elapsedSeconds since this training call began
 * @param startedAt the step this call began with: above 0 for a resumed run
 * @param history the history so far
 */
public record Progress(
    String name,
    int step,
    int totalSteps,
    double elapsedSeconds,
    int startedAt,
    RunHistory history) {

  /** {@return the seconds left at the pace so far; NaN before the first step} */
  public double secondsLeft() {
    int done = step - startedAt;
    return done == 0 ? Double.NaN : elapsedSeconds / done * (totalSteps - step);
  }
}
