package io.github.constraineddiffusion.graph;

import org.apache.commons.math3.linear.RealMatrix;

/** The Jacobian J of vec f(X) by the P weights, nM × P; vec puts rows one after the other. */
interface Jacobian {
  /** {@return n, rows of X} */
  int nodes();

  /** {@return M, columns of X} */
  int columns();

  /** {@return Jᵀ vec y, P numbers, without forming J} */
  double[] adjoint(RealMatrix y);

  /** {@return Jᵀ, P × nM} */
  RealMatrix transposed();
}
