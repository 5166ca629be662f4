package io.github.constraineddiffusion.eval;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.github.constraineddiffusion.sampler.ReverseProcess;
import io.github.constraineddiffusion.tensor.Operators;
import io.github.constraineddiffusion.tensor.Session;
import java.util.zip.CRC32;

/** Restores a set of images once; what stays in memory is three numbers an image and level. */
final class ReconstructionPass {
  // name the places of noise among the random numbers of a session
  private static final long PURPOSE = 0x5245434f4eL;
  private static final long FRESH = 0x5245434f4e46L;

  private final ReconstructionSettings settings;
  private final NDManager owner;
  private final double[][] mse;
  private final double[][] ssim;
  private final CRC32 checksum = new CRC32();
  private StructuralSimilarity similarity;
  private Shape shape;

  private ReconstructionPass(ReconstructionSettings settings, NDManager owner, int images) {
    this.settings = settings;
    this.owner = owner;
    this.mse = new double[settings.timesteps().length][images];
    this.ssim = new double[settings.timesteps().length][images];
    this.shape = settings.shape();
  }

  static ReconstructionCurve measure(ReconstructionSettings settings, ImageSource images) {
    if (images.size() < 2) {
      throw new IllegalArgumentException(
          "there are %d images, but at least 2 are needed for a standard error: 500 are usual"
              .formatted(images.size()));
    }
    Session session = settings.session();
    try (NDManager owner = session.scope()) {
      var pass = new ReconstructionPass(settings, owner, images.size());
      ImageBatches.forEach(session, images, settings.batch(), pass::restore);
      return ReconstructionCurve.of(settings, pass.checksum.getValue(), pass.mse, pass.ssim);
    }
  }

  private void restore(NDArray given, int from) {
    NDArray clean = checked(given.toType(DataType.FLOAT32, false));
    if (similarity == null) {
      shape = clean.getShape().slice(1);
      similarity = new StructuralSimilarity(owner, shape);
    }
    checksum.update(clean.toByteBuffer());
    for (int level = 0; level < mse.length; level++) {
      for (int draw = 0; draw < settings.draws(); draw++) {
        ImageBatches.stopIfInterrupted(
            "reconstruction was interrupted after", from, mse[0].length, "images");
        try (NDManager scope = clean.getManager().newSubManager()) {
          compare(scope, clean, from, level, draw);
        }
      }
    }
  }

  private void compare(NDManager scope, NDArray clean, int from, int level, int draw) {
    int t = settings.timesteps()[level];
    double alpha = settings.schedule().alpha(t);
    double sigma = settings.schedule().sigma(t);
    NDArray noise = noise(scope, from, Math.toIntExact(clean.getShape().get(0)), t, draw);
    NDArray noisy = Operators.combine(sigma, noise, alpha, clean);
    NDArray restored = Operators.clamp(restored(noisy, t, from, draw), -1, 1);
    NDArray away = restored.sub(clean).toType(DataType.FLOAT64, false).square();
    double[] errors = away.reshape(clean.getShape().get(0), -1).mean(new int[] {1}).toDoubleArray();
    double[] similar = similarity.of(restored, clean).toDoubleArray();
    for (int i = 0; i < errors.length; i++) {
      if (!Double.isFinite(errors[i])) {
        throw new IllegalStateException(
            "the denoiser's noise for image %d at timestep %d is not a number: it has diverged, take"
                    .formatted(from + i, t)
                + " an earlier checkpoint");
      }
      mse[level][from + i] += errors[i] / settings.draws();
      ssim[level][from + i] += similar[i] / settings.draws();
    }
  }

  /** Noise of each image by its number, whatever the batch. */
  private NDArray noise(NDManager scope, int from, int count, int t, int draw) {
    var each = new NDList(count);
    for (int i = from; i < from + count; i++) {
      settings.session().random(PURPOSE, settings.seed(), i, t, draw);
      each.add(scope.randomNormal(shape));
    }
    return NDArrays.stack(each);
  }

  private NDArray restored(NDArray noisy, int t, int from, int draw) {
    var way = new FromLevel(settings.method(), t);
    var process = ReverseProcess.of(settings.denoiser(), settings.schedule(), way).clip(1);
    if (settings.method() != null) {
      settings.session().random(FRESH, settings.seed(), from, t, draw);
    }
    return process.run(noisy);
  }

  private NDArray checked(NDArray images) {
    Shape own = images.getShape().slice(1);
    if (shape != null && !own.equals(shape)) {
      throw new IllegalArgumentException(
          "images have shape %s, but %s shape %s: give images of one shape, that of the model"
              .formatted(
                  own, settings.shape() == null ? "the first have" : "the model makes", shape));
    }
    float largest = images.abs().max().getFloat();
    if (!(largest <= 1 + 1e-4f)) {
      throw new IllegalArgumentException(
          "a pixel has magnitude %s, but pixels lie in [-1, 1]: scale bytes by x/127.5 - 1"
              .formatted(largest));
    }
    return images;
  }
}
