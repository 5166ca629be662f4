package io.github.constraineddiffusion.sweep;

import io.github.constraineddiffusion.data.Fingerprint;
import io.github.constraineddiffusion.tensor.Session;
import io.github.constraineddiffusion.tensor.Toolkit;
import io.github.constraineddiffusion.trainer.DualRecord;
import io.github.constraineddiffusion.trainer.DualTrainer;
import io.github.constraineddiffusion.trainer.Run;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
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
        List<RunBatch.Trained> outcomes = batch.train(trainers(cells, own));
        for (int i = 0; i < outcomes.size(); i++) {
          keep(cells.get(i), outcomes.get(i), stored);
        }
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

  private void keep(Cell cell, RunBatch.Trained outcome, BiConsumer<Cell, SweepRun> stored)
      throws IOException {
    if (outcome.failure() != null) {
      stored.accept(cell, failed(cell, outcome.failure()));
      return;
    }
    try (Run run = outcome.run()) {
      if (run.interrupted() || interrupted) {
        interrupted = true;
        return;
      }
      stored.accept(cell, measured(cell, run));
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
        interrupted = true;
        throw e;
      } catch (RuntimeException e) {
        return failed(cell, "metric \"" + metric.name() + "\": " + Failures.message(e));
      }
    }
    Map<String, byte[]> files = new LinkedHashMap<>();
    files.put(SweepStore.HISTORY, utf8(Json.GSON.toJson(StoredHistory.of(run.history()))));
    if (plan.keepWeights) {
      files.put(SweepStore.WEIGHTS, run.weights());
    }
    return store(
        files,
        new StoredRun(
            StoredRun.FORMAT,
            cell.fingerprint(),
            Toolkit.version(),
            plan.name,
            Json.tree(cell.point().values()).getAsJsonObject(),
            cell.seed(),
            RunState.DONE,
            "",
            System.currentTimeMillis(),
            run.seconds(),
            run.steps(),
            run.stepMillis(),
            constraints(run),
            run.alarms(),
            metrics,
            Json.tree(cell.settings()).getAsJsonObject(),
            digests(files)),
        cell);
  }

  private static List<StoredRun.Constraint> constraints(Run run) {
    List<DualRecord> duals = run.history().duals();
    List<String> names = run.problem().names();
    List<StoredRun.Constraint> constraints = new ArrayList<>();
    for (int i = 0; i < names.size(); i++) {
      double lambda = run.lambda().get(i);
      if (duals.isEmpty()) {
        constraints.add(
            new StoredRun.Constraint(
                names.get(i), lambda, Double.NaN, Double.NaN, Double.NaN, Double.NaN));
      } else {
        DualRecord last = duals.get(duals.size() - 1);
        constraints.add(
            new StoredRun.Constraint(
                names.get(i),
                lambda,
                last.measured()[i],
                last.standardError()[i],
                last.threshold()[i],
                last.slack()[i]));
      }
    }
    return constraints;
  }

  private SweepRun failed(Cell cell, String message) throws IOException {
    return store(
        new LinkedHashMap<>(),
        new StoredRun(
            StoredRun.FORMAT,
            cell.fingerprint(),
            Toolkit.version(),
            plan.name,
            Json.tree(cell.point().values()).getAsJsonObject(),
            cell.seed(),
            RunState.FAILED,
            message,
            System.currentTimeMillis(),
            Double.NaN,
            0,
            Double.NaN,
            List.of(),
            List.of(),
            Map.of(),
            Json.tree(cell.settings()).getAsJsonObject(),
            Map.of()),
        cell);
  }

  private SweepRun store(Map<String, byte[]> files, StoredRun run, Cell cell) throws IOException {
    files.put(SweepStore.RUN, utf8(Json.GSON.toJson(run)));
    store.write(cell.fingerprint(), files);
    return new SweepRun(store.entry(cell.fingerprint()), run, cell.point());
  }

  private static Map<String, String> digests(Map<String, byte[]> files) {
    Map<String, String> digests = new LinkedHashMap<>();
    files.forEach((name, bytes) -> digests.put(name, Fingerprint.sha256(bytes)));
    return digests;
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
