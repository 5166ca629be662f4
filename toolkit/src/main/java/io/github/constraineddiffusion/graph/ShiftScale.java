package io.github.constraineddiffusion.graph;

/**
 * Which positive multiple of a graph shift operator to take. What a comparison of graphs says
 * depends on it: state it beside the result.
 */
public sealed interface ShiftScale permits SpectralScale, PowerSumScale {

  /** {@return the multiple with ‖S‖₂ = 1} */
  static ShiftScale spectral() {
    return new SpectralScale();
  }

  /**
   * The multiple with ‖Σ_{k&lt;K} S^k‖_F = norm, what the theorem of arXiv 2310.10791 holds fixed;
   * the smallest one where several have it.
   *
   * @param taps K, at least 2: with one tap the sum is the identity whatever S is
   * @param norm Frobenius norm to reach; above √n, its value at S = 0
   * @return the scale
   */
  static ShiftScale powerSum(int taps, double norm) {
    return new PowerSumScale(taps, norm);
  }

  /**
   * {@return the positive number that the operator is multiplied by}
   *
   * @param shift the operator
   */
  double factor(GraphShift shift);
}
