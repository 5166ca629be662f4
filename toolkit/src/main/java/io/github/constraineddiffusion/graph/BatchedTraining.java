package io.github.constraineddiffusion.graph;

import ai.djl.ndarray.NDManager;
import io.github.constraineddiffusion.tensor.GradMode;
import java.util.List;
import java.util.concurrent.CancellationException;

/** Trains runs on graphs and keeps the errors of every epoch. */
final class BatchedTraining {
  private final GraphSettings settings;
  private final ErrorCurves curves;
  private final Announcements announcements;

  private BatchedTraining(GraphSettings settings) {
    this.settings = settings;
    this.curves = new ErrorCurves(settings.graphs.size(), settings.runs, settings.epochs);
    this.announcements = new Announcements(settings);
  }

  static GraphResults together(GraphSettings settings) {
    double[][][] start = InitialWeights.draw(settings.session, settings.model, settings.runs);
    var training = new BatchedTraining(settings);
    training.run(settings.graphs, start, 0, 0);
    return new GraphResults(settings, start, training.curves);
  }

  static GraphResults oneByOne(GraphSettings settings) {
    double[][][] start = InitialWeights.draw(settings.session, settings.model, settings.runs);
    var training = new BatchedTraining(settings);
    for (int g = 0; g < settings.graphs.size(); g++) {
      for (int r = 0; r < settings.runs; r++) {
        training.run(List.of(settings.graphs.get(g)), new double[][][] {start[r]}, g, r);
      }
    }
    return new GraphResults(settings, start, training.curves);
  }

  private void run(List<GraphShift> graphs, double[][][] start, int firstGraph, int firstRun) {
    double[][] weights = InitialWeights.stack(start, graphs.size());
    UpdateRule.Update update = settings.rule.start();
    try (GradMode off = GradMode.off();
        NDManager manager = settings.session.scope();
        BatchedModel model = BatchedModel.of(manager, settings.data, graphs, settings.model)) {
      for (int epoch = 0; epoch <= settings.epochs; epoch++) {
        if (Thread.interrupted()) {
          throw new CancellationException(
              "training on graphs was interrupted after epoch " + epoch + ": nothing is kept");
        }
        Evaluation evaluation = evaluate(manager, model, weights);
        record(evaluation, start.length, firstGraph, firstRun, epoch);
        announcements.at(epoch);
        if (epoch < settings.epochs) {
          update.apply(weights, evaluation.gradients());
        }
      }
    }
  }

  private static Evaluation evaluate(NDManager manager, BatchedModel model, double[][] weights) {
    try (NDManager scope = manager.newSubManager()) {
      return model.evaluate(scope, weights);
    }
  }

  private void record(Evaluation evaluation, int runs, int firstGraph, int firstRun, int epoch) {
    for (int b = 0; b < evaluation.train().length; b++) {
      int graph = firstGraph + b / runs;
      int run = firstRun + b % runs;
      double error = evaluation.train()[b];
      if (!Double.isFinite(error)) {
        throw new IllegalStateException(
            ("the training error of run %d on %s is %s at epoch %d: lower the step size (%s), or"
                    + " scale the graph with ShiftScale.spectral()")
                .formatted(run, settings.graphs.get(graph).name(), error, epoch, settings.rule));
      }
      curves.set(graph, run, epoch, error, evaluation.test()[b]);
    }
  }
}
