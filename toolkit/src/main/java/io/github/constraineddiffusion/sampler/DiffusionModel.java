package io.github.constraineddiffusion.sampler;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import io.github.constraineddiffusion.data.Fingerprint;
import io.github.constraineddiffusion.denoiser.Denoiser;
import io.github.constraineddiffusion.denoiser.MadeFor;
import io.github.constraineddiffusion.denoiser.Network;
import io.github.constraineddiffusion.denoiser.NetworkFactory;
import io.github.constraineddiffusion.denoiser.Pretrained;
import io.github.constraineddiffusion.schedule.NoiseSchedule;
import io.github.constraineddiffusion.tensor.Session;
import java.nio.file.Path;
import java.util.List;

/**
 * A trained network with its schedule: what one samples from, saves, and trains further.
 *
 * <p>{@code DiffusionModel.named(session, "digits-unconstrained").sampler(Ddim.steps(20))}
 */
public final class DiffusionModel implements AutoCloseable {
  private final Session session;
  private final Network network;
  private final List<NDArray> weights;
  private final ModelCard card;
  private final NetworkFactory factory;
  private final boolean owner;

  DiffusionModel(
      Session session,
      Network network,
      List<NDArray> weights,
      ModelCard card,
      NetworkFactory factory) {
    this(session, network, weights, card, factory, true);
  }

  private DiffusionModel(
      Session session,
      Network network,
      List<NDArray> weights,
      ModelCard card,
      NetworkFactory factory,
      boolean owner) {
    this.owner = owner;
    this.session = session;
    this.network = network;
    this.weights = List.copyOf(weights);
    this.card = card;
    this.factory = factory;
  }

  /**
   * Wraps a network that has just been trained.
   *
   * @param session device, seed and memory
   * @param network the network
   * @param weights one array for each of its weights, such as their moving average
   * @param card how it came about
   * @return the model
   */
  public static DiffusionModel of(
      Session session, Network network, List<NDArray> weights, ModelCard card) {
    return new DiffusionModel(session, network, weights, card, null);
  }

  /**
   * Wraps a network that goes on training: closing the model leaves the network as it is.
   *
   * @param session device, seed and memory
   * @param network the network
   * @param weights one array for each of its weights, such as a copy of their moving average
   * @param card how it came about
   * @return the model
   */
  public static DiffusionModel lent(
      Session session, Network network, List<NDArray> weights, ModelCard card) {
    return new DiffusionModel(session, network, weights, card, null, false);
  }

  /**
   * Reads a model that {@link #save} has written.
   *
   * @param session device, seed and memory
   * @param folder the folder
   * @return the model
   * @throws IllegalArgumentException where a file is damaged or of another kind; the message names
   *     it and what was expected
   * @throws java.io.UncheckedIOException where a file cannot be read
   */
  public static DiffusionModel load(Session session, Path folder) {
    return ModelFiles.load(session, folder);
  }

  /**
   * Reads a model from the toolkit's jar; its checksum is verified.
   *
   * @param session device, seed and memory
   * @param name one of {@link #names()}
   * @return the model
   * @throws IllegalArgumentException where there is no such model
   */
  public static DiffusionModel named(Session session, String name) {
    return ModelFiles.named(session, name);
  }

  /** {@return the names of the models in the toolkit's jar} */
  public static List<String> names() {
    return ModelFiles.NAMES;
  }

  /** {@return how the model came about} */
  public ModelCard card() {
    return card;
  }

  /** {@return device, seed and memory} */
  public Session session() {
    return session;
  }

  /** {@return the noise schedule} */
  public NoiseSchedule schedule() {
    return card.noiseSchedule();
  }

  /** {@return the shape of one sample} */
  public Shape sampleShape() {
    return new Shape(card.sampleShape());
  }

  /** {@return the model of all classes} */
  public Denoiser denoiser() {
    return network.denoiser(weights);
  }

  /**
   * Returns the model of one class.
   *
   * @param label the class, from 0
   * @return a denoiser of that class's distribution
   * @throws IllegalArgumentException where the network was not told of such a class
   */
  public Denoiser given(int label) {
    return guided(label, 1);
  }

  /**
   * Returns the model of one class under classifier-free guidance.
   *
   * @param label the class, from 0
   * @param scale 1 for none; larger trades variety for likeness to the class
   * @return a denoiser, two passes a call where {@code scale} is not 1
   */
  public Denoiser guided(int label, double scale) {
    return network.denoiser(weights, label, scale);
  }

  /**
   * Prepares to draw samples.
   *
   * @param method how, for instance {@code Ddim.steps(20)}
   * @return a sampler of the model of all classes
   */
  public Sampler sampler(SamplingMethod method) {
    return sampler(denoiser(), method);
  }

  /**
   * Prepares to draw samples from a denoiser on this model's schedule, such as {@link #guided}.
   *
   * @param denoiser on the same schedule and sample shape
   * @param method how, for instance {@code Ddim.steps(20)}
   * @return a sampler of that denoiser
   */
  public Sampler sampler(Denoiser denoiser, SamplingMethod method) {
    return Sampler.of(session, denoiser, schedule(), sampleShape()).method(method);
  }

  /** {@return a text that is equal for equal weights, schedules and predictions} */
  public String fingerprint() {
    String digest = ((Pretrained) factory()).sha256();
    return Fingerprint.of(
        "model", List.of(digest, schedule().describe().toString(), card.prediction().toString()));
  }

  /** {@return what this model generates, as data: made when first asked for} */
  public GeneratedSamples generated() {
    return GeneratedSamples.of(this);
  }

  /**
   * Returns what begins training with these weights: {@code DualTrainer.denoiser(model.factory())}.
   *
   * @return a factory, which holds a copy of the weights
   */
  public NetworkFactory factory() {
    Pretrained pretrained =
        factory instanceof Pretrained stored
            ? stored
            : network.factory(weights, "model \"" + card.name() + "\"");
    return pretrained.madeFor(new MadeFor(schedule(), card.prediction()));
  }

  /** {@return the number of weights, those that adapters are on and not they} */
  public long parameters() {
    return network.mergedSize();
  }

  /**
   * Writes the model: diffusers' {@code config.json} and {@code
   * diffusion_pytorch_model.safetensors}, and {@code model.json} with how it came about. Adapters
   * are folded in: what is written is an ordinary U-Net.
   *
   * @param folder the folder, made if absent; a model there is replaced
   * @param half whether to store float16, half the size
   * @throws IllegalStateException where the network is no U-Net
   * @throws java.io.UncheckedIOException where a file cannot be written
   */
  public void save(Path folder, boolean half) {
    ModelFiles.save(folder, network, weights, card, half);
  }

  /**
   * Writes the adapters alone, which {@code LowRank.load} reads: arrays {@code
   * <layer>.lora_A.weight} and {@code <layer>.lora_B.weight} in a safetensors file.
   *
   * @param file the file, replaced if it is there
   * @throws IllegalStateException where the network was not made by {@code LowRank}
   * @throws java.io.UncheckedIOException where it cannot be written
   */
  public void saveAdapters(Path file) {
    ModelFiles.saveAdapters(file, network, weights);
  }

  /** Frees the weights, if they are this model's own. */
  @Override
  public void close() {
    if (owner) {
      network.close();
    }
  }

  @Override
  public String toString() {
    return "DiffusionModel \"" + card.name() + "\", " + parameters() + " weights, " + card.made();
  }
}
