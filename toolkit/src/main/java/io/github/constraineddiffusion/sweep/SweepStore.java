package io.github.constraineddiffusion.sweep;

import io.github.constraineddiffusion.trainer.CheckpointFiles;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import tech.tablesaw.api.Table;

/**
 * The runs that sweeps have kept in a folder: JSON, and safetensors where weights were kept.
 *
 * <p>A run is found by a fingerprint of all that decides its numbers, so sweeps that share runs
 * share them here, and several processes may use the folder at once. They tell each other by the
 * file {@code .lock}, which must stay.
 */
public final class SweepStore {
  static final String RUN = "run.json";
  static final String HISTORY = "history.json";
  static final String WEIGHTS = "weights.safetensors";

  private final StoreFolder folder;

  private SweepStore(StoreFolder folder) {
    this.folder = folder;
  }

  /**
   * Opens a store.
   *
   * @param path its folder, as given to {@link Sweep#store}
   * @return the store
   * @throws IllegalArgumentException where there is no such folder
   */
  public static SweepStore open(Path path) {
    if (!Files.isDirectory(path)) {
      throw new IllegalArgumentException(
          "there is no folder "
              + path
              + ": name the one that the sweep was given by store(path), or target/sweeps and the"
              + " sweep's name below where it ran");
    }
    return reading(path, () -> new SweepStore(new StoreFolder(path)));
  }

  /**
   * Lists the runs, the oldest first.
   *
   * @return one row a run: fingerprint, sweep, state, parameters, seed, steps, when it ended,
   *     bytes; runs that are not whole have the state "damaged"
   */
  public Table list() {
    return reading(folder.root(), () -> StoreTables.list(folder, folder.contents()));
  }

  private List<SweepRun> runs() throws IOException {
    return folder.contents().runs();
  }

  /**
   * Finds a run.
   *
   * @param fingerprint its fingerprint, or as many of the first digits as tell it from others
   * @return the run
   * @throws IllegalArgumentException where there is none or several
   */
  public SweepRun run(String fingerprint) {
    List<SweepRun> found =
        reading(folder.root(), this::runs).stream()
            .filter(run -> run.fingerprint().startsWith(fingerprint))
            .toList();
    if (found.size() != 1) {
      throw new IllegalArgumentException(
          "%d runs in %s begin with \"%s\": give digits of one of the runs that list() shows"
              .formatted(found.size(), folder.root(), fingerprint));
    }
    return found.get(0);
  }

  /**
   * Compares what decided the numbers of two runs.
   *
   * @param first a fingerprint, or its first digits
   * @param second another
   * @return one row for each setting that differs: problem, data, network, schedules, seed, version
   */
  public Table diff(String first, String second) {
    return StoreTables.differences(run(first), run(second));
  }

  /**
   * Removes runs.
   *
   * @param which those to remove; asked twice of each
   * @return how many went, and what they took on the disk
   */
  public Pruned prune(Predicate<SweepRun> which) {
    return reading(folder.root(), () -> remove(which));
  }

  /** Asks again under the lock: a sweep may have made a run anew since. */
  private Pruned remove(Predicate<SweepRun> which) throws IOException {
    int runs = 0;
    int inUse = 0;
    long bytes = 0;
    for (SweepRun run : runs().stream().filter(which).toList()) {
      Optional<CellLock> lock = folder.tryLock(run.fingerprint());
      if (lock.isEmpty()) {
        inUse++;
      } else {
        try (CellLock held = lock.get()) {
          if (folder.peek(run.fingerprint()).filter(which).isPresent()) {
            bytes += StoreFolder.bytes(folder.entry(run.fingerprint()));
            folder.remove(run.fingerprint());
            runs++;
          }
        }
      }
    }
    return new Pruned(runs, bytes, inUse);
  }

  /**
   * Removes runs by their age.
   *
   * @param age those that ended longer ago go
   * @return how many went, and what they took on the disk
   */
  public Pruned pruneOlderThan(Duration age) {
    Instant limit = Instant.now().minus(age);
    return prune(run -> run.finished().isBefore(limit));
  }

  /**
   * Removes all runs but those of some results.
   *
   * @param results what is to stay
   * @return how many went, and what they took on the disk
   */
  public Pruned keepOnly(SweepResults... results) {
    Set<String> kept =
        Arrays.stream(results)
            .flatMap(each -> each.runs().stream())
            .map(SweepRun::fingerprint)
            .collect(Collectors.toSet());
    return prune(run -> !kept.contains(run.fingerprint()));
  }

  /**
   * Removes the damaged runs that sweeps have put aside.
   *
   * @return how many went, and what they took on the disk
   */
  public Pruned pruneDamaged() {
    return reading(
        folder.root(),
        () -> {
          List<Path> damaged = folder.damaged();
          long bytes = 0;
          for (Path each : damaged) {
            bytes += StoreFolder.bytes(each);
            CheckpointFiles.deleteTree(each);
          }
          return new Pruned(damaged.size(), bytes, 0);
        });
  }

  private interface Reading<T> {
    T read() throws IOException;
  }

  private static <T> T reading(Path path, Reading<T> reading) {
    try {
      return reading.read();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot use the store " + path + ": " + e, e);
    }
  }

  @Override
  public String toString() {
    return "SweepStore in " + folder.root();
  }
}
