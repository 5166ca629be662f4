package io.github.constraineddiffusion.eval;

import ai.djl.ndarray.NDArray;
import io.github.constraineddiffusion.tensor.Operators;

/** Row means of matrices of the kernel (xᵀy/d + 1)³, computed in blocks. */
final class KernelMeans {
  private KernelMeans() {}

  /** Mean kernel of each image with all others of its set. */
  static double[] within(FeatureSet set) {
    return means(set, set, true);
  }

  /** Mean kernel of each image of one set with all images of the other. */
  static double[] across(FeatureSet rows, FeatureSet columns) {
    return means(rows, columns, false);
  }

  private static double[] means(FeatureSet rows, FeatureSet columns, boolean leaveOutSelf) {
    var means = new double[rows.size()];
    int others = columns.size() - (leaveOutSelf ? 1 : 0);
    RowBlocks.forEach(
        rows,
        columns,
        "KID",
        (x, y, from) -> {
          int d = rows.dimension();
          double[] sums = kernel(x.matMul(y), d).sum(new int[] {1}).toDoubleArray();
          double[] own = kernel(x.mul(x).sum(new int[] {1}), d).toDoubleArray();
          for (int i = 0; i < sums.length; i++) {
            means[from + i] = (sums[i] - (leaveOutSelf ? own[i] : 0)) / others;
          }
        });
    return means;
  }

  private static NDArray kernel(NDArray products, int d) {
    NDArray base = Operators.shift(Operators.scale(products, 1.0 / d), 1);
    return base.mul(base).mul(base);
  }
}
