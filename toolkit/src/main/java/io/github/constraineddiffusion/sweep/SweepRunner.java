package io.github.constraineddiffusion.sweep;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * Does what is missing of a sweep. A cell is trained by whoever holds its lock and has then looked
 * for its run in the store; cells whose lock others hold are left for later, and read once they are
 * there.
 */
final class SweepRunner {
  private static final long PAUSE_MILLIS = 200;

  private final SweepPlan plan;
  private final List<Cell> cells;
  private final Board board;
  private final RunBatch batch;
  private final Map<Cell, SweepRun> runs = new HashMap<>();
  private final long began = System.currentTimeMillis();
  private boolean interrupted;

  SweepRunner(SweepPlan plan) {
    this(plan, plan.together ? new Together() : new OneByOne());
  }

  SweepRunner(SweepPlan plan, RunBatch batch) {
    this.plan = plan;
    this.cells = Cell.all(plan);
    this.batch = batch;
    this.board =
        new Board(plan, plan.listener == null ? SweepListeners.newDefault() : plan.listener);
  }

  SweepResults run() {
    try {
      Files.createDirectories(plan.store);
      work(new StoreFolder(plan.store));
      List<SweepRun> all = cells.stream().map(runs::get).filter(Objects::nonNull).toList();
      return new SweepResults(
          plan.name, all, cells.size() - all.size(), interrupted, board.messages());
    } catch (IOException e) {
      throw new UncheckedIOException(
          "sweep \"%s\": cannot use the store %s: %s. What is finished stays there; free space or restore the right to write, and run again"
              .formatted(plan.name, plan.store, e),
          e);
    } finally {
      board.tell(true);
    }
  }

  private void work(StoreFolder store) throws IOException {
    store.cleanUp();
    for (Cell cell : cells) {
      store.peek(cell.fingerprint()).filter(this::counts).ifPresent(run -> accept(cell, run));
    }
    board.tell(false);
    CellTraining training = new CellTraining(plan, batch, store, board);
    List<Cell> open = cells.stream().filter(board::isOpen).toList();
    while (!open.isEmpty() && !interrupted) {
      int before = open.size();
      for (List<Cell> group : batch.groups(open)) {
        interrupted = interrupted || Thread.interrupted();
        if (!interrupted) {
          attempt(group, store, training);
        }
      }
      open = cells.stream().filter(board::isOpen).toList();
      if (open.size() == before && !interrupted) {
        await();
      }
    }
  }

  /** Failures of an earlier sweep are tried again; those of one that runs beside this are not. */
  private boolean counts(SweepRun run) {
    return run.state() == RunState.FAILED
        ? run.stored().finished() >= began
        : !plan.keepWeights || run.weights().isPresent();
  }

  private void accept(Cell cell, SweepRun run) {
    runs.put(cell, run.at(cell.point()));
    boolean failed = run.state() == RunState.FAILED;
    board.set(cell, failed ? CellState.FAILED : CellState.DONE);
    if (failed) {
      board.message(
          "the run at %s, seed %d failed: %s".formatted(cell.point(), cell.seed(), run.message()));
    }
  }

  /** Takes the locks of a group as far as they are free, and trains what is not there by then. */
  private void attempt(List<Cell> group, StoreFolder store, CellTraining training)
      throws IOException {
    List<CellLock> held = new ArrayList<>();
    List<Cell> claimed = new ArrayList<>();
    try {
      for (Cell cell : group) {
        Optional<CellLock> lock = store.tryLock(cell.fingerprint());
        lock.ifPresent(held::add);
        board.set(cell, lock.isPresent() ? CellState.WAITING : CellState.ELSEWHERE);
        if (lock.isPresent() && !isThere(cell, store)) {
          claimed.add(cell);
        }
      }
      if (!claimed.isEmpty()) {
        training.train(claimed, this::accept);
        interrupted = interrupted || training.interrupted();
      }
    } finally {
      for (CellLock each : held) {
        each.close();
      }
    }
  }

  /** Under the lock: what is not whole now never will be, and is moved out of the way. */
  private boolean isThere(Cell cell, StoreFolder store) throws IOException {
    try {
      Optional<SweepRun> found = store.read(cell.fingerprint()).filter(this::counts);
      found.ifPresent(run -> accept(cell, run));
      return found.isPresent();
    } catch (RunFolder.DamagedException e) {
      board.message(
          "the run at %s, seed %d is damaged (%s): moved to %s, and trained again"
              .formatted(
                  cell.point(),
                  cell.seed(),
                  e.getMessage(),
                  store.setAside(cell.fingerprint()).getFileName()));
      return false;
    }
  }

  private void await() {
    try {
      board.tell(false);
      Thread.sleep(PAUSE_MILLIS);
    } catch (InterruptedException e) {
      interrupted = true;
    }
  }
}
