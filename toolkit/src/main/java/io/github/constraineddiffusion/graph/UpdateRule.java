package io.github.constraineddiffusion.graph;

/** How weights follow their gradients. */
sealed interface UpdateRule permits Adam, GradientDescent {
  /** {@return the change of one training, with its own state} */
  Update start();

  /** One training's changes. */
  @FunctionalInterface
  interface Update {
    /** Changes blocks of weights in place. */
    void apply(double[][] weights, double[][] gradients);
  }

  static void requireStepSize(double value, String usual) {
    if (!(value > 0 && value < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException(
          "the step size is " + value + ", but must be positive and finite, usually " + usual);
    }
  }
}
