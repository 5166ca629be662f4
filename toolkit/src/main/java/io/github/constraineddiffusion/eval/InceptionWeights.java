package io.github.constraineddiffusion.eval;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.github.constraineddiffusion.tensor.GradMode;
import io.github.constraineddiffusion.tensor.Operators;
import io.github.constraineddiffusion.tensor.Session;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Weights of pytorch-fid's Inception-v3: a kernel and a bias for each convolution. */
final class InceptionWeights {
  private static final double BATCH_NORM_EPSILON = 1e-3;

  /** A convolution with the batch norm that follows it folded in. */
  record Folded(NDArray kernel, NDArray bias) {}

  private final Map<String, Folded> folded;

  private InceptionWeights(Map<String, Folded> folded) {
    this.folded = folded;
  }

  Folded of(String name) {
    return folded.get(name);
  }

  static InceptionWeights read(Session session, Path file) {
    try (GradMode off = GradMode.off();
        NDManager scope = session.scope()) {
      Map<String, Shape> expected = InceptionNetwork.shapes();
      Map<String, NDArray> arrays = InceptionFile.read(scope, file, expected);
      Map<String, Folded> folded = new HashMap<>();
      for (String key : expected.keySet()) {
        if (key.endsWith(".conv.weight")) {
          String name = key.substring(0, key.length() - ".conv.weight".length());
          folded.put(name, fold(session, file, arrays, name));
        }
      }
      return new InceptionWeights(folded);
    }
  }

  /** W′ = W·γ/√(σ² + ε), b′ = β − μ·γ/√(σ² + ε). */
  private static Folded fold(Session session, Path file, Map<String, NDArray> arrays, String name) {
    try (NDManager scope = session.scope()) {
      Map<String, NDArray> own = new LinkedHashMap<>();
      for (String part :
          List.of("conv.weight", "bn.weight", "bn.bias", "bn.running_mean", "bn.running_var")) {
        NDArray array = arrays.get(name + "." + part).toType(DataType.FLOAT64, true);
        array.attach(scope);
        own.put(part, array);
      }
      NDArray deviation = Operators.shift(own.get("bn.running_var"), BATCH_NORM_EPSILON).sqrt();
      NDArray scale = own.get("bn.weight").div(deviation);
      NDArray kernel = own.get("conv.weight").mul(scale.reshape(-1, 1, 1, 1));
      NDArray bias = own.get("bn.bias").sub(own.get("bn.running_mean").mul(scale));
      if (!Double.isFinite(kernel.sum().getDouble() + bias.sum().getDouble())) {
        throw new IllegalArgumentException(
            "%s holds weights of %s that are not finite: get the file again".formatted(file, name));
      }
      return new Folded(kept(session, kernel), kept(session, bias));
    }
  }

  private static NDArray kept(Session session, NDArray array) {
    NDArray floats = array.toType(DataType.FLOAT32, true);
    floats.attach(session.manager());
    return floats;
  }
}
