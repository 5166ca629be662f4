package io.github.constraineddiffusion.trainer;

/** Training stopped at a number that is not finite; the weights are those of the step before. */
public final class TrainingFailure extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final transient Run run;

  TrainingFailure(String message, Run run) {
    super(message);
    this.run = run;
  }

  /** {@return the run as of the last good step} */
  public Run run() {
    return run;
  }
}
