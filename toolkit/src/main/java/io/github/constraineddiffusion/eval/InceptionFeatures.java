package io.github.constraineddiffusion.eval;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.github.constraineddiffusion.tensor.Operators;
import io.github.constraineddiffusion.tensor.Session;
import java.nio.file.Path;

/**
 * The 2,048 features (pool3) of the Inception-v3 network that published FIDs use, with weights that
 * the user supplies; none come with this toolkit.
 *
 * <p>The weights are those of the package pytorch-fid ({@code pt_inception-2015-12-05}), stored
 * with its names as safetensors:
 *
 * <pre>
 * from pytorch_fid.inception import fid_inception_v3
 * from safetensors.torch import save_file
 * save_file(fid_inception_v3().state_dict(), "inception.safetensors")
 * </pre>
 *
 * <p>Images are limited to [−1, 1] and rounded to 8 bits, as files of images are, grey ones given
 * to all three channels, and resized to 299 × 299 bilinearly without anti-aliasing. So is the FID
 * of pytorch-fid, and it is what {@link FrechetDistance} gives in this space; numbers of tools that
 * resize otherwise differ. Measure in batches of about 50.
 */
public final class InceptionFeatures implements FeatureExtractor {
  private static final int SIDE = 299;
  private static final double HALF_RANGE = 127.5;

  private final InceptionNetwork network;

  private InceptionFeatures(InceptionNetwork network) {
    this.network = network;
  }

  /**
   * Reads the weights.
   *
   * @param session the owner of the weights, 87 MB
   * @param file a safetensors file in the layout of pytorch-fid
   * @return the features
   * @throws IllegalArgumentException if the file cannot be read, or holds other names or shapes
   */
  public static InceptionFeatures load(Session session, Path file) {
    return new InceptionFeatures(InceptionNetwork.of(InceptionWeights.read(session, file)));
  }

  @Override
  public String name() {
    return "Inception-v3 (pytorch-fid)";
  }

  @Override
  public int dimension() {
    return InceptionNetwork.FEATURES;
  }

  @Override
  public NDArray features(NDArray images) {
    Shape shape = images.getShape();
    if (shape.dimension() != 4 || shape.get(1) != 1 && shape.get(1) != 3) {
      throw new IllegalArgumentException(
          "images have shape %s, but must have shape (N, 1, H, W) or (N, 3, H, W)"
              .formatted(shape));
    }
    NDManager outer = images.getManager();
    try (NDManager scope = outer.newSubManager()) {
      NDArray limited = Operators.clamp(images, -1, 1);
      limited.attach(scope);
      NDArray features = network.apply(prepare(limited));
      features.attach(outer);
      return features;
    }
  }

  private static NDArray prepare(NDArray limited) {
    NDArray bytes = Operators.scale(Operators.shift(limited, 1), HALF_RANGE).round();
    NDArray rounded = Operators.shift(Operators.scale(bytes, 1 / HALF_RANGE), -1);
    NDArray coloured = rounded.getShape().get(1) == 3 ? rounded : rounded.repeat(1, 3);
    return BilinearResize.to(coloured, SIDE, SIDE);
  }
}
