package io.github.constraineddiffusion.denoiser;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import io.github.constraineddiffusion.data.Fingerprint;
import io.github.constraineddiffusion.tensor.Operators;
import io.github.constraineddiffusion.tensor.TensorFile;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/** An architecture with the weights that its networks begin with. Immutable. */
public final class Pretrained implements NetworkFactory {
  private final NetworkFactory architecture;
  private final byte[] weights;
  private final String place;
  private final String digest;
  private final MadeFor madeFor;

  Pretrained(NetworkFactory architecture, byte[] weights, String place) {
    this(architecture, weights, place, null);
  }

  private Pretrained(NetworkFactory architecture, byte[] weights, String place, MadeFor madeFor) {
    this.architecture = architecture;
    this.weights = weights;
    this.place = place;
    this.digest = Fingerprint.sha256(weights);
    this.madeFor = madeFor;
  }

  /**
   * Joins an architecture and weights.
   *
   * @param architecture what the weights were made for; weights that it begins with are left out
   * @param safetensors the bytes of a safetensors file with one array for each weight, by name;
   *     float16 is widened to float32
   * @param place where the bytes are from, for messages
   * @return a factory whose networks begin with these weights
   * @throws IllegalArgumentException where the architecture has adapters
   */
  public static Pretrained of(NetworkFactory architecture, byte[] safetensors, String place) {
    if (architecture instanceof LowRank) {
      throw new IllegalArgumentException(
          architecture.description()
              + " brings its weights: give the network below as LowRank.of(Pretrained.of(...)), and"
              + " adapters by LowRank.load(...)");
    }
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
    return new Pretrained(architecture.bfloat16Copy(on), weights, place, madeFor);
  }

  /**
   * Says what the weights were trained for: a training with anything else is refused.
   *
   * @param value schedule and prediction
   * @return a copy with this knowledge
   */
  public Pretrained madeFor(MadeFor value) {
    return new Pretrained(architecture, weights, place, Objects.requireNonNull(value, "madeFor"));
  }

  @Override
  public Optional<MadeFor> madeFor() {
    return Optional.ofNullable(madeFor);
  }

  /** {@return the SHA-256 of the weights' file, in hexadecimal} */
  public String sha256() {
    return digest;
  }

  @Override
  public NetworkFactory bfloat16Copy(boolean on) {
    return bfloat16(on);
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
    Operators.copy(List.copyOf(current.values()), WeightFit.inOrder(current, saved, place));
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
