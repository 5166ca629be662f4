package io.github.constraineddiffusion.denoiser;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.AbstractBlock;
import ai.djl.nn.Parameter;
import ai.djl.training.ParameterStore;
import ai.djl.util.PairList;
import io.github.constraineddiffusion.tensor.Operators;
import io.github.constraineddiffusion.tensor.UNetOperators;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A U-Net for images, of the structure and weight names of diffusers' {@code UNet2DModel}.
 *
 * <p>Takes (x, t) or (x, t, labels): images (N, C, H, W), timesteps (N) in 1…T (diffusers' plus
 * one) and classes (N). Height and width need not be even: on the way up a level takes the size it
 * had on the way down.
 */
public final class UNet extends AbstractBlock implements Conditional {
  /** Name of diffusers' file of settings. */
  public static final String CONFIG_FILE = UNetFiles.CONFIG;

  /** Name of diffusers' file of weights. */
  public static final String WEIGHTS_FILE = UNetFiles.WEIGHTS;

  private static final double MAX_PERIOD = 10_000;

  private record Level(List<Parameter[]> resnets, List<Parameter[]> attentions, Parameter[] move) {}

  private final UNetConfig config;
  private final boolean bfloat16;
  private final Shape sampleShape;
  private final Parameter[] in;
  private final List<Parameter> time = new ArrayList<>();
  private final Parameter classes;
  private final List<Level> down = new ArrayList<>();
  private final Level middle;
  private final List<Level> up = new ArrayList<>();
  private final List<Parameter> out = new ArrayList<>();

  UNet(UNetConfig config, boolean bfloat16, Shape sampleShape) {
    this.config = config;
    this.sampleShape = sampleShape;
    this.bfloat16 = bfloat16;
    UNetWeights weights = new UNetWeights(config, this::addParameter);
    int first = config.channels().get(0);
    int embedding = config.embedding();
    this.in = weights.conv("conv_in", config.inChannels(), first, 3);
    time.addAll(List.of(weights.linear("time_embedding.linear_1", first, embedding)));
    time.addAll(List.of(weights.linear("time_embedding.linear_2", embedding, embedding)));
    this.classes =
        config.classRows() == 0
            ? null
            : weights.embedding("class_embedding", config.classRows(), embedding);
    buildDown(weights);
    this.middle = buildMiddle(weights);
    buildUp(weights);
    out.addAll(List.of(weights.norm("conv_norm_out", first)));
    out.addAll(List.of(weights.zeroConv("conv_out", first, config.inChannels())));
  }

  /**
   * Starts with two levels of 32 and 64 channels, one residual block each, attention at the bottom.
   *
   * @return a builder
   */
  public static UNetBuilder builder() {
    return new UNetBuilder();
  }

  /**
   * Reads architecture and weights in diffusers' files {@code config.json} and {@code
   * diffusion_pytorch_model.safetensors}.
   *
   * @param folder the folder that holds both
   * @return a factory whose networks begin with these weights
   * @throws IllegalArgumentException where the architecture is not one that this class builds, or
   *     the weights are not those of it; the message names the setting or the weight
   * @throws java.io.UncheckedIOException where a file cannot be read
   */
  public static Pretrained load(Path folder) {
    return UNetFiles.load(folder);
  }

  /**
   * Writes architecture and weights in diffusers' files.
   *
   * @param folder the folder, made if absent; files of those names are replaced
   * @throws java.io.UncheckedIOException where they cannot be written
   */
  public void save(Path folder) {
    save(folder, getParameters().values().stream().map(Parameter::getArray).toList(), false);
  }

  /**
   * Writes architecture and other weights in diffusers' files.
   *
   * @param folder the folder, made if absent; files of those names are replaced
   * @param weights one array for each weight in the block's order, such as their moving average
   * @param half whether to store float16, half the size
   * @throws java.io.UncheckedIOException where they cannot be written
   */
  public void save(Path folder, List<NDArray> weights, boolean half) {
    List<String> names = getParameters().keys();
    Map<String, NDArray> named = new LinkedHashMap<>();
    for (int i = 0; i < names.size(); i++) {
      named.put(names.get(i), weights.get(i));
    }
    UNetFiles.save(this, named, folder, half);
  }

  Map<String, Object> describe() {
    int r = config.pixelUnshuffle();
    return UNetJson.write(config, (int) (sampleShape.get(1) / r), (int) (sampleShape.get(2) / r));
  }

  /**
   * Reads architecture and weights from memory, as {@link #load(Path)} does from a folder.
   *
   * @param config the content of {@code config.json}
   * @param safetensors the content of {@code diffusion_pytorch_model.safetensors}
   * @param place where they are from, for messages
   * @return a factory whose networks begin with these weights
   */
  public static Pretrained load(String config, byte[] safetensors, String place) {
    return UNetFiles.load(config, safetensors, place);
  }

  /** {@return the architecture} */
  public UNetConfig config() {
    return config;
  }

  private void buildDown(UNetWeights weights) {
    int from = config.channels().get(0);
    for (int i = 0; i < config.channels().size(); i++) {
      int to = config.channels().get(i);
      String name = "down_blocks." + i;
      Level level = new Level(new ArrayList<>(), new ArrayList<>(), down(weights, name, i, to));
      for (int j = 0; j < config.layers(); j++) {
        level.resnets.add(weights.resnet(name + ".resnets." + j, j == 0 ? from : to, to));
        if (config.downAttention().get(i)) {
          level.attentions.add(weights.attention(name + ".attentions." + j, to));
        }
      }
      down.add(level);
      from = to;
    }
  }

  private Parameter[] down(UNetWeights weights, String name, int i, int channels) {
    return i == config.channels().size() - 1
        ? null
        : weights.conv(name + ".downsamplers.0.conv", channels, channels, 3);
  }

  private Level buildMiddle(UNetWeights weights) {
    int channels = config.channels().get(config.channels().size() - 1);
    Level level = new Level(new ArrayList<>(), new ArrayList<>(), null);
    level.resnets.add(weights.resnet("mid_block.resnets.0", channels, channels));
    if (config.midAttention()) {
      // diffusers leaves the norm out here where the embedding scales and shifts.
      level.attentions.add(
          weights.attention("mid_block.attentions.0", channels, !config.scaleShift()));
    }
    level.resnets.add(weights.resnet("mid_block.resnets.1", channels, channels));
    return level;
  }

  private void buildUp(UNetWeights weights) {
    int levels = config.channels().size();
    int from = config.channels().get(levels - 1);
    for (int i = 0; i < levels; i++) {
      int fine = levels - 1 - i;
      int to = config.channels().get(fine);
      int lastSkip = config.channels().get(Math.max(0, fine - 1));
      String name = "up_blocks." + i;
      Parameter[] move =
          i == levels - 1 ? null : weights.conv(name + ".upsamplers.0.conv", to, to, 3);
      Level level = new Level(new ArrayList<>(), new ArrayList<>(), move);
      for (int j = 0; j <= config.layers(); j++) {
        int skip = j == config.layers() ? lastSkip : to;
        level.resnets.add(weights.resnet(name + ".resnets." + j, (j == 0 ? from : to) + skip, to));
        if (config.upAttention().get(fine)) {
          level.attentions.add(weights.attention(name + ".attentions." + j, to));
        }
      }
      up.add(level);
      from = to;
    }
  }

  @Override
  protected NDList forwardInternal(
      ParameterStore store, NDList inputs, boolean training, PairList<String, Object> options) {
    NDArray x = inputs.get(0);
    UNetPass pass = new UNetPass(config, store, x, training);
    NDArray emb = embed(pass, inputs);
    if (config.centerInput()) {
      x = Operators.shift(Operators.scale(x, 2), -1);
    }
    boolean shuffled = config.pixelUnshuffle() > 1;
    NDArray h = shuffled ? UNetOperators.pixelUnshuffle(x, config.pixelUnshuffle()) : x;
    NDArray[] first = pass.values(in);
    h = UNetOperators.in(h, first[0], first[1], bfloat16);
    h = throughLevels(pass, h, emb);
    h = UNetOperators.out(h, config.groups(), config.eps(), pass.values(out));
    return new NDList(shuffled ? UNetOperators.pixelShuffle(h, config.pixelUnshuffle()) : h);
  }

  private NDArray throughLevels(UNetPass pass, NDArray input, NDArray emb) {
    Deque<NDArray> skips = new ArrayDeque<>();
    NDArray h = input;
    skips.push(h);
    for (Level level : down) {
      for (int j = 0; j < level.resnets.size(); j++) {
        h = pass.resnet(h, emb, level.resnets.get(j));
        h = pass.attention(h, level.attentions, j);
        skips.push(h);
      }
      if (level.move != null) {
        h = pass.downsample(h, level.move);
        skips.push(h);
      }
    }
    h = pass.resnet(h, emb, middle.resnets.get(0));
    h = pass.attention(h, middle.attentions, 0);
    h = pass.resnet(h, emb, middle.resnets.get(1));
    for (Level level : up) {
      for (int j = 0; j < level.resnets.size(); j++) {
        h = pass.resnetWithSkip(h, skips.pop(), emb, level.resnets.get(j));
        h = pass.attention(h, level.attentions, j);
      }
      if (level.move != null) {
        h = pass.upsample(h, skips.peek(), level.move);
      }
    }
    return h;
  }

  /** Embeds time, counted from 0 as diffusers does, and the class. */
  private NDArray embed(UNetPass pass, NDList inputs) {
    NDArray t = Operators.shift(inputs.get(1), -1);
    NDArray waves =
        Operators.timestepEmbedding(
            t,
            config.channels().get(0),
            MAX_PERIOD,
            config.frequencyShift(),
            config.cosinesFirst());
    NDArray emb = UNetOperators.mlp(waves, pass.values(time));
    if (classes == null) {
      return emb;
    }
    NDArray labels = inputs.size() > 2 ? inputs.get(2) : noClass(inputs.get(1));
    return emb.add(UNetOperators.embedding(labels, pass.value(classes)));
  }

  private NDArray noClass(NDArray t) {
    if (!config.nullClass()) {
      throw new IllegalStateException(
          "this U-Net knows "
              + config.classes()
              + " classes and none for \"no class\": give labels, as run.given(label) does");
    }
    return t.getManager().full(t.getShape(), config.classes(), DataType.INT64);
  }

  @Override
  public int classes() {
    return config.classes();
  }

  @Override
  public int nullClass() {
    return config.nullClass() ? config.classes() : -1;
  }

  @Override
  public Shape[] getOutputShapes(Shape[] inputShapes) {
    return new Shape[] {inputShapes[0]};
  }
}
