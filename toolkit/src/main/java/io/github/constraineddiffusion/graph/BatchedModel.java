package io.github.constraineddiffusion.graph;

import ai.djl.ndarray.NDManager;
import java.util.List;

/** Models of one kind on G graphs, R of them on each, evaluated together. */
interface BatchedModel extends AutoCloseable {
  /**
   * Evaluates all models on all data.
   *
   * @param scope owner of the epoch's arrays
   * @param weights blocks of the model, each [G][R][…] one after the other
   */
  Evaluation evaluate(NDManager scope, double[][] weights);

  @Override
  void close();

  static BatchedModel of(
      NDManager manager, ForecastData data, List<GraphShift> graphs, GraphModel model, int runs) {
    if (model.isFilter()) {
      return new FilterBatch(manager, data, graphs, model.taps());
    }
    long most = NetworkBlocks.mostHidden(manager.getDevice());
    return new NetworkBlocks(manager, data, graphs, model, runs, most);
  }
}
