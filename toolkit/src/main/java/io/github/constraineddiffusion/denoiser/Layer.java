package io.github.constraineddiffusion.denoiser;

import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Parameter;

/**
 * A layer that adapters may be put on.
 *
 * @param name the name of its weight, less "weight"
 * @param weight its weight, initialised, of two dimensions or more: (out, …)
 */
record Layer(String name, Parameter weight) {
  private static final String SUFFIX = "weight";

  static boolean fits(Parameter parameter) {
    return parameter.getType() == Parameter.Type.WEIGHT && parameter.getShape().dimension() >= 2;
  }

  static Layer of(String parameterName, Parameter weight) {
    int end = parameterName.length() - SUFFIX.length() - 1;
    boolean named = parameterName.endsWith(SUFFIX) && end > 0;
    return new Layer(named ? parameterName.substring(0, end) : parameterName, weight);
  }

  /** The largest rank that a change of this weight can have. */
  int limit() {
    long out = shape().get(0);
    return (int) Math.min(out, shape().size() / out);
  }

  Shape shape() {
    return weight.getShape();
  }
}
