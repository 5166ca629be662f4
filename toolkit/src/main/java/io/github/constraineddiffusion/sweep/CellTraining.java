package io.github.constraineddiffusion.sweep;

import io.github.constraineddiffusion.tensor.Session;
import io.github.constraineddiffusion.trainer.DualTrainer;
import io.github.constraineddiffusion.trainer.Run;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CancellationException;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BiConsumer;

/** Trains cells, measures their runs, and stores them. */
final class CellTraining {
  /** The engine trains one model at a time: sweeps of other threads wait for their turn. */
  private static final ReentrantLock ENGINE = new ReentrantLock(true);

  private final SweepPlan plan;
  private final RunBatch batch;
  private final StoreFolder store;
  private final Board board;
  private boolean interrupted;

  CellTraining(SweepPlan plan, RunBatch batch, StoreFolder store, Board board) {
    this.plan = plan;
    this.batch = batch;
    this.store = store;
    this.board = board;
  }

  boolean interrupted() {
    return interrupted;
  }

  /** Trains cells whose locks are held; runs that an interrupt has stopped are not stored. */
  void train(List<Cell> cells, BiConsumer<Cell, SweepRun> stored) throws IOException {
    List<Session> own = new ArrayList<>();
    try {
      ENGINE.lockInterruptibly();
      try {
        board.begin(cells);
        keep(cells, batch.train(trainers(cells, own)), stored);
      } finally {
        ENGINE.unlock();
        board.end();
      }
    } catch (InterruptedException | CancellationException e) {
      interrupted = true;
    } finally {
      own.forEach(Session::close);
    }
  }

  /** A session of its own for each where the template names none: closed, it leaves nothing. */
  private List<DualTrainer> trainers(List<Cell> cells, List<Session> own) {
    List<DualTrainer> trainers = new ArrayList<>();
    for (Cell cell : cells) {
      Session session =
          cell.trainer()
              .session()
              .orElseGet(
                  () -> {
                    own.add(Session.open());
                    return own.get(own.size() - 1);
                  });
      trainers.add(cell.in(session).listener(progress -> board.progress(cell, progress)));
    }
    return trainers;
  }

  private void keep(
      List<Cell> cells, List<RunBatch.Trained> outcomes, BiConsumer<Cell, SweepRun> stored)
      throws IOException {
    try {
      for (int i = 0; i < outcomes.size(); i++) {
        keep(cells.get(i), outcomes.get(i), stored);
      }
    } finally {
      outcomes.stream().map(RunBatch.Trained::run).filter(Objects::nonNull).forEach(Run::close);
    }
  }

  private void keep(Cell cell, RunBatch.Trained outcome, BiConsumer<Cell, SweepRun> stored)
      throws IOException {
    if (outcome.failure() != null) {
      stored.accept(cell, failed(cell, outcome.run(), outcome.failure()));
      return;
    }
    if (outcome.isStopped()) { // others of its group may have ended before
      interrupted = true;
      return;
    }
    try (Run run = outcome.run()) {
      stored.accept(cell, stoppable(cell, run));
    } catch (CancellationException again) { // asked twice: this run is lost, not the others
      Thread.interrupted();
      interrupted = true;
    }
  }

  /** A metric answers an interrupt by giving up: it is measured again, and the sweep ends after. */
  private SweepRun stoppable(Cell cell, Run run) throws IOException {
    try {
      return measured(cell, run);
    } catch (CancellationException e) {
      Thread.interrupted();
      interrupted = true;
      return measured(cell, run);
    }
  }

  private SweepRun measured(Cell cell, Run run) throws IOException {
    Map<String, Double> metrics = new LinkedHashMap<>();
    for (Metric metric : plan.metrics) {
      try {
        metric
            .values()
            .apply(run)
            .forEach((name, value) -> metrics.put(name, value == null ? Double.NaN : value));
      } catch (CancellationException e) {
        throw e;
      } catch (RuntimeException e) {
        return failed(cell, run, "metric \"" + metric.name() + "\": " + Failures.message(e));
      }
    }
    Map<String, byte[]> files = new LinkedHashMap<>();
    files.put(SweepStore.HISTORY, StoredHistory.of(run.history()).toJson());
    if (plan.keepWeights) {
      files.put(SweepStore.WEIGHTS, run.weights());
    }
    return store.write(cell, CellRecord.done(plan, cell, run, metrics), files);
  }

  private SweepRun failed(Cell cell, Run run, String message) throws IOException {
    return store.write(cell, CellRecord.failed(plan, cell, run, message), Map.of());
  }
}
