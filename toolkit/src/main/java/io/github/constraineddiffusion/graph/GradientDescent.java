package io.github.constraineddiffusion.graph;

/** w ← w − η ∂. */
record GradientDescent(double stepSize) implements UpdateRule {
  GradientDescent {
    UpdateRule.requireStepSize(stepSize, "0.1 on graphs of spectral norm 1");
  }

  @Override
  public Update start() {
    return (weights, gradients) -> {
      for (int i = 0; i < weights.length; i++) {
        for (int j = 0; j < weights[i].length; j++) {
          weights[i][j] -= stepSize * gradients[i][j];
        }
      }
    };
  }

  @Override
  public String toString() {
    return "gradient descent, step size " + stepSize;
  }
}
