package io.github.constraineddiffusion.graph;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.util.List;
import org.apache.commons.math3.linear.MatrixUtils;
import org.apache.commons.math3.linear.RealMatrix;

/**
 * Inputs and targets of networks on several graphs, float32.
 *
 * @param shifted S^k X of every graph, (G, K, nM)
 * @param targets (n, M)
 * @param twiceShare 2/(nM)
 * @param nodes n
 * @param pairs M
 */
record NetworkData(NDArray shifted, NDArray targets, NDArray twiceShare, int nodes, int pairs) {

  static NetworkData of(
      NDManager owner, List<GraphShift> graphs, int taps, double[][] x, double[][] y) {
    int nodes = x.length;
    int pairs = x[0].length;
    var flat = new float[graphs.size() * taps * nodes * pairs];
    int at = 0;
    for (GraphShift s : graphs) {
      for (RealMatrix power : Dense.shifts(s.operator(), Dense.of(x), taps)) {
        at = append(flat, at, power.getData());
      }
    }
    NDArray shifted = owner.create(flat, new Shape(graphs.size(), taps, (long) nodes * pairs));
    NDArray targets = create(owner, Dense.flat(Dense.of(y)), new Shape(nodes, pairs));
    NDArray share = owner.full(new Shape(), (float) (2.0 / (nodes * pairs)), DataType.FLOAT32);
    return new NetworkData(shifted, targets, share, nodes, pairs);
  }

  /** {@return S⁰ … S^(K−1) side by side, (G, 1, n, Kn)} */
  static NDArray powers(NDManager owner, List<GraphShift> graphs, int taps) {
    int n = graphs.get(0).size();
    RealMatrix identity = MatrixUtils.createRealIdentityMatrix(n);
    var flat = new float[graphs.size() * n * taps * n];
    for (int g = 0; g < graphs.size(); g++) {
      RealMatrix[] powers = Dense.shifts(graphs.get(g).operator(), identity, taps);
      for (int i = 0; i < n; i++) {
        for (int k = 0; k < taps; k++) {
          int at = ((g * n + i) * taps + k) * n;
          for (int j = 0; j < n; j++) {
            flat[at + j] = (float) powers[k].getEntry(i, j);
          }
        }
      }
    }
    return owner.create(flat, new Shape(graphs.size(), 1, n, (long) taps * n));
  }

  private static int append(float[] flat, int start, double[][] matrix) {
    int at = start;
    for (double[] row : matrix) {
      for (double value : row) {
        flat[at++] = (float) value;
      }
    }
    return at;
  }

  static NDArray create(NDManager manager, double[] values, Shape shape) {
    var floats = new float[values.length];
    for (int i = 0; i < values.length; i++) {
      floats[i] = (float) values[i];
    }
    return manager.create(floats, shape);
  }

  static double[] doubles(NDArray array) {
    float[] floats = array.toFloatArray();
    var values = new double[floats.length];
    for (int i = 0; i < values.length; i++) {
      values[i] = floats[i];
    }
    return values;
  }

  /** {@return n·M} */
  long elements() {
    return (long) nodes * pairs;
  }
}
