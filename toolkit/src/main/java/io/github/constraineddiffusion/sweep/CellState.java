package io.github.constraineddiffusion.sweep;

/** Where one run of a sweep is. */
public enum CellState {
  /** Not begun. */
  WAITING,
  /** Training here. */
  RUNNING,
  /** Another process or thread trains it: its result will be read. */
  ELSEWHERE,
  /** In the store. */
  DONE,
  /** Stopped at an error; a new sweep tries again. */
  FAILED;

  /** Returns the name in lower case. */
  @Override
  public String toString() {
    return name().toLowerCase(java.util.Locale.ROOT);
  }
}
