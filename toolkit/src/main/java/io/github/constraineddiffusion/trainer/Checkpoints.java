package io.github.constraineddiffusion.trainer;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import com.google.gson.JsonParseException;
import io.github.constraineddiffusion.constraint.ConstrainedProblem;
import io.github.constraineddiffusion.data.Fingerprint;
import io.github.constraineddiffusion.dual.DualState;
import io.github.constraineddiffusion.tensor.TensorFile;
import io.github.constraineddiffusion.tensor.Toolkit;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The checkpoints of one run: folders {@code checkpoint-00001200} with a safetensors file and a
 * JSON manifest; the newest two are kept.
 */
final class Checkpoints {
  private static final String PREFIX = "checkpoint-";
  private static final String TENSORS = "tensors.safetensors";
  private static final String MANIFEST = "manifest.json";
  private static final String DATA = "data, constraints or number of predictions";
  private static final int KEPT = 2;

  private final Path folder;
  private final int every;
  private final String description;
  private final String dataFingerprint;

  private Checkpoints(Path folder, int every, String description, String dataFingerprint) {
    this.folder = folder;
    this.every = every;
    this.description = description;
    this.dataFingerprint = dataFingerprint;
  }

  static Checkpoints none() {
    return new Checkpoints(null, 0, "", "");
  }

  /** Makes the folder, and refuses before any work where it cannot be written to. */
  static Checkpoints open(TrainerSettings settings, ConstrainedProblem problem) {
    Path folder = settings.checkpointFolder;
    if (folder == null) {
      return none();
    }
    try {
      Files.createDirectories(folder);
      for (String hidden : List.of(CheckpointFiles.HIDDEN, ".probe-")) {
        CheckpointFiles.list(folder, hidden).forEach(CheckpointFiles::deleteTree);
      }
      Files.delete(Files.createTempFile(folder, ".probe-", ""));
    } catch (IOException e) {
      throw new IllegalArgumentException(
          "cannot write checkpoints into "
              + folder
              + ": "
              + e
              + ". Name a folder that can be written to",
          e);
    }
    return new Checkpoints(
        folder, settings.checkpointEvery, settings.description(), problem.fingerprint());
  }

  boolean isDue(int step) {
    return folder != null && step % every == 0;
  }

  void save(
      int step, double seconds, DualState dual, RunHistory history, Map<String, NDArray> tensors)
      throws IOException {
    if (folder == null) {
      return;
    }
    byte[] bytes = TensorFile.encode(tensors);
    Manifest manifest =
        new Manifest(
            Manifest.FORMAT,
            Toolkit.version(),
            description,
            dataFingerprint,
            step,
            seconds,
            dual,
            history.steps(),
            history.duals(),
            Fingerprint.sha256(bytes));
    Map<String, byte[]> files = new LinkedHashMap<>();
    files.put(TENSORS, bytes);
    files.put(MANIFEST, manifest.toJson().getBytes(java.nio.charset.StandardCharsets.UTF_8));
    Path target = folder.resolve(String.format("%s%08d", PREFIX, step));
    if (Files.exists(target)) {
      return;
    }
    CheckpointFiles.write(target, files);
    List<Path> all = CheckpointFiles.list(folder, PREFIX);
    all.subList(0, Math.max(0, all.size() - KEPT)).forEach(CheckpointFiles::deleteTree);
  }

  /** Reads the newest checkpoint; refuses one that is damaged or of another run. */
  Optional<SavedRun> newest(NDManager owner) {
    if (folder == null) {
      return Optional.empty();
    }
    try {
      List<Path> all = CheckpointFiles.list(folder, PREFIX);
      return all.isEmpty() ? Optional.empty() : Optional.of(read(all.get(all.size() - 1), owner));
    } catch (IOException e) {
      throw damaged(folder, e.toString());
    }
  }

  private SavedRun read(Path checkpoint, NDManager owner) throws IOException {
    Manifest manifest;
    try {
      manifest = Manifest.fromJson(Files.readString(checkpoint.resolve(MANIFEST)));
    } catch (JsonParseException | IOException e) {
      throw damaged(checkpoint, MANIFEST + " cannot be read: " + e.getMessage());
    }
    if (manifest == null || manifest.tensorsSha256() == null || manifest.steps() == null) {
      throw damaged(checkpoint, MANIFEST + " lacks fields");
    }
    byte[] bytes = Files.readAllBytes(checkpoint.resolve(TENSORS));
    String sum = Fingerprint.sha256(bytes);
    if (!sum.equals(manifest.tensorsSha256())) {
      throw damaged(
          checkpoint,
          TENSORS
              + " ("
              + bytes.length
              + " bytes) has SHA-256 "
              + sum
              + ", but its manifest says "
              + manifest.tensorsSha256());
    }
    requireSame("format", "" + Manifest.FORMAT, "" + manifest.format(), checkpoint);
    requireSame("settings", description, manifest.description(), checkpoint);
    requireSame(DATA, dataFingerprint, manifest.dataFingerprint(), checkpoint);
    return new SavedRun(manifest, TensorFile.decode(owner, bytes));
  }

  private static IllegalArgumentException damaged(Path checkpoint, String why) {
    return new IllegalArgumentException(
        "checkpoint "
            + checkpoint
            + " is damaged: "
            + why
            + ". Delete that folder: resume() then takes the one before it, if there is one");
  }

  private static void requireSame(String what, String expected, String found, Path checkpoint) {
    if (!expected.equals(found)) {
      throw new IllegalArgumentException(
          "checkpoint "
              + checkpoint
              + " was made with other "
              + what
              + ":"
              + differences(found, expected)
              + "\nResume with the same, or name another folder");
    }
  }

  /** Descriptions are long: only the entries that are not the same in both. */
  private static String differences(String found, String expected) {
    String[] there = found.split(TrainerSettings.BETWEEN, -1);
    String[] here = expected.split(TrainerSettings.BETWEEN, -1);
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < Math.max(there.length, here.length); i++) {
      String a = entry(there, i);
      String b = entry(here, i);
      if (!a.equals(b)) {
        text.append("\n  there ").append(a).append(", here ").append(b);
      }
    }
    return text.toString();
  }

  private static String entry(String[] entries, int i) {
    return i < entries.length && !entries[i].isEmpty() ? entries[i] : "nothing";
  }
}
