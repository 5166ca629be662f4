package io.github.constraineddiffusion.sampler;

/** The check that the methods share. */
final class StepCount {

  private StepCount() {}

  static void require(int steps) {
    if (steps < 1) {
      throw new IllegalArgumentException(
          "sampling steps is " + steps + ", but must be at least 1: try 20");
    }
  }
}
