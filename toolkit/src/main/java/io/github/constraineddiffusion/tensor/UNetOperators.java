package io.github.constraineddiffusion.tensor;

import ai.djl.ndarray.NDArray;
import java.util.Arrays;

/**
 * The parts of a U-Net, each a single call into PyTorch: see {@link Operators} for why.
 *
 * <p>Activations may be float32 or bfloat16, as {@link #in} decides; weights are float32 and are
 * converted where they are used, so that gradients and optimizer see float32. The result belongs to
 * the manager of the first argument.
 */
public final class UNetOperators {
  private UNetOperators() {}

  /**
   * Moves blocks of pixels into channels: (N, C, rH, rW) to (N, C·r², H, W).
   *
   * @param x shape (N, C, rH, rW)
   * @param factor r, at least 1
   * @return shape (N, C·r², H, W)
   */
  public static NDArray pixelUnshuffle(NDArray x, int factor) {
    return Archive.call("pixel_unshuffle", x, Archive.constant(factor));
  }

  /**
   * Undoes {@link #pixelUnshuffle}.
   *
   * @param x shape (N, C·r², H, W)
   * @param factor r, at least 1
   * @return shape (N, C, rH, rW)
   */
  public static NDArray pixelShuffle(NDArray x, int factor) {
    return Archive.call("pixel_shuffle", x, Archive.constant(factor));
  }

  /**
   * Two linear layers with a SiLU between them.
   *
   * @param x shape (N, in)
   * @param weights W₁, b₁, W₂, b₂
   * @return shape (N, out)
   */
  public static NDArray mlp(NDArray x, NDArray... weights) {
    return Archive.call("mlp_silu", x, weights[0], weights[1], weights[2], weights[3]);
  }

  /**
   * Looks classes up.
   *
   * @param labels classes, shape (N)
   * @param weight shape (classes, d)
   * @return shape (N, d), owned by the manager of {@code labels}
   */
  public static NDArray embedding(NDArray labels, NDArray weight) {
    return Archive.call("embedding", labels, weight);
  }

  /**
   * First convolution, 3×3, which decides the arithmetic of all that follows.
   *
   * @param x shape (N, in, H, W), float32
   * @param weight shape (out, in, 3, 3)
   * @param bias shape (out)
   * @param bfloat16 whether activations are bfloat16 from here on
   * @return shape (N, out, H, W)
   */
  public static NDArray in(NDArray x, NDArray weight, NDArray bias, boolean bfloat16) {
    return Archive.call("unet_in", x, weight, bias, flag(bfloat16));
  }

  /**
   * Last group norm, SiLU and 3×3 convolution.
   *
   * @param x shape (N, C, H, W)
   * @param groups a divisor of C
   * @param eps added to the variance
   * @param weights norm weight and bias, convolution weight and bias
   * @return shape (N, out, H, W), float32
   */
  public static NDArray out(NDArray x, int groups, double eps, NDArray... weights) {
    return call("unet_out", weights, x, Archive.constant(groups), Archive.constant(eps));
  }

  /**
   * A residual block: x + conv(silu(norm(conv(silu(norm(x))) + W·silu(emb)))), with a 1×1
   * convolution on x where weights for it are given.
   *
   * @param x shape (N, C, H, W)
   * @param emb embedding of time and class, shape (N, d)
   * @param groups a divisor of C
   * @param eps added to the variance
   * @param weights norm, convolution, embedding, norm, convolution and perhaps 1×1 convolution,
   *     each weight and bias; an embedding of twice the channels scales and shifts
   * @return shape (N, C′, H, W)
   */
  public static NDArray resnet(NDArray x, NDArray emb, int groups, double eps, NDArray... weights) {
    String method = weights.length == 10 ? "resnet" : "resnet_shortcut";
    return call(method, weights, x, emb, Archive.constant(groups), Archive.constant(eps));
  }

  /**
   * A residual block on x and a skip connection, joined along the channels.
   *
   * @param x shape (N, C₁, H, W)
   * @param skip shape (N, C₂, H, W)
   * @param emb embedding of time and class, shape (N, d)
   * @param groups a divisor of C₁ + C₂
   * @param eps added to the variance
   * @param weights as for {@link #resnet}, the 1×1 convolution included
   * @return shape (N, C′, H, W)
   */
  public static NDArray resnetWithSkip(
      NDArray x, NDArray skip, NDArray emb, int groups, double eps, NDArray... weights) {
    return call(
        "resnet_skip", weights, x, skip, emb, Archive.constant(groups), Archive.constant(eps));
  }

  /**
   * Self-attention over pixels with group norm before and x added after.
   *
   * @param x shape (N, C, H, W)
   * @param heads a divisor of C
   * @param groups a divisor of C
   * @param eps added to the variance
   * @param weights norm (may be left out), query, key, value and output, each weight and bias
   * @return shape of {@code x}
   */
  public static NDArray attention(
      NDArray x, int heads, int groups, double eps, NDArray... weights) {
    return call(
        weights.length == 8 ? "attention_without_norm" : "attention_block",
        weights,
        x,
        Archive.constant(heads),
        Archive.constant(groups),
        Archive.constant(eps));
  }

  /**
   * Halves height and width by a 3×3 convolution of stride 2, rounding up.
   *
   * @param x shape (N, C, H, W)
   * @param weight shape (C, C, 3, 3)
   * @param bias shape (C)
   * @param padding 1, or 0 for zeros on the right and below only
   * @return shape (N, C, H/2, W/2)
   */
  public static NDArray downsample(NDArray x, NDArray weight, NDArray bias, int padding) {
    return Archive.call("downsample", x, weight, bias, Archive.constant(padding));
  }

  /**
   * Repeats pixels up to the size of another array, then a 3×3 convolution.
   *
   * @param x shape (N, C, H, W)
   * @param like an array whose last two dimensions are the size wanted
   * @param weight shape (C, C, 3, 3)
   * @param bias shape (C)
   * @return shape (N, C, height, width of {@code like})
   */
  public static NDArray upsample(NDArray x, NDArray like, NDArray weight, NDArray bias) {
    return Archive.call("upsample", x, like, weight, bias);
  }

  private static NDArray flag(boolean value) {
    return Archive.constant(value ? 1 : 0);
  }

  private static NDArray call(String method, NDArray[] weights, NDArray... first) {
    NDArray[] all = Arrays.copyOf(first, first.length + weights.length);
    System.arraycopy(weights, 0, all, first.length, weights.length);
    return Archive.call(method, all);
  }
}
