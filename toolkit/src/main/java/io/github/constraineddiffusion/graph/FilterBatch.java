package io.github.constraineddiffusion.graph;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.List;
import org.apache.commons.math3.linear.RealMatrix;

/**
 * Filters on several graphs. Their error is quadratic in the taps,
 *
 * <p>‖Y − Σ h_k S^k X‖²/(nM) = hᵀAh − 2bᵀh + c, A_jk = ⟨S^j X, S^k X⟩/(nM), b_k = ⟨S^k X, Y⟩/(nM),
 *
 * <p>so that an epoch is one product with A of every graph, whatever the number of pairs is. In
 * float64, because the three terms nearly cancel.
 */
final class FilterBatch implements BatchedModel {
  private final NDManager owner;
  private final NDArray products;
  private final int graphs;
  private final int taps;
  private final Quadratic[] train;
  private final Quadratic[] test;

  /** One graph's A, b, c. */
  private record Quadratic(double[][] a, double[] b, double c) {
    static Quadratic of(GraphShift s, int taps, double[][] x, double[][] y) {
      Jacobian jacobian = FilterJacobian.of(s, taps, x);
      RealMatrix rows = jacobian.transposed();
      RealMatrix targets = Dense.of(y);
      double share = 1.0 / rows.getColumnDimension();
      double[] b = jacobian.adjoint(targets);
      for (int k = 0; k < taps; k++) {
        b[k] *= share;
      }
      double[][] a = rows.multiply(rows.transpose()).scalarMultiply(share).getData();
      return new Quadratic(a, b, share * Dense.inner(targets, targets));
    }
  }

  FilterBatch(NDManager manager, ForecastData data, List<GraphShift> graphs, int taps) {
    this.owner = manager.newSubManager();
    this.graphs = graphs.size();
    this.taps = taps;
    this.train = new Quadratic[graphs.size()];
    this.test = new Quadratic[graphs.size()];
    for (int g = 0; g < graphs.size(); g++) {
      GraphShift s = graphs.get(g);
      train[g] = Quadratic.of(s, taps, data.trainInputs(), data.trainTargets());
      test[g] = Quadratic.of(s, taps, data.testInputs(), data.testTargets());
    }
    this.products = owner.create(bothProducts(), new Shape(this.graphs, taps, 2L * taps));
  }

  /** {@return (G, K, 2K): A of the training data beside A of the test data} */
  private double[] bothProducts() {
    var flat = new double[graphs * taps * 2 * taps];
    int at = 0;
    for (int g = 0; g < graphs; g++) {
      for (int k = 0; k < taps; k++) {
        System.arraycopy(train[g].a[k], 0, flat, at, taps);
        System.arraycopy(test[g].a[k], 0, flat, at + taps, taps);
        at += 2 * taps;
      }
    }
    return flat;
  }

  @Override
  public Evaluation evaluate(NDManager scope, double[][] weights) {
    double[] h = weights[0];
    int models = h.length / taps;
    int runs = models / graphs;
    double[] product =
        scope.create(h, new Shape(graphs, runs, taps)).matMul(products).toDoubleArray();
    var result =
        new Evaluation(
            new double[models], new double[models], new double[][] {new double[h.length]});
    for (int b = 0; b < models; b++) {
      add(result, b, h, product, b / runs);
    }
    return result;
  }

  private void add(Evaluation result, int model, double[] h, double[] product, int graph) {
    double[] b = train[graph].b;
    double[] testB = test[graph].b;
    double error = train[graph].c;
    double testError = test[graph].c;
    for (int k = 0; k < taps; k++) {
      double tap = h[model * taps + k];
      double along = product[model * 2 * taps + k];
      error += tap * (along - 2 * b[k]);
      testError += tap * (product[model * 2 * taps + taps + k] - 2 * testB[k]);
      result.gradients()[0][model * taps + k] = 2 * (along - b[k]);
    }
    // rounding may leave less than nothing of an exact fit
    result.train()[model] = Math.max(0, error);
    result.test()[model] = Math.max(0, testError);
  }

  @Override
  public void close() {
    owner.close();
  }
}
