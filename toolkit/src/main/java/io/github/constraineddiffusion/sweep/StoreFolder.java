package io.github.constraineddiffusion.sweep;

import io.github.constraineddiffusion.trainer.CheckpointFiles;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The folder behind a {@link SweepStore}: {@code FINGERPRINT/} for each run, which appears whole or
 * not at all; {@code .lock} holds the locks of those that processes work on.
 */
final class StoreFolder {
  private static final Pattern NAME = Pattern.compile("[0-9a-f]{64}");
  private static final String ASIDE = ".aside-";
  private static final String DAMAGED = ".damaged";
  private static final String LOCK = ".lock";
  private static final int DIGITS = 64;

  private final Path root;

  /**
   * Uses a folder.
   *
   * @param root exists
   */
  StoreFolder(Path root) throws IOException {
    this.root = root.toRealPath();
  }

  Path root() {
    return root;
  }

  Path entry(String fingerprint) {
    return root.resolve(fingerprint);
  }

  Optional<CellLock> tryLock(String fingerprint) throws IOException {
    return CellLock.tryTake(root.resolve(LOCK), fingerprint);
  }

  /**
   * What is in a store.
   *
   * @param runs that are whole
   * @param damaged names of folders that are not, those put aside included
   */
  record Contents(List<SweepRun> runs, List<String> damaged) {}

  /** Reads all, of one listing: a run that comes while this reads is not in it. */
  Contents contents() throws IOException {
    List<SweepRun> runs = new ArrayList<>();
    List<String> damaged = new ArrayList<>();
    for (String name : names()) {
      if (NAME.matcher(name).matches()) {
        try {
          read(name).ifPresent(runs::add);
        } catch (RunFolder.DamagedException e) {
          damaged.add(name);
        }
      } else if (name.contains(DAMAGED)) {
        damaged.add(name);
      }
    }
    return new Contents(runs, damaged);
  }

  private List<String> names() throws IOException {
    try (Stream<Path> all = Files.list(root)) {
      return all.map(path -> path.getFileName().toString()).sorted().toList();
    }
  }

  /** Folders of runs that were damaged and put aside. */
  List<Path> damaged() throws IOException {
    return names().stream().filter(name -> name.contains(DAMAGED)).map(root::resolve).toList();
  }

  /**
   * Reads a run.
   *
   * @return nothing where there is none
   * @throws RunFolder.DamagedException where what is there is not whole
   */
  Optional<SweepRun> read(String fingerprint) throws IOException {
    return RunFolder.read(entry(fingerprint), fingerprint);
  }

  /** Reads a run; what is not whole counts as nothing, until its lock is held. */
  Optional<SweepRun> peek(String fingerprint) throws IOException {
    try {
      return read(fingerprint);
    } catch (RunFolder.DamagedException e) {
      return Optional.empty();
    }
  }

  /** Moves a damaged run out of the way, under its lock. */
  Path setAside(String fingerprint) throws IOException {
    Path aside = root.resolve(fingerprint + DAMAGED);
    for (int k = 2; Files.exists(aside); k++) {
      aside = root.resolve(fingerprint + DAMAGED + "-" + k);
    }
    return Files.move(entry(fingerprint), aside, StandardCopyOption.ATOMIC_MOVE);
  }

  /**
   * Writes a run under its lock, with its other files. One that is there is replaced, and whole
   * until then; but one that is done stays where the other failed.
   */
  SweepRun write(Cell cell, StoredRun run, Map<String, byte[]> files) throws IOException {
    Path folder = entry(cell.fingerprint());
    boolean stays =
        run.state() == RunState.FAILED
            && peek(cell.fingerprint()).filter(r -> r.state() == RunState.DONE).isPresent();
    return new SweepRun(folder, stays ? run : RunFolder.write(folder, run, files), cell.point());
  }

  /** Removes a run under its lock: renamed first, so that nobody sees half of it. */
  void remove(String fingerprint) throws IOException {
    if (Files.exists(entry(fingerprint))) {
      Path aside = root.resolve(ASIDE + fingerprint + "-" + System.nanoTime());
      Files.move(entry(fingerprint), aside, StandardCopyOption.ATOMIC_MOVE);
      CheckpointFiles.deleteTree(aside);
    }
  }

  /** Deletes what processes that were killed have left: only where nobody holds the cell. */
  void cleanUp() throws IOException {
    for (String prefix : List.of(CheckpointFiles.HIDDEN, ASIDE)) {
      for (Path left : CheckpointFiles.list(root, prefix)) {
        String name = left.getFileName().toString().substring(prefix.length());
        if (name.length() > DIGITS && NAME.matcher(name.substring(0, DIGITS)).matches()) {
          cleanUp(left, name.substring(0, DIGITS));
        }
      }
    }
  }

  private void cleanUp(Path left, String fingerprint) throws IOException {
    Optional<CellLock> lock = tryLock(fingerprint);
    if (lock.isPresent()) {
      try (CellLock held = lock.get()) {
        CheckpointFiles.deleteTree(left);
      }
    }
  }

  /** What a folder takes on the disk; what goes while this counts, counts as nothing. */
  static long bytes(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      long sum = 0;
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        sum += Files.size(file);
      }
      return sum;
    } catch (NoSuchFileException | UncheckedIOException e) {
      return 0;
    }
  }
}
