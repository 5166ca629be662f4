package io.github.constraineddiffusion.eval;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.pooling.Pool;

/**
 * Stages of 3×3 convolutions, each with group norm and SiLU, and a max-pool that halves the image
 * at the end of a stage; then a linear layer to the features.
 *
 * <p>The first stage has one convolution, the others two: images are large there and channels few.
 */
public final class PlainCnn extends FeatureNetwork {
  private static final Shape TWO = new Shape(2, 2);

  private final int[] channels;
  private final int features;

  private PlainCnn(int[] channels, int features) {
    this.channels = channels.clone();
    this.features = features;
  }

  /**
   * Starts with 64 features.
   *
   * @param channels the channels of each stage, at least one stage
   * @return the architecture
   */
  public static PlainCnn channels(int... channels) {
    if (channels.length == 0) {
      throw new IllegalArgumentException("no channels given: try 16, 32, 64 for small images");
    }
    for (int c : channels) {
      atLeastOne("channels", c);
    }
    return new PlainCnn(channels, 64);
  }

  /**
   * Sets the number of features.
   *
   * @param count at least 1
   * @return the copy
   */
  public PlainCnn features(int count) {
    return new PlainCnn(channels, atLeastOne("features", count));
  }

  @Override
  public int dimension() {
    return features;
  }

  @Override
  public String description() {
    return "PlainCnn(channels="
        + java.util.Arrays.toString(channels)
        + ", features="
        + features
        + ")";
  }

  @Override
  LayerPlan plan(Shape imageShape) {
    int height = Math.toIntExact(imageShape.get(1)) >> channels.length;
    int width = Math.toIntExact(imageShape.get(2)) >> channels.length;
    if (height < 1 || width < 1) {
      throw new IllegalArgumentException(
          "images of shape "
              + imageShape
              + " cannot be halved "
              + channels.length
              + " times: give fewer stages of channels, or larger images");
    }
    LayerPlan plan = new LayerPlan();
    int in = Math.toIntExact(imageShape.get(0));
    for (int stage = 0; stage < channels.length; stage++) {
      for (int k = 0; k < convolutions(stage); k++) {
        plan.conv(conv(stage, k), in, channels[stage], 3).norm(norm(stage, k), channels[stage]);
        in = channels[stage];
      }
    }
    return plan.linear("features", in * height * width, features);
  }

  @Override
  NDArray features(NDArray images, LayerWeights weights) {
    NDArray h = images;
    for (int stage = 0; stage < channels.length; stage++) {
      for (int k = 0; k < convolutions(stage); k++) {
        h = weights.conv(h, conv(stage, k), 1);
        h = weights.normSilu(h, norm(stage, k), groups(channels[stage]));
      }
      h = Pool.maxPool2d(h, TWO, TWO, new Shape(0, 0), false);
    }
    NDArray flat = h.reshape(images.getShape().get(0), -1);
    return io.github.constraineddiffusion.tensor.Operators.silu(weights.linear(flat, "features"));
  }

  private static int convolutions(int stage) {
    return stage == 0 ? 1 : 2;
  }

  private static String conv(int stage, int k) {
    return "stage" + stage + ".conv" + k;
  }

  private static String norm(int stage, int k) {
    return "stage" + stage + ".norm" + k;
  }
}
