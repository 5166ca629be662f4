package io.github.constraineddiffusion.constraint;

/** A concave function that answers so often and no more: one without a maximum is given up. */
final class LimitedSearch implements ConcaveFunction {
  /** Some tens do where there is a maximum. */
  private static final int MOST = 200;

  private final ConcaveFunction function;
  private int asked;

  LimitedSearch(ConcaveFunction function) {
    this.function = function;
  }

  @Override
  public Slope slope(double[] lambda) {
    if (++asked > MOST) {
      throw new ArithmeticException("no maximum was found in %d steps".formatted(MOST));
    }
    return function.slope(lambda);
  }

  @Override
  public double[][] hessian(double[] lambda) {
    return function.hessian(lambda);
  }
}
