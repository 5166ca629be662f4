package io.github.constraineddiffusion.denoiser;

import java.util.Arrays;
import java.util.List;

/**
 * The architecture of a {@link UNet}, in the terms of diffusers' {@code UNet2DModel}. Immutable.
 *
 * @param inChannels channels of the data times {@code pixelUnshuffle}²; 0 until the data are known
 * @param channels channels of each level, finest first
 * @param layers residual blocks on each level on the way down; one more on the way up
 * @param downAttention for each level, whether attention follows its blocks on the way down
 * @param upAttention the same on the way up, finest first
 * @param midAttention whether attention stands between the two blocks at the bottom
 * @param headChannels channels of an attention head; 0 for a single head
 * @param groups groups of the normalisation, a divisor of every level's channels
 * @param eps added to the variance in the normalisation
 * @param scaleShift whether the embedding scales and shifts after the norm, or is added before it
 * @param downPadding padding of the downsampling convolutions, 1 or 0
 * @param cosinesFirst whether cosines come first in the time embedding
 * @param frequencyShift of the time embedding
 * @param centerInput whether the input x is replaced by 2x − 1
 * @param classes classes that may be told to the network; 0 for none
 * @param nullClass whether one more class stands for "no class"
 * @param pixelUnshuffle block of pixels moved into channels before the first convolution; 1: none
 */
public record UNetConfig(
    int inChannels,
    List<Integer> channels,
    int layers,
    List<Boolean> downAttention,
    List<Boolean> upAttention,
    boolean midAttention,
    int headChannels,
    int groups,
    double eps,
    boolean scaleShift,
    int downPadding,
    boolean cosinesFirst,
    double frequencyShift,
    boolean centerInput,
    int classes,
    boolean nullClass,
    int pixelUnshuffle) {

  /**
   * Checks the parts together.
   *
   * @param inChannels see the record
   * @param channels see the record
   * @param layers see the record
   * @param downAttention see the record
   * @param upAttention see the record
   * @param midAttention see the record
   * @param headChannels see the record
   * @param groups see the record
   * @param eps see the record
   * @param scaleShift see the record
   * @param downPadding see the record
   * @param cosinesFirst see the record
   * @param frequencyShift see the record
   * @param centerInput see the record
   * @param classes see the record
   * @param nullClass see the record
   * @param pixelUnshuffle see the record
   */
  public UNetConfig {
    channels = List.copyOf(channels);
    downAttention = List.copyOf(downAttention);
    upAttention = List.copyOf(upAttention);
    requireLevels(channels, downAttention, upAttention);
    for (int c : channels) {
      requireDivides("groups", groups, c);
    }
    if (channels.get(0) % 2 != 0) {
      throw new IllegalArgumentException(
          "the first level has "
              + channels.get(0)
              + " channels, but the time embedding has as many, half of them cosines: give an even"
              + " number");
    }
    int levels = channels.size();
    for (int i = 0; i < levels; i++) {
      boolean attends =
          downAttention.get(i) || upAttention.get(i) || (midAttention && i == levels - 1);
      if (headChannels > 0 && attends) {
        requireDivides("headChannels", headChannels, channels.get(i));
      }
    }
  }

  private static void requireLevels(List<Integer> channels, List<Boolean> down, List<Boolean> up) {
    if (channels.isEmpty() || channels.stream().anyMatch(c -> c < 1)) {
      throw new IllegalArgumentException(
          "channels are "
              + channels
              + ", but a U-Net needs at least one level, each of at least 1");
    }
    if (down.size() != channels.size() || up.size() != channels.size()) {
      throw new IllegalArgumentException(
          "there are %d levels of channels, but %d and %d of blocks down and up: give one each"
              .formatted(channels.size(), down.size(), up.size()));
    }
  }

  private static void requireDivides(String name, int divisor, int channels) {
    if (divisor < 1 || channels % divisor != 0) {
      throw new IllegalArgumentException(
          name + " is " + divisor + ", but must divide the " + channels + " channels of a level");
    }
  }

  /** {@return rows of the class embedding: the classes, and one for "no class"; 0 for none} */
  public int classRows() {
    return classes == 0 ? 0 : classes + (nullClass ? 1 : 0);
  }

  /** {@return width of the embedding of time and class, four times the first level's channels} */
  public int embedding() {
    return 4 * channels.get(0);
  }

  int heads(int levelChannels) {
    return headChannels == 0 ? 1 : levelChannels / headChannels;
  }

  /** Returns the same for data of so many channels. */
  UNetConfig forData(int dataChannels) {
    int needed = dataChannels * pixelUnshuffle * pixelUnshuffle;
    if (inChannels != 0 && inChannels != needed) {
      throw new IllegalArgumentException(
          "the network was made for %d channels, but the data have %d: load weights made for such data"
              .formatted(inChannels / (pixelUnshuffle * pixelUnshuffle), dataChannels));
    }
    return new UNetConfig(
        needed,
        channels,
        layers,
        downAttention,
        upAttention,
        midAttention,
        headChannels,
        groups,
        eps,
        scaleShift,
        downPadding,
        cosinesFirst,
        frequencyShift,
        centerInput,
        classes,
        nullClass,
        pixelUnshuffle);
  }

  static List<Boolean> none(int levels) {
    Boolean[] flags = new Boolean[levels];
    Arrays.fill(flags, false);
    return List.of(flags);
  }
}
