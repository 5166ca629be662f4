package io.github.constraineddiffusion.eval;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.github.constraineddiffusion.tensor.TensorFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A safetensors file that must hold pytorch-fid's Inception-v3 and nothing else. */
final class InceptionFile {
  private static final long LARGEST_FILE = 1L << 30;
  private static final Map<String, Shape> UNUSED =
      Map.of("fc.weight", new Shape(1008, 2048), "fc.bias", new Shape(1008));

  private InceptionFile() {}

  /**
   * Reads the arrays of a file.
   *
   * @param scope their owner
   * @param file a safetensors file
   * @param expected the shapes of all arrays that must be there
   */
  static Map<String, NDArray> read(NDManager scope, Path file, Map<String, Shape> expected) {
    Map<String, NDArray> arrays = decode(scope, file);
    check(file, arrays, expected);
    return arrays;
  }

  private static Map<String, NDArray> decode(NDManager scope, Path file) {
    try {
      if (Files.size(file) > LARGEST_FILE) {
        throw new IllegalArgumentException(
            "%s has %d bytes, but Inception's weights have about 95 million: name the right file"
                .formatted(file, Files.size(file)));
      }
      return TensorFile.decode(scope, Files.readAllBytes(file));
    } catch (IOException e) {
      throw new IllegalArgumentException(
          "cannot read Inception's weights from "
              + file
              + ": "
              + e.getMessage()
              + ". It must be a safetensors file: see InceptionFeatures for how to make it",
          e);
    }
  }

  private static void check(Path file, Map<String, NDArray> arrays, Map<String, Shape> expected) {
    List<String> faults = new ArrayList<>();
    expected.forEach(
        (key, shape) -> {
          NDArray array = arrays.get(key);
          if (array == null) {
            faults.add(key + " is missing");
          } else {
            requireShape(key, array, shape, faults);
          }
        });
    arrays.forEach(
        (key, array) -> {
          if (UNUSED.containsKey(key)) {
            requireShape(key, array, UNUSED.get(key), faults);
          } else if (!expected.containsKey(key) && !key.endsWith(".bn.num_batches_tracked")) {
            faults.add(key + " is not part of it");
          }
        });
    if (!faults.isEmpty()) {
      throw new IllegalArgumentException(
          "%s does not hold Inception-v3 in the layout of pytorch-fid: %s%s. See InceptionFeatures for"
                  .formatted(
                      file,
                      String.join("; ", faults.subList(0, Math.min(5, faults.size()))),
                      faults.size() > 5 ? "; and %d more faults".formatted(faults.size() - 5) : "")
              + " how to make the file");
    }
  }

  private static void requireShape(String key, NDArray array, Shape shape, List<String> faults) {
    if (!array.getShape().equals(shape)) {
      faults.add("%s has shape %s, but must have %s".formatted(key, array.getShape(), shape));
    }
  }
}
