package io.github.constraineddiffusion.graph;

import ai.djl.ndarray.NDManager;
import io.github.constraineddiffusion.tensor.GradMode;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CancellationException;

/** Trains runs on graphs and keeps the errors of every epoch and the weights in the end. */
final class BatchedTraining {
  /** A network's error that is so many times that of the start has blown up: tanh bounds it. */
  private static final double BLOWN_UP = 1e6;

  private final GraphSettings settings;
  private final double[][][] start;
  private final TrainingRecord record;
  private final Announcements announcements;

  private BatchedTraining(GraphSettings settings) {
    StepLimit.check(settings);
    this.settings = settings;
    this.start = InitialWeights.draw(settings.session, settings.model, settings.runs);
    this.record = new TrainingRecord(settings.graphs.size(), settings.runs, settings.epochs);
    this.announcements = new Announcements(settings);
  }

  static GraphResults together(GraphSettings settings) {
    var training = new BatchedTraining(settings);
    training.train(settings.graphs, 0, settings.runs);
    return training.results();
  }

  static GraphResults oneByOne(GraphSettings settings) {
    var training = new BatchedTraining(settings);
    for (int g = 0; g < settings.graphs.size(); g++) {
      training.train(List.of(settings.graphs.get(g)), g, 1);
    }
    return training.results();
  }

  private GraphResults results() {
    return new GraphResults(settings, start, record);
  }

  /** Trains all runs on some graphs, so many runs at a time. */
  private void train(List<GraphShift> graphs, int firstGraph, int atOnce) {
    try (GradMode off = GradMode.off();
        NDManager manager = settings.session.scope();
        BatchedModel model =
            BatchedModel.of(manager, settings.data, graphs, settings.model, atOnce)) {
      for (int r = 0; r < settings.runs; r += atOnce) {
        double[][][] some = Arrays.copyOfRange(start, r, r + atOnce);
        run(manager, model, InitialWeights.stack(some, graphs.size()), firstGraph, r);
      }
    }
  }

  private void run(
      NDManager manager, BatchedModel model, double[][] weights, int firstGraph, int firstRun) {
    UpdateRule.Update update = settings.rule.start();
    for (int epoch = 0; epoch <= settings.epochs; epoch++) {
      if (Thread.interrupted()) {
        throw new CancellationException(
            "training on graphs was interrupted after epoch " + epoch + ": nothing is kept");
      }
      Evaluation evaluation = evaluate(manager, model, weights);
      note(evaluation, firstGraph, firstRun, epoch);
      announcements.at(epoch);
      if (epoch < settings.epochs) {
        update.apply(weights, evaluation.gradients());
      }
    }
    keep(weights, firstGraph, firstRun);
  }

  private void keep(double[][] weights, int firstGraph, int firstRun) {
    int models = weights[0].length / start[0][0].length;
    int runs = models == 1 ? 1 : settings.runs;
    for (int b = 0; b < models; b++) {
      double[][] own = InitialWeights.of(weights, b, models);
      record.keep(firstGraph + b / runs, firstRun + b % runs, own);
    }
  }

  private static Evaluation evaluate(NDManager manager, BatchedModel model, double[][] weights) {
    try (NDManager scope = manager.newSubManager()) {
      return model.evaluate(scope, weights);
    }
  }

  /** A batch has one run, or all of them. */
  private void note(Evaluation evaluation, int firstGraph, int firstRun, int epoch) {
    int models = evaluation.train().length;
    int runs = models == 1 ? 1 : settings.runs;
    for (int b = 0; b < models; b++) {
      int graph = firstGraph + b / runs;
      int run = firstRun + b % runs;
      double error = evaluation.train()[b];
      record.set(graph, run, epoch, error, evaluation.test()[b]);
      if (hasDiverged(error, record.start(graph, run))) {
        throw new IllegalStateException(
            ("the training error of run %d on %s is %s at epoch %d: lower the step size (%s), or"
                    + " scale the graph with ShiftScale.spectral()")
                .formatted(run, settings.graphs.get(graph).name(), error, epoch, settings.rule));
      }
    }
  }

  /** A filter's descent is refused before, and Adam's overshooting comes back. */
  private boolean hasDiverged(double error, double start) {
    return !Double.isFinite(error) || !settings.model.isFilter() && error > BLOWN_UP * start;
  }
}
