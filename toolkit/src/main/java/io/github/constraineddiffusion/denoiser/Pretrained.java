package io.github.constraineddiffusion.denoiser;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import io.github.constraineddiffusion.data.Fingerprint;
import io.github.constraineddiffusion.tensor.Operators;
import io.github.constraineddiffusion.tensor.TensorFile;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** An architecture with the weights that its networks begin with. Immutable. */
public final class Pretrained implements NetworkFactory {
  private final NetworkFactory architecture;
  private final byte[] weights;
  private final String place;
  private final String digest;

  Pretrained(NetworkFactory architecture, byte[] weights, String place) {
    this.architecture = architecture;
    this.weights = weights;
    this.place = place;
    this.digest = Fingerprint.sha256(weights);
  }

  /**
   * Joins an architecture and weights.
   *
   * @param architecture what the weights were made for; weights that it begins with are left out
   * @param safetensors the bytes of a safetensors file with one array for each weight, by name;
   *     float16 is widened to float32
   * @param place where the bytes are from, for messages
   * @return a factory whose networks begin with these weights
   */
  public static Pretrained of(NetworkFactory architecture, byte[] safetensors, String place) {
    NetworkFactory bare =
        architecture instanceof Pretrained other ? other.architecture : architecture;
    return new Pretrained(bare, safetensors.clone(), place);
  }

  /**
   * Chooses bfloat16 or float32 for the levels of a U-Net.
   *
   * @param on whether bfloat16
   * @return a copy with this setting
   */
  public Pretrained bfloat16(boolean on) {
    return new Pretrained(architecture.bfloat16Copy(on), weights, place);
  }

  /** {@return the SHA-256 of the weights' file, in hexadecimal} */
  public String sha256() {
    return digest;
  }

  @Override
  public Block build(Shape sampleShape) {
    return architecture.build(sampleShape);
  }

  @Override
  public void check(NDManager scope, Block block, Shape sampleShape) {
    architecture.check(scope, block, sampleShape);
  }

  @Override
  public void start(NDManager scope, Map<String, NDArray> current) {
    Map<String, NDArray> saved = new LinkedHashMap<>();
    try {
      TensorFile.decode(scope, weights)
          .forEach((name, array) -> saved.put(presentName(name), array));
    } catch (IOException e) {
      throw new IllegalArgumentException("the weights in " + place + " cannot be read: " + e, e);
    }
    List<NDArray> source = new ArrayList<>();
    for (Map.Entry<String, NDArray> entry : current.entrySet()) {
      source.add(require(entry.getKey(), entry.getValue().getShape(), saved));
    }
    for (String name : saved.keySet()) {
      if (!current.containsKey(name)) {
        throw new IllegalArgumentException(
            place
                + " holds a weight \""
                + name
                + "\" that the network does not have: the"
                + " architecture is another one");
      }
    }
    Operators.copy(List.copyOf(current.values()), source);
  }

  private NDArray require(String name, Shape shape, Map<String, NDArray> saved) {
    NDArray found = saved.get(name);
    if (found == null || !found.getShape().equals(shape)) {
      throw new IllegalArgumentException(
          "weight \"%s\" in %s is %s, but the network needs %s: the architecture is another one"
              .formatted(name, place, found == null ? "missing" : found.getShape(), shape));
    }
    return found.toType(DataType.FLOAT32, false);
  }

  /** Maps the names that old versions of diffusers gave to attention. */
  private static String presentName(String name) {
    return name.replace(".query.", ".to_q.")
        .replace(".key.", ".to_k.")
        .replace(".value.", ".to_v.")
        .replace(".proj_attn.", ".to_out.0.");
  }

  @Override
  public String description() {
    return architecture.description() + " starting from " + digest;
  }
}
