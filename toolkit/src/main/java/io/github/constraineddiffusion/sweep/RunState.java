package io.github.constraineddiffusion.sweep;

/** How a run of a sweep ended. */
public enum RunState {
  /** It took all its steps and was measured. */
  DONE,
  /** It stopped at an error, which its message names; the next sweep tries again. */
  FAILED;

  /** Returns the name in lower case, as tables show it. */
  @Override
  public String toString() {
    return name().toLowerCase(java.util.Locale.ROOT);
  }
}
