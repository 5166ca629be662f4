package io.github.constraineddiffusion.eval;

/**
 * Where an evaluation is.
 *
 * @param name what is evaluated, such as "constrained"
 * @param stage "images" or "distances"
 * @param done images or distances done; the first report on images comes after the first batch
 * @param total images or distances asked for
 * @param seconds since the stage began
 */
public record EvaluationProgress(String name, String stage, int done, int total, double seconds) {

  /** {@return the seconds left of this stage at the pace so far; NaN where nothing is done yet} */
  public double secondsLeft() {
    return done == 0 ? Double.NaN : seconds / done * (total - done);
  }
}
