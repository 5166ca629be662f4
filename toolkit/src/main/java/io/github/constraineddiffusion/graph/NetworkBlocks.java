package io.github.constraineddiffusion.graph;

import ai.djl.Device;
import ai.djl.ndarray.NDManager;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Networks in a few batches, no larger than the device likes: whole graphs together, or some of a
 * graph's runs.
 */
final class NetworkBlocks implements BatchedModel {
  /** Hidden values of a batch, float32: more leave the processor's caches, and it gets slower. */
  private static final long MOST_HIDDEN = 2_000_000;

  /** As many as fit: a step holds about five such arrays, 2 GB. */
  private static final long MOST_HIDDEN_GPU = 100_000_000;

  private final List<Block> blocks = new ArrayList<>();
  private final List<NetworkBatch> batches = new ArrayList<>();

  /** Models from a first one on, evaluated together. */
  private record Block(NetworkBatch batch, int first, int count) {}

  static long mostHidden(Device device) {
    return device.isGpu() ? MOST_HIDDEN_GPU : MOST_HIDDEN;
  }

  /** Splits G·R models; they are ordered by graph, then by run. */
  NetworkBlocks(
      NDManager manager,
      ForecastData data,
      List<GraphShift> graphs,
      GraphModel model,
      int runs,
      long mostHidden) {
    double[][] x = data.trainInputs();
    long perModel = (long) model.features() * x.length * x[0].length;
    int together = (int) Math.max(1, Math.min(mostHidden / perModel, graphs.size() * (long) runs));
    int graphsTogether = Math.max(1, together / runs);
    for (int g = 0; g < graphs.size(); g += graphsTogether) {
      List<GraphShift> some = graphs.subList(g, Math.min(graphs.size(), g + graphsTogether));
      var batch = new NetworkBatch(manager, data, some, model);
      batches.add(batch);
      int models = some.size() * runs;
      int step = some.size() > 1 ? models : Math.min(models, together);
      for (int b = 0; b < models; b += step) {
        blocks.add(new Block(batch, g * runs + b, Math.min(step, models - b)));
      }
    }
  }

  @Override
  public Evaluation evaluate(NDManager scope, double[][] weights) {
    Block last = blocks.get(blocks.size() - 1);
    int models = last.first + last.count;
    double[][] gradients =
        Arrays.stream(weights).map(w -> new double[w.length]).toArray(double[][]::new);
    var all = new Evaluation(new double[models], new double[models], gradients);
    for (Block block : blocks) {
      try (NDManager inner = scope.newSubManager()) {
        Evaluation part = block.batch.evaluate(inner, part(weights, block, models));
        System.arraycopy(part.train(), 0, all.train(), block.first, block.count);
        System.arraycopy(part.test(), 0, all.test(), block.first, block.count);
        for (int i = 0; i < weights.length; i++) {
          double[] gradient = part.gradients()[i];
          int at = block.first * (weights[i].length / models);
          System.arraycopy(gradient, 0, gradients[i], at, gradient.length);
        }
      }
    }
    return all;
  }

  private static double[][] part(double[][] weights, Block block, int models) {
    return Arrays.stream(weights)
        .map(
            w -> {
              int length = w.length / models;
              int start = block.first * length;
              return Arrays.copyOfRange(w, start, start + block.count * length);
            })
        .toArray(double[][]::new);
  }

  @Override
  public void close() {
    batches.forEach(NetworkBatch::close);
  }
}
