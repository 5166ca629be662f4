package io.github.constraineddiffusion.denoiser;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import io.github.constraineddiffusion.tensor.Operators;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * Builds a network of which only low-rank changes of its weights are trained (Hu et al. 2021,
 * "LoRA: Low-Rank Adaptation of Large Language Models", equation 3). Immutable.
 *
 * <p>A layer's weight W, of shape (out, in) or (out, in, height, width), becomes W + (α/r)·B·A with
 * A of shape (r, in, …), random, and B of shape (out, r), zero: the network starts as it was. W and
 * all other weights stay as they are; A and B alone are the network's weights, so that optimizer,
 * moving average and checkpoints hold nothing else.
 *
 * <p>{@code DualTrainer.of(problem).denoiser(LowRank.of(model.factory()).rank(4).alpha(4))}
 */
public final class LowRank implements NetworkFactory {
  private final NetworkFactory base;
  private final int rank;
  private final double alpha;
  private final LayerChoice layers;
  private final AdapterFile stored;

  LowRank(NetworkFactory base, int rank, double alpha, LayerChoice layers, AdapterFile stored) {
    this.base = base;
    this.rank = rank;
    this.alpha = alpha;
    this.layers = layers;
    this.stored = stored;
  }

  /**
   * Starts with rank 4 and α 4 on every layer whose weight has two dimensions or more: linear,
   * convolution, and a table of classes.
   *
   * @param base what is adapted, as a rule {@code DiffusionModel.factory()}; weights that it does
   *     not bring are random, and stay so
   * @return a factory
   * @throws IllegalArgumentException where {@code base} has adapters already
   */
  public static LowRank of(NetworkFactory base) {
    Objects.requireNonNull(base, "base");
    if (base instanceof LowRank) {
      throw new IllegalArgumentException(
          base.description()
              + " has adapters already: save that model, which folds them in, and adapt the saved"
              + " one");
    }
    return new LowRank(base, 4, 4, LayerChoice.ALL, null);
  }

  /**
   * Reads adapters that {@code DiffusionModel.saveAdapters} has written: networks begin with them.
   *
   * @param base what they were trained on
   * @param file the file
   * @return a factory with their rank, α and layers
   * @throws IllegalArgumentException where the file holds no such adapters; that they fit the
   *     network is checked when it is made
   * @throws java.io.UncheckedIOException where the file cannot be read
   */
  public static LowRank load(NetworkFactory base, Path file) {
    AdapterFile stored = AdapterFile.read(file);
    LayerChoice layers = LayerChoice.exactly(stored.layers());
    return new LowRank(of(base).base, stored.rank(), stored.alpha(), layers, stored);
  }

  /**
   * Sets r, at least 1; 4 by default. A layer gets no more than the smaller of its two sides, and a
   * rank above those of all layers is refused when the network is made.
   *
   * @param value the new value
   * @return a copy with this setting
   */
  public LowRank rank(int value) {
    if (value < 1) {
      throw new IllegalArgumentException("rank is " + value + ", but must be at least 1: try 4");
    }
    return new LowRank(base, value, alpha, layers, stored);
  }

  /**
   * Sets α, above 0; 4 by default. The change is α/r·B·A, also where a layer's rank is smaller.
   *
   * @param value the new value
   * @return a copy with this setting
   */
  public LowRank alpha(double value) {
    if (!(value > 0) || Double.isInfinite(value)) {
      throw new IllegalArgumentException(
          "alpha is " + value + ", but must be a number above 0, such as the rank");
    }
    return new LowRank(base, rank, value, layers, stored);
  }

  /**
   * Chooses the layers whose name contains one of some texts; all by default. A text that no name
   * contains is refused when the network is made, with the names that there are.
   *
   * @param partsOfNames such as "attentions", "conv" or "down_blocks.1"
   * @return a copy with this setting
   */
  public LowRank layers(String... partsOfNames) {
    return new LowRank(base, rank, alpha, LayerChoice.containing(partsOfNames), stored);
  }

  NetworkFactory base() {
    return base;
  }

  int rank() {
    return rank;
  }

  double alpha() {
    return alpha;
  }

  /** Chooses layers, of which one at least must have room for the rank; stored ones are fitted. */
  List<Layer> choose(Block network) {
    List<Layer> chosen = layers.of(network);
    int most = chosen.stream().mapToInt(Layer::limit).max().orElse(0);
    if (rank > most && stored == null) {
      throw new IllegalArgumentException(
          "rank is %d, but a change of %s of %s has a rank of at most %d: choose at most that"
              .formatted(rank, layers, base.description(), most));
    }
    return chosen;
  }

  @Override
  public Block build(Shape sampleShape) {
    return new LowRankBlock(this, base.build(sampleShape), sampleShape);
  }

  @Override
  public void start(NDManager scope, Map<String, NDArray> weights) {
    if (stored != null) {
      Operators.copy(List.copyOf(weights.values()), stored.inOrder(scope, weights));
    }
  }

  @Override
  public LowRank bfloat16Copy(boolean on) {
    return new LowRank(base.bfloat16Copy(on), rank, alpha, layers, stored);
  }

  @Override
  public Optional<MadeFor> madeFor() {
    return base.madeFor();
  }

  @Override
  public String description() {
    return base.description()
        + " with adapters of rank %d and alpha %s on %s%s"
            .formatted(
                rank, alpha, layers, stored == null ? "" : " starting from " + stored.sha256());
  }
}
