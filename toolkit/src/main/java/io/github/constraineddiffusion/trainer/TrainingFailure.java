package io.github.constraineddiffusion.trainer;

/**
 * Training stopped: at a number that is not finite, where the weights are those of the step before;
 * at a checkpoint that could not be written; or at an error of who looked at a snapshot.
 */
public final class TrainingFailure extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final transient Run run;

  TrainingFailure(String message, Run run) {
    this(message, run, null);
  }

  TrainingFailure(String message, Run run, Throwable cause) {
    super(message, cause);
    this.run = run;
  }

  /** {@return the run as of the last good step} */
  public Run run() {
    return run;
  }
}
