package io.github.constraineddiffusion.sweep;

import com.google.gson.JsonParseException;
import io.github.constraineddiffusion.data.Fingerprint;
import io.github.constraineddiffusion.trainer.CheckpointFiles;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The files of one run: {@code run.json} names the others with their digests, and is replaced in
 * one step, so that the folder holds one whole run at every moment.
 */
final class RunFolder {
  private RunFolder() {}

  /**
   * Reads a run; one that is replaced meanwhile is read again.
   *
   * @return nothing where there is none
   * @throws DamagedException where what is there is not whole
   */
  static Optional<SweepRun> read(Path folder, String fingerprint) throws IOException {
    byte[] before = null;
    while (Files.exists(folder)) {
      byte[] bytes = null;
      try {
        bytes = Files.readAllBytes(folder.resolve(SweepStore.RUN));
        return Optional.of(parsed(folder, fingerprint, bytes));
      } catch (NoSuchFileException | DamagedException e) {
        boolean same = bytes == null || Arrays.equals(bytes, before);
        if (same && Files.exists(folder)) {
          throw e instanceof DamagedException damaged
              ? damaged
              : new DamagedException(Path.of(e.getMessage()).getFileName() + " is missing");
        }
        before = bytes;
      }
    }
    return Optional.empty();
  }

  private static SweepRun parsed(Path folder, String fingerprint, byte[] bytes) throws IOException {
    try {
      String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
      StoredRun stored = Json.GSON.fromJson(text, StoredRun.class);
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
      return new SweepRun(folder, stored, SweepPoint.of(Json.values(stored.point())));
    } catch (JsonParseException | IllegalStateException | CharacterCodingException e) {
      throw new DamagedException(SweepStore.RUN + " cannot be read: " + e.getMessage());
    }
  }

  private static void requireDigest(Path file, String digest) throws IOException {
    byte[] bytes = Files.readAllBytes(file);
    if (!Fingerprint.sha256(bytes).equals(digest)) {
      throw new DamagedException(
          file.getFileName() + " (" + bytes.length + " bytes) is not what was written");
    }
  }

  /**
   * Writes a run, in place of one that is there.
   *
   * @param files the others by name; a name that is taken gets a number
   * @return the run with the digests of its files
   */
  static StoredRun write(Path folder, StoredRun run, Map<String, byte[]> files) throws IOException {
    Map<String, byte[]> named = new LinkedHashMap<>();
    Map<String, String> digests = new LinkedHashMap<>();
    files.forEach(
        (name, bytes) -> {
          String free = free(folder, name);
          named.put(free, bytes);
          digests.put(free, Fingerprint.sha256(bytes));
        });
    StoredRun whole = run.holding(digests);
    byte[] json = Json.GSON.toJson(whole).getBytes(StandardCharsets.UTF_8);
    if (Files.exists(folder)) {
      CheckpointFiles.replace(folder, named, SweepStore.RUN, json);
    } else {
      named.put(SweepStore.RUN, json);
      CheckpointFiles.write(folder, named);
    }
    return whole;
  }

  private static String free(Path folder, String name) {
    String free = name;
    for (int k = 2; Files.exists(folder.resolve(free)); k++) {
      free = name.replaceFirst("\\.", "-" + k + ".");
    }
    return free;
  }

  /** What is stored is not whole. */
  static final class DamagedException extends IOException {
    private static final long serialVersionUID = 1L;

    DamagedException(String message) {
      super(message);
    }
  }
}
