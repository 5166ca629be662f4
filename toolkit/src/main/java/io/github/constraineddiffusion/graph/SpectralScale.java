package io.github.constraineddiffusion.graph;

/** ‖S‖₂ = 1. */
record SpectralScale() implements ShiftScale {
  @Override
  public double factor(GraphShift shift) {
    return 1 / shift.requireNonZero();
  }

  @Override
  public String toString() {
    return "‖S‖₂ = 1";
  }
}
