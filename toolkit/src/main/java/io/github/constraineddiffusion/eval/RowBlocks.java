package io.github.constraineddiffusion.eval;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import io.github.constraineddiffusion.tensor.GradMode;

/** Goes through the matrix of all pairs of two feature sets in blocks of whole rows. */
final class RowBlocks {
  // elements of one block: 32 MB of doubles
  private static final int ELEMENTS = 1 << 22;

  /** What is done with a block. */
  @FunctionalInterface
  interface Visitor {
    /** Given rows x, float64 (b, d), and all columns y, float64 (d, M); their memory is freed. */
    void visit(NDArray x, NDArray y, int from);
  }

  private RowBlocks() {}

  static void forEach(FeatureSet rows, FeatureSet columns, String what, Visitor visitor) {
    rows.requireSameSpace(columns);
    int block = Math.max(1, ELEMENTS / columns.size());
    try (GradMode off = GradMode.off();
        NDManager outer = rows.session().scope()) {
      NDArray y = doubles(outer, columns, 0, columns.size()).transpose();
      for (int from = 0; from < rows.size(); from += block) {
        ImageBatches.stopIfInterrupted(
            what + " was interrupted after", from, rows.size(), "images");
        try (NDManager scope = outer.newSubManager()) {
          int to = Math.min(rows.size(), from + block);
          visitor.visit(doubles(scope, rows, from, to), y, from);
        }
      }
    }
  }

  private static NDArray doubles(NDManager manager, FeatureSet set, int from, int to) {
    try (NDArray floats = set.rows(manager, from, to)) {
      return floats.toType(DataType.FLOAT64, false);
    }
  }
}
