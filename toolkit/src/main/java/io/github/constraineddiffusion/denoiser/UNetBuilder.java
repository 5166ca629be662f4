package io.github.constraineddiffusion.denoiser;

import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Settings of a {@link UNet}; attention stands at the bottom unless told otherwise. */
public final class UNetBuilder implements NetworkFactory {
  private List<Integer> channels = List.of(32, 64);
  private int layers = 1;
  private List<Boolean> attention;
  private int headChannels = 16;
  private int groups = 8;
  private boolean scaleShift;
  private int classes;
  private int pixelUnshuffle = 1;
  private boolean bfloat16;

  UNetBuilder() {}

  /**
   * Sets the channels of each level, finest first; each level has half the height and width of the
   * one before. 32 and 64 by default.
   *
   * @param perLevel multiples of {@link #groups}, at least one level
   * @return this builder
   */
  public UNetBuilder channels(int... perLevel) {
    if (perLevel.length == 0 || Arrays.stream(perLevel).anyMatch(c -> c < 1)) {
      throw new IllegalArgumentException(
          "channels are "
              + Arrays.toString(perLevel)
              + ", but a U-Net needs at least one level, each of at least 1");
    }
    channels = Arrays.stream(perLevel).boxed().toList();
    return this;
  }

  /**
   * Sets the residual blocks of each level on the way down (one more on the way up); 1 by default.
   *
   * @param perLevel at least 1
   * @return this builder
   */
  public UNetBuilder layers(int perLevel) {
    layers = atLeast("layers", perLevel, 1);
    return this;
  }

  /**
   * Sets at which levels attention follows the residual blocks, counted from 0, finest first; the
   * lowest by default.
   *
   * @param levels none for no attention on the way down and up
   * @return this builder
   */
  public UNetBuilder attention(int... levels) {
    Boolean[] flags = new Boolean[1 + Arrays.stream(levels).max().orElse(-1)];
    Arrays.fill(flags, false);
    for (int level : levels) {
      flags[atLeast("attention level", level, 0)] = true;
    }
    attention = List.of(flags);
    return this;
  }

  /**
   * Sets the channels of an attention head; 16 by default.
   *
   * @param count a divisor of the channels of every level with attention; 0 for a single head
   * @return this builder
   */
  public UNetBuilder headChannels(int count) {
    headChannels = atLeast("headChannels", count, 0);
    return this;
  }

  /**
   * Sets the groups of the normalisation; 8 by default.
   *
   * @param count a divisor of every level's channels
   * @return this builder
   */
  public UNetBuilder groups(int count) {
    groups = atLeast("groups", count, 1);
    return this;
  }

  /**
   * Lets the embedding of time and class scale and shift after the norm, in place of being added.
   *
   * @return this builder
   */
  public UNetBuilder scaleShift() {
    scaleShift = true;
    return this;
  }

  /**
   * Lets the network be told a class, or none: a class-conditional model that also guides itself.
   *
   * @param count classes, at least 1
   * @return this builder
   */
  public UNetBuilder classes(int count) {
    classes = atLeast("classes", count, 1);
    return this;
  }

  /**
   * Moves blocks of r × r pixels into channels before the first level, which then has r² times
   * fewer places.
   *
   * @param factor r, a divisor of height and width; 1 for none
   * @return this builder
   */
  public UNetBuilder pixelUnshuffle(int factor) {
    pixelUnshuffle = atLeast("pixelUnshuffle", factor, 1);
    return this;
  }

  /**
   * Runs the levels in bfloat16 where that is faster on this machine; weights, embeddings, output
   * and optimizer stay float32.
   *
   * @return this builder
   */
  public UNetBuilder bfloat16() {
    return bfloat16(true);
  }

  /**
   * Chooses bfloat16 or float32 for the levels.
   *
   * @param on whether bfloat16; see {@link io.github.constraineddiffusion.tensor.Session#bfloat16}
   * @return this builder
   */
  public UNetBuilder bfloat16(boolean on) {
    bfloat16 = on;
    return this;
  }

  /** {@return the architecture, its input channels 0 until the data are known} */
  public UNetConfig config() {
    List<Boolean> flags = attentionFlags();
    return new UNetConfig(
        0,
        channels,
        layers,
        flags,
        flags,
        true,
        headChannels,
        groups,
        1e-5,
        scaleShift,
        1,
        true,
        0,
        false,
        classes,
        classes > 0,
        pixelUnshuffle);
  }

  private List<Boolean> attentionFlags() {
    int levels = channels.size();
    if (attention != null && attention.size() > levels) {
      throw new IllegalArgumentException(
          "attention is asked for at level %d, but there are levels 0 to %d: give channels for more"
              .formatted(attention.size() - 1, levels - 1));
    }
    List<Boolean> flags = new ArrayList<>(UNetConfig.none(levels));
    for (int i = 0; i < levels; i++) {
      flags.set(i, attention == null ? i == levels - 1 : i < attention.size() && attention.get(i));
    }
    return flags;
  }

  @Override
  public Block build(Shape sampleShape) {
    return build(config(), bfloat16, sampleShape);
  }

  static UNet build(UNetConfig config, boolean bfloat16, Shape sampleShape) {
    if (sampleShape.dimension() != 3) {
      throw new IllegalArgumentException(
          "a U-Net takes images (channels, height, width), but a sample has shape "
              + sampleShape
              + ": use ResidualMlp for vectors");
    }
    int r = config.pixelUnshuffle();
    long height = sampleShape.get(1);
    long width = sampleShape.get(2);
    if (height % r != 0 || width % r != 0) {
      throw new IllegalArgumentException(
          "pixelUnshuffle is %d, but must divide the height %d and width %d of the images"
              .formatted(r, height, width));
    }
    long least = 1L << (config.channels().size() - 1);
    if (Math.min(height, width) / r < least) {
      throw new IllegalArgumentException(
          "%d levels need images of at least %d pixels, but they are %d × %d: give fewer channels"
              .formatted(config.channels().size(), least * r, height, width));
    }
    return new UNet(config.forData(Math.toIntExact(sampleShape.get(0))), bfloat16, sampleShape);
  }

  @Override
  public NetworkFactory bfloat16Copy(boolean on) {
    return new UNetFiles.Saved(config(), on);
  }

  @Override
  public String description() {
    return config() + (bfloat16 ? " in bfloat16" : "");
  }

  private static int atLeast(String name, int value, int least) {
    if (value < least) {
      throw new IllegalArgumentException(name + " is " + value + ", but must be at least " + least);
    }
    return value;
  }
}
