package io.github.constraineddiffusion.graph;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.List;

/**
 * Two-layer networks on several graphs, with the gradient in closed form. Shapes: G graphs, R runs
 * on each, B = G·R models, F features, K taps, n nodes, M pairs. With Φ_k = S^k X, E the residual
 * times 2/(nM) and D_k = S^k E:
 *
 * <p>U = tanh(hΦ), f = Σ_k S^k (gᵀU)_k, ∂g = U Dᵀ, ∂h = ((gD) ∘ (1 − U²)) Φᵀ.
 */
final class NetworkBatch implements BatchedModel {
  private final NDManager owner;
  private final GraphModel model;
  private final int graphs;
  private final NetworkData train;
  private final NetworkData test;
  private final NDArray powers;
  private final NDArray transposedPowers;
  private final NDArray transposedShifted;

  NetworkBatch(NDManager manager, ForecastData data, List<GraphShift> graphs, GraphModel model) {
    this.owner = manager.newSubManager();
    this.model = model;
    this.graphs = graphs.size();
    int taps = model.taps();
    this.train = NetworkData.of(owner, graphs, taps, data.trainInputs(), data.trainTargets());
    this.test = NetworkData.of(owner, graphs, taps, data.testInputs(), data.testTargets());
    this.powers = NetworkData.powers(owner, graphs, taps);
    this.transposedPowers = powers.transpose(0, 1, 3, 2);
    this.transposedShifted = train.shifted().transpose(0, 2, 1);
  }

  @Override
  public Evaluation evaluate(NDManager scope, double[][] weights) {
    double[] testErrors;
    try (NDManager inner = scope.newSubManager()) {
      NDArray u = hidden(inner, weights[0], test);
      testErrors = errors(residual(u, output(inner, weights[1]), test), test);
    }
    NDArray u = hidden(scope, weights[0], train);
    NDArray g = output(scope, weights[1]);
    NDArray residual = residual(u, g, train);
    double[] errors = errors(residual, train);
    return new Evaluation(errors, testErrors, gradients(u, g, residual));
  }

  /** {@return U, (B, F, nM)} */
  private NDArray hidden(NDManager scope, double[] weights, NetworkData data) {
    long rows = (long) weights.length / graphs / model.taps();
    NDArray h = NetworkData.create(scope, weights, new Shape(graphs, rows, model.taps()));
    try (NDArray z = h.matMul(data.shifted())) {
      return z.tanh().reshape(-1, model.features(), data.elements());
    }
  }

  /** {@return g, (B, F, K)} */
  private NDArray output(NDManager scope, double[] weights) {
    long models = (long) weights.length / model.features() / model.taps();
    return NetworkData.create(scope, weights, new Shape(models, model.features(), model.taps()));
  }

  /** {@return f(X) − Y, (G, R, n, M)} */
  private NDArray residual(NDArray u, NDArray g, NetworkData data) {
    NDArray perTap = g.transpose(0, 2, 1).matMul(u);
    NDArray stacked = perTap.reshape(graphs, -1, (long) model.taps() * data.nodes(), data.pairs());
    return owned(u.getManager(), powers.matMul(stacked)).subi(data.targets());
  }

  /** A product belongs to the manager of its first factor, here one that outlives the epoch. */
  private static NDArray owned(NDManager scope, NDArray product) {
    product.attach(scope);
    return product;
  }

  private static double[] errors(NDArray residual, NetworkData data) {
    double[] errors = NetworkData.doubles(residual.square().sum(new int[] {2, 3}));
    for (int b = 0; b < errors.length; b++) {
      errors[b] /= data.elements();
    }
    return errors;
  }

  private double[][] gradients(NDArray u, NDArray g, NDArray residual) {
    NDArray e = residual.muli(train.twiceShare());
    NDArray d = owned(u.getManager(), transposedPowers.matMul(e));
    d = d.reshape(-1, model.taps(), train.elements());
    NDArray output = u.matMul(d.transpose(0, 2, 1));
    NDArray back = g.matMul(d);
    back.subi(back.mul(u).muli(u));
    NDArray input = back.reshape(graphs, -1, train.elements()).matMul(transposedShifted);
    return new double[][] {NetworkData.doubles(input), NetworkData.doubles(output)};
  }

  @Override
  public void close() {
    owner.close();
  }
}
