package io.github.constraineddiffusion.tensor;

import ai.djl.ndarray.NDArray;
import ai.djl.pytorch.engine.PtNDArray;
import java.util.List;

/**
 * Differentiable operators that run as PyTorch's own fused kernels.
 *
 * <p>The engine's arithmetic with Java numbers ({@code x.mul(2f)}) hands autograd a buffer that it
 * frees at once: gradients are silently wrong when the garbage collector runs before the backward
 * pass. Numbers given to the methods here reach the graph as tensors that the engine owns.
 *
 * <p>The result belongs to the manager of the first argument: activations first, weights after.
 */
public final class Operators {
  private Operators() {}

  /**
   * Returns x·sigmoid(x), element-wise.
   *
   * @param x an array of any shape
   * @return shape of {@code x}
   */
  public static NDArray silu(NDArray x) {
    return Archive.call("silu", x);
  }

  /**
   * Group normalisation with scale and shift for each channel.
   *
   * @param x shape (N, C, …)
   * @param groups number of groups, a divisor of C
   * @param weight shape (C)
   * @param bias shape (C)
   * @param eps added to the variance
   * @return shape of {@code x}
   */
  public static NDArray groupNorm(NDArray x, int groups, NDArray weight, NDArray bias, double eps) {
    long channels = x.getShape().get(1);
    if (groups < 1 || channels % groups != 0) {
      throw new IllegalArgumentException(
          "groups is " + groups + ", but must divide the " + channels + " channels of the input");
    }
    return Archive.call(
        "group_norm", x, Archive.constant(groups), weight, bias, Archive.constant(eps));
  }

  /**
   * Layer normalisation over the last dimension.
   *
   * @param x shape (…, C)
   * @param weight shape (C)
   * @param bias shape (C)
   * @param eps added to the variance
   * @return shape of {@code x}
   */
  public static NDArray layerNorm(NDArray x, NDArray weight, NDArray bias, double eps) {
    return Archive.call("layer_norm", x, weight, bias, Archive.constant(eps));
  }

  /**
   * Affine map x·Wᵀ + b.
   *
   * @param x shape (…, in)
   * @param weight shape (out, in)
   * @param bias shape (out)
   * @return shape (…, out)
   */
  public static NDArray linear(NDArray x, NDArray weight, NDArray bias) {
    return Archive.call("linear", x, weight, bias);
  }

  /**
   * One residual block h + W₂·silu(W₁·layerNorm(h) + b₁) + b₂ in a single call.
   *
   * @param h shape (N, C)
   * @param weights norm weight (C), norm bias (C), W₁ (H, C), b₁ (H), W₂ (C, H), b₂ (C)
   * @return shape (N, C)
   */
  public static NDArray residualMlp(NDArray h, NDArray... weights) {
    return Archive.call(
        "residual_mlp",
        h,
        weights[0],
        weights[1],
        weights[2],
        weights[3],
        weights[4],
        weights[5],
        Archive.constant(1e-5));
  }

  /**
   * Two-dimensional convolution.
   *
   * @param x shape (N, in, H, W)
   * @param weight shape (out, in, k, k)
   * @param bias shape (out)
   * @param stride step of the window
   * @param padding zeros added on each side
   * @param bfloat16 whether to multiply in bfloat16 (weights, bias and result stay float32)
   * @return shape (N, out, H′, W′)
   */
  public static NDArray conv2d(
      NDArray x, NDArray weight, NDArray bias, int stride, int padding, boolean bfloat16) {
    String method = bfloat16 ? "conv2d_bfloat16" : "conv2d";
    return Archive.call(
        method, x, weight, bias, Archive.constant(stride), Archive.constant(padding));
  }

  /**
   * Scaled dot-product attention softmax(q·kᵀ/√d)·v.
   *
   * @param q shape (N, heads, L, d)
   * @param k shape (N, heads, S, d)
   * @param v shape (N, heads, S, d)
   * @return shape (N, heads, L, d)
   */
  public static NDArray attention(NDArray q, NDArray k, NDArray v) {
    return Archive.call("attention", q, k, v);
  }

  /**
   * Doubles height and width by repeating pixels: (N, C, H, W) to (N, C, 2H, 2W).
   *
   * @param x an array of any shape
   * @return shape of {@code x}
   */
  public static NDArray upsampleNearest(NDArray x) {
    return Archive.call("upsample_nearest", x);
  }

  /**
   * Sinusoidal embedding, cosines first: cos and sin of t·maxPeriod^(−k/half), k = 0…half−1.
   *
   * @param t timesteps, shape (N)
   * @param dimension width of the embedding, even
   * @param maxPeriod longest period, usually 10 000
   * @return shape (N, dimension)
   */
  public static NDArray timestepEmbedding(NDArray t, int dimension, double maxPeriod) {
    return timestepEmbedding(t, dimension, maxPeriod, 0, true);
  }

  /**
   * Sinusoidal embedding with the choices that diffusers leaves open: angles t·maxPeriod^(−k/(half
   * − shift)), k = 0…half−1.
   *
   * @param t timesteps, shape (N)
   * @param dimension width of the embedding, even
   * @param maxPeriod longest period, usually 10 000
   * @param shift subtracted from half the width in the exponent, usually 0 or 1
   * @param cosinesFirst whether the cosines come first
   * @return shape (N, dimension)
   */
  public static NDArray timestepEmbedding(
      NDArray t, int dimension, double maxPeriod, double shift, boolean cosinesFirst) {
    if (dimension < 2 || dimension % 2 != 0) {
      throw new IllegalArgumentException(
          "embedding dimension is " + dimension + ", but must be even and at least 2");
    }
    return Archive.call(
        "timestep_embedding",
        t,
        Archive.constant(dimension),
        Archive.constant(maxPeriod),
        Archive.constant(shift),
        Archive.constant(cosinesFirst ? 1 : 0));
  }

  /**
   * Returns a·x.
   *
   * @param x an array of any shape
   * @param a a number
   * @return shape of {@code x}
   */
  public static NDArray scale(NDArray x, double a) {
    return Archive.call("scale", x, number(x, a));
  }

  /**
   * Returns x + a.
   *
   * @param x an array of any shape
   * @param a a number
   * @return shape of {@code x}
   */
  public static NDArray shift(NDArray x, double a) {
    return Archive.call("shift", x, number(x, a));
  }

  /**
   * Returns a·x + b·y for arrays of one shape.
   *
   * @param a a number
   * @param x an array of any shape
   * @param b a number
   * @param y shape of {@code x}
   * @return shape of {@code x}
   */
  public static NDArray combine(double a, NDArray x, double b, NDArray y) {
    return Archive.call("combine", x, number(x, a), y, number(x, b));
  }

  /**
   * Multiplies every sample by its own number.
   *
   * @param x shape (N, …)
   * @param a shape (N)
   * @return a_n·x_n, shape of {@code x}
   */
  public static NDArray scaleRows(NDArray x, NDArray a) {
    return Archive.call("scale_rows", x, a);
  }

  /**
   * Combines two batches with numbers that differ by sample.
   *
   * @param x shape (N, …)
   * @param a shape (N)
   * @param y shape of {@code x}
   * @param b shape (N)
   * @return a_n·x_n + b_n·y_n, shape of {@code x}
   */
  public static NDArray combineRows(NDArray x, NDArray a, NDArray y, NDArray b) {
    return Archive.call("combine_rows", x, a, y, b);
  }

  /**
   * Returns a weight with a low-rank change, W + factor·B·A, all but the first dimension flattened.
   *
   * @param x the activation that the weight is for: the result belongs to its manager
   * @param weight W, shape (out, …)
   * @param a A, shape (r, …)
   * @param b B, shape (out, r) or (out, r, 1, 1)
   * @param factor a number
   * @return shape of {@code weight}
   */
  public static NDArray lowRank(NDArray x, NDArray weight, NDArray a, NDArray b, double factor) {
    return Archive.call("low_rank", x, weight, a, b, Archive.constant(factor));
  }

  /**
   * Returns x limited to [low, high].
   *
   * @param x an array of any shape
   * @param low lower limit
   * @param high upper limit
   * @return shape of {@code x}
   */
  public static NDArray clamp(NDArray x, double low, double high) {
    return Archive.call("clamp", x, Archive.constant(low), Archive.constant(high));
  }

  /**
   * Squared distance of each sample, summed over all other dimensions.
   *
   * @param x shape (N, …)
   * @param y shape of {@code x}
   * @return shape (N)
   */
  public static NDArray squaredErrorPerSample(NDArray x, NDArray y) {
    return Archive.call("squared_error", x, y);
  }

  /**
   * Returns the mean squared error over all elements, a 0-d array.
   *
   * @param x an array of any shape
   * @param y shape of {@code x}
   * @return shape of {@code x}
   */
  public static NDArray meanSquaredError(NDArray x, NDArray y) {
    return Archive.call("mse", x, y);
  }

  /**
   * Mean over samples of weight_n times the sample's mean squared error.
   *
   * @param x shape (N, …)
   * @param y shape of {@code x}
   * @param weight shape (N)
   * @return a 0-d array
   */
  public static NDArray weightedMeanSquaredError(NDArray x, NDArray y, NDArray weight) {
    return Archive.call("weighted_mse", x, y, weight);
  }

  private static NDArray number(NDArray x, double value) {
    return Archive.number(x.getManager(), value);
  }

  /**
   * Overwrites arrays with others, in place and without a gradient.
   *
   * @param target at least one array
   * @param source as many, of the same shapes
   */
  public static void copy(List<NDArray> target, List<NDArray> source) {
    Archive.callForNumber(
        "copy", List.of(target.toArray(PtNDArray[]::new), source.toArray(PtNDArray[]::new)));
  }
}
