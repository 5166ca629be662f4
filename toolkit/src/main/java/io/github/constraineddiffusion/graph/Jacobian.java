package io.github.constraineddiffusion.graph;

/** The Jacobian J of vec f(X) by the P weights, nM × P; vec puts rows one after the other. */
interface Jacobian {
  /** {@return n, rows of X} */
  int nodes();

  /** {@return M, columns of X} */
  int columns();

  /** {@return Jᵀ vec y, P numbers, without forming J} */
  double[] adjoint(double[][] y);

  /** {@return Jᵀ, P rows of nM} */
  double[][] rows();
}
