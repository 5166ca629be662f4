package io.github.constraineddiffusion.sampler;

/** The checks that the methods and kernels share. */
final class StepCount {

  private StepCount() {}

  static void require(int steps) {
    if (steps < 1) {
      throw new IllegalArgumentException(
          "sampling steps is " + steps + ", but must be at least 1: try 20");
    }
  }

  static void requireKernel(int steps) {
    if (steps < 1) {
      throw new IllegalArgumentException(
          "kernel steps is " + steps + ", but must be at least 1: try 8");
    }
  }

  static void requireLeapfrogs(int leapfrogs) {
    if (leapfrogs < 1) {
      throw new IllegalArgumentException(
          "leapfrogs is " + leapfrogs + ", but must be at least 1: try 3");
    }
  }
}
