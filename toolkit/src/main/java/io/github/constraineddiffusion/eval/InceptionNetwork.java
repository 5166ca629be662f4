package io.github.constraineddiffusion.eval;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Inception-v3 (Szegedy et al. 2016) as pytorch-fid changes it to be the network of the first FIDs:
 * average pools leave the padding out of the mean, and the last block pools by the maximum.
 */
final class InceptionNetwork {
  static final int FEATURES = 2048;

  private final InceptionLayer layers;

  private InceptionNetwork(InceptionLayer layers) {
    this.layers = layers;
  }

  static InceptionNetwork of(InceptionWeights weights) {
    return new InceptionNetwork(
        new InceptionBuilder(c -> InceptionLayer.convolution(c, weights.of(c.name()))).network());
  }

  /** The names and shapes of all weights that the network needs. */
  static Map<String, Shape> shapes() {
    Map<String, Shape> shapes = new LinkedHashMap<>();
    new InceptionBuilder(
            c -> {
              shapes.put(c.name() + ".conv.weight", c.kernel());
              for (String part : new String[] {"weight", "bias", "running_mean", "running_var"}) {
                shapes.put(c.name() + ".bn." + part, new Shape(c.out()));
              }
              return x -> x;
            })
        .network();
    return shapes;
  }

  /** Maps images in [−1, 1] of shape (N, 3, 299, 299) to features of shape (N, 2048). */
  NDArray apply(NDArray images) {
    try (NDArray last = layers.apply(images)) {
      NDArray flat = last.reshape(last.getShape().get(0), FEATURES, -1);
      return flat.mean(new int[] {2});
    }
  }
}
