package io.github.constraineddiffusion.graph;

/** w ← w − η ∂. */
record GradientDescent(double stepSize) implements UpdateRule {
  GradientDescent {
    UpdateRule.requireStepSize(stepSize);
  }

  @Override
  public Update start() {
    return (weights, gradients) -> {
      for (int i = 0; i < weights.length; i++) {
        Dense.addTo(weights[i], -stepSize, gradients[i]);
      }
    };
  }

  @Override
  public String toString() {
    return "gradient descent, step size " + stepSize;
  }
}
