package io.github.constraineddiffusion.sampler;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.github.constraineddiffusion.tensor.TensorFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Map;
import java.util.Optional;

/** One pool of samples in a folder, under its fingerprint. */
final class PoolFile {
  private static final String SAMPLES = "samples";

  private final Path path;

  PoolFile(Path folder, String fingerprint) {
    this.path = folder.resolve(fingerprint.replace(':', '-') + ".safetensors");
  }

  /** Returns the pool; nothing where there is none, or what is there is not whole. */
  Optional<NDArray> read(NDManager manager, Shape shape) {
    if (!Files.exists(path)) {
      return Optional.empty();
    }
    try {
      NDArray found = TensorFile.decode(manager, Files.readAllBytes(path)).get(SAMPLES);
      return Optional.ofNullable(found).filter(array -> array.getShape().equals(shape));
    } catch (IOException damaged) {
      // it is only a cache: made anew, and replaced
      return Optional.empty();
    }
  }

  /** Writes beside the target and moves: who reads sees all or nothing. */
  void write(NDArray rows) {
    try {
      Files.createDirectories(path.getParent());
      Path part = Files.createTempFile(path.getParent(), "samples", ".part");
      try {
        Files.write(part, TensorFile.encode(Map.of(SAMPLES, rows)));
        Files.move(part, path, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
      } finally {
        Files.deleteIfExists(part);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(
          "cannot write generated samples to "
              + path
              + ": free space or restore the right to write, or leave cachedIn(...) out",
          e);
    }
  }
}
