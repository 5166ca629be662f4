package io.github.constraineddiffusion.eval;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.pooling.Pool;
import java.util.Arrays;

/**
 * Residual blocks with the norm in front (He et al. 2016, "Identity mappings in deep residual
 * networks") on 2×2 patches taken as channels; strided convolutions between stages, and the mean
 * over the image as features.
 */
public final class ResidualCnn extends FeatureNetwork {
  private static final int PATCH = 2;

  private final int[] channels;
  private final int blocks;

  private ResidualCnn(int[] channels, int blocks) {
    this.channels = channels.clone();
    this.blocks = blocks;
  }

  /**
   * Starts with one block a stage.
   *
   * @param channels the channels of each stage, at least one stage; the last is the number of
   *     features
   * @return the architecture
   */
  public static ResidualCnn channels(int... channels) {
    if (channels.length == 0) {
      throw new IllegalArgumentException("no channels given: try 32, 64 for small images");
    }
    for (int c : channels) {
      atLeastOne("channels", c);
    }
    return new ResidualCnn(channels, 1);
  }

  /**
   * Sets how many residual blocks a stage has.
   *
   * @param count at least 1
   * @return the copy
   */
  public ResidualCnn blocks(int count) {
    return new ResidualCnn(channels, atLeastOne("blocks", count));
  }

  @Override
  public int dimension() {
    return channels[channels.length - 1];
  }

  @Override
  public String description() {
    return "ResidualCnn(channels=" + Arrays.toString(channels) + ", blocks=" + blocks + ")";
  }

  @Override
  LayerPlan plan(Shape imageShape) {
    if (imageShape.get(1) % PATCH != 0 || imageShape.get(2) % PATCH != 0) {
      throw new IllegalArgumentException(
          "images have shape "
              + imageShape
              + ", but height and width must be even to cut them into 2×2 patches: crop or pad"
              + " them, or use a PlainCnn");
    }
    LayerPlan plan = new LayerPlan();
    int in = Math.toIntExact(imageShape.get(0)) * PATCH * PATCH;
    for (int stage = 0; stage < channels.length; stage++) {
      int width = channels[stage];
      plan.conv("stage" + stage + ".in", in, width, 3);
      for (int block = 0; block < blocks; block++) {
        String name = block(stage, block);
        plan.norm(name + ".norm0", width).conv(name + ".conv0", width, width, 3);
        plan.norm(name + ".norm1", width).conv(name + ".conv1", width, width, 3);
      }
      in = width;
    }
    return plan.norm("out", in);
  }

  @Override
  NDArray features(NDArray images, LayerWeights weights) {
    NDArray h = patches(images);
    for (int stage = 0; stage < channels.length; stage++) {
      h = weights.conv(h, "stage" + stage + ".in", stage == 0 ? 1 : 2);
      for (int block = 0; block < blocks; block++) {
        h = residual(h, weights, block(stage, block), groups(channels[stage]));
      }
    }
    return Pool.globalAvgPool2d(weights.normSilu(h, "out", groups(dimension())));
  }

  /** h + conv(silu(norm(conv(silu(norm(h)))))). */
  private static NDArray residual(NDArray h, LayerWeights weights, String name, int groups) {
    NDArray inner = weights.conv(weights.normSilu(h, name + ".norm0", groups), name + ".conv0", 1);
    return h.add(
        weights.conv(weights.normSilu(inner, name + ".norm1", groups), name + ".conv1", 1));
  }

  /** (N, C, H, W) to (N, 4C, H/2, W/2). */
  private static NDArray patches(NDArray images) {
    Shape s = images.getShape();
    long height = s.get(2) / PATCH;
    long width = s.get(3) / PATCH;
    return images
        .reshape(s.get(0), s.get(1), height, PATCH, width, PATCH)
        .transpose(0, 1, 3, 5, 2, 4)
        .reshape(s.get(0), s.get(1) * PATCH * PATCH, height, width);
  }

  private static String block(int stage, int block) {
    return "stage" + stage + ".block" + block;
  }
}
