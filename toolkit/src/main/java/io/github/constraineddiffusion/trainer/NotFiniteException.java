package io.github.constraineddiffusion.trainer;

/** A constraint was measured as something that is not a number. */
final class NotFiniteException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  NotFiniteException(String constraint, double value) {
    super(
        "constraint \""
            + constraint
            + "\" was measured as "
            + value
            + ". Check the constraint's data and its reference for values that are not finite");
  }
}
