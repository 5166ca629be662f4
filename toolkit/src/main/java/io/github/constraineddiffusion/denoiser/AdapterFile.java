package io.github.constraineddiffusion.denoiser;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.github.constraineddiffusion.data.Fingerprint;
import io.github.constraineddiffusion.tensor.TensorFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** Adapters in a safetensors file, whose header holds their rank and α. */
final class AdapterFile {
  private static final String RANK = "rank";
  private static final String ALPHA = "alpha";

  private final byte[] bytes;
  private final String place;
  private final int rank;
  private final double alpha;
  private final Set<String> layers = new TreeSet<>();

  private AdapterFile(byte[] bytes, String place) throws IOException {
    this.bytes = bytes;
    this.place = place;
    Map<String, String> metadata = TensorFile.metadata(bytes);
    this.rank = (int) number(metadata, RANK);
    this.alpha = number(metadata, ALPHA);
    for (String name : TensorFile.names(bytes)) {
      if (!name.endsWith(LowRankBlock.A) && !name.endsWith(LowRankBlock.B)) {
        throw new IOException(
            "it holds \""
                + name
                + "\", which is neither …"
                + LowRankBlock.A
                + " nor …"
                + LowRankBlock.B);
      }
      layers.add(name.substring(0, name.length() - LowRankBlock.A.length()));
    }
  }

  private static double number(Map<String, String> metadata, String key) throws IOException {
    String text = metadata.getOrDefault(key, "missing");
    try {
      double value = Double.parseDouble(text);
      if (value > 0 && value < Integer.MAX_VALUE) {
        return value;
      }
    } catch (NumberFormatException e) {
      // told below
    }
    throw new IOException("its " + key + " is " + text + ", but must be a number above 0");
  }

  static AdapterFile read(Path file) {
    byte[] bytes;
    try {
      bytes = Files.readAllBytes(file);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read adapters from " + file + ": " + e, e);
    }
    try {
      return new AdapterFile(bytes, file.toString());
    } catch (IOException e) {
      throw new IllegalArgumentException(
          file
              + " holds no adapters that DiffusionModel.saveAdapters has written: "
              + e.getMessage(),
          e);
    }
  }

  static byte[] encode(List<String> names, List<NDArray> weights, int rank, double alpha) {
    Map<String, NDArray> named = new LinkedHashMap<>();
    for (int i = 0; i < names.size(); i++) {
      named.put(names.get(i), weights.get(i));
    }
    Map<String, String> metadata =
        Map.of("format", "pt", RANK, Integer.toString(rank), ALPHA, Double.toString(alpha));
    return TensorFile.encode(named, new java.util.TreeMap<>(metadata));
  }

  int rank() {
    return rank;
  }

  double alpha() {
    return alpha;
  }

  Set<String> layers() {
    return layers;
  }

  String sha256() {
    return Fingerprint.sha256(bytes);
  }

  /** Returns the adapters in the order of a network's, which they must fit. */
  List<NDArray> inOrder(NDManager scope, Map<String, NDArray> weights) {
    try {
      return WeightFit.inOrder(weights, TensorFile.decode(scope, bytes), place);
    } catch (IOException e) {
      throw new IllegalArgumentException("the adapters in " + place + " cannot be read: " + e, e);
    }
  }
}
