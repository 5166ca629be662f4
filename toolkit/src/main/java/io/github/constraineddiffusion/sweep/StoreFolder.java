package io.github.constraineddiffusion.sweep;

import com.google.gson.JsonParseException;
import io.github.constraineddiffusion.data.Fingerprint;
import io.github.constraineddiffusion.trainer.CheckpointFiles;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The folder behind a {@link SweepStore}: {@code FINGERPRINT/} for each run, which appears whole or
 * not at all; {@code FINGERPRINT.lock} while a process works on it.
 */
final class StoreFolder {
  private static final Pattern NAME = Pattern.compile("[0-9a-f]{64}");
  private static final String ASIDE = ".aside-";
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
    return CellLock.tryTake(root.resolve(fingerprint + ".lock"));
  }

  List<String> fingerprints() throws IOException {
    try (Stream<Path> all = Files.list(root)) {
      return all.map(path -> path.getFileName().toString())
          .filter(name -> NAME.matcher(name).matches())
          .sorted()
          .toList();
    }
  }

  /** Folders of runs that were damaged. */
  List<Path> damaged() throws IOException {
    try (Stream<Path> all = Files.list(root)) {
      return all.filter(path -> path.getFileName().toString().contains(".damaged"))
          .sorted()
          .toList();
    }
  }

  /**
   * Reads a run.
   *
   * @return nothing where there is none
   * @throws DamagedException where what is there is not whole
   */
  Optional<SweepRun> read(String fingerprint) throws IOException {
    Path folder = entry(fingerprint);
    if (!Files.exists(folder)) {
      return Optional.empty();
    }
    try {
      Path file = folder.resolve(SweepStore.RUN);
      StoredRun stored = Json.GSON.fromJson(Files.readString(file), StoredRun.class);
      if (stored == null || !stored.isWhole()) {
        throw new DamagedException(SweepStore.RUN + " lacks fields, or is of another version");
      }
      if (!stored.fingerprint().equals(fingerprint)) {
        throw new DamagedException(
            SweepStore.RUN + " is that of the run " + stored.fingerprint() + ", not this folder's");
      }
      for (Map.Entry<String, String> each : stored.digests().entrySet()) {
        requireDigest(folder.resolve(each.getKey()), each.getValue());
      }
      return Optional.of(new SweepRun(folder, stored, SweepPoint.of(Json.values(stored.point()))));
    } catch (JsonParseException | IllegalStateException | CharacterCodingException e) {
      throw new DamagedException(SweepStore.RUN + " cannot be read: " + e.getMessage());
    } catch (NoSuchFileException e) {
      throw new DamagedException(e.getFile() + " is missing");
    }
  }

  private static void requireDigest(Path file, String digest) throws IOException {
    byte[] bytes = Files.readAllBytes(file);
    if (!Fingerprint.sha256(bytes).equals(digest)) {
      throw new DamagedException(
          file.getFileName() + " (" + bytes.length + " bytes) is not what was written");
    }
  }

  /** Reads a run without its lock: what is not whole may be on its way, and is not there yet. */
  Optional<SweepRun> peek(String fingerprint) throws IOException {
    try {
      return read(fingerprint);
    } catch (DamagedException e) {
      return Optional.empty();
    }
  }

  /** Moves a damaged run out of the way, under its lock. */
  Path setAside(String fingerprint) throws IOException {
    Path aside = root.resolve(fingerprint + ".damaged");
    for (int k = 2; Files.exists(aside); k++) {
      aside = root.resolve(fingerprint + ".damaged-" + k);
    }
    return Files.move(entry(fingerprint), aside, StandardCopyOption.ATOMIC_MOVE);
  }

  /** Writes a run under its lock, with its other files; one that is there is replaced. */
  SweepRun write(Cell cell, StoredRun run, Map<String, byte[]> files) throws IOException {
    Map<String, byte[]> all = new LinkedHashMap<>(files);
    all.put(SweepStore.RUN, Json.GSON.toJson(run).getBytes(StandardCharsets.UTF_8));
    remove(cell.fingerprint());
    CheckpointFiles.write(entry(cell.fingerprint()), all);
    return new SweepRun(entry(cell.fingerprint()), run, cell.point());
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

  static long bytes(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      long sum = 0;
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        sum += Files.size(file);
      }
      return sum;
    }
  }

  /** What is stored is not whole. */
  static final class DamagedException extends IOException {
    private static final long serialVersionUID = 1L;

    DamagedException(String message) {
      super(message);
    }
  }
}
