package io.github.constraineddiffusion.eval;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import io.github.constraineddiffusion.tensor.Operators;
import java.util.random.RandomGenerator;

/**
 * Random distortions of training images, another one for every image. Immutable: every setter
 * returns a copy.
 *
 * <p>Images are distorted once, by one bilinear interpolation; what comes in from outside repeats
 * the border.
 *
 * @param rotation largest angle to either side, in degrees
 * @param scale largest relative change of width and of height, each by itself
 * @param shear largest horizontal shift of a row, per row away from the middle
 * @param shift largest shift in each direction, in pixels
 * @param elastic standard deviation of the displacements of a 5×5 grid laid over the image, in
 *     pixels
 * @param noise largest standard deviation of normal noise, on the scale of images in [−1, 1]
 * @param mirror whether to mirror half the images left to right
 */
public record Augmentation(
    double rotation,
    double scale,
    double shear,
    double shift,
    double elastic,
    double noise,
    boolean mirror) {

  /**
   * Checks the ranges.
   *
   * @param rotation degrees, in [0, 180]
   * @param scale in [0, 0.9]
   * @param shear in [0, 1]
   * @param shift pixels, at least 0
   * @param elastic pixels, at least 0
   * @param noise in [0, 1]
   * @param mirror whether to mirror
   */
  public Augmentation {
    requireRange("rotation", rotation, 180);
    requireRange("scale", scale, 0.9);
    requireRange("shear", shear, 1);
    requireRange("shift", shift, 1e3);
    requireRange("elastic", elastic, 1e3);
    requireRange("noise", noise, 1);
  }

  private static void requireRange(String name, double value, double high) {
    if (!(value >= 0 && value <= high)) {
      throw new IllegalArgumentException(
          name + " is " + value + ", but must lie in [0, " + high + "]");
    }
  }

  /** {@return images as they are} */
  public static Augmentation none() {
    return new Augmentation(0, 0, 0, 0, 0, 0, false);
  }

  /**
   * Sets the rotation.
   *
   * @param degrees largest angle to either side, in [0, 180]
   * @return the copy
   */
  public Augmentation rotation(double degrees) {
    return new Augmentation(degrees, scale, shear, shift, elastic, noise, mirror);
  }

  /**
   * Sets the change of size.
   *
   * @param relative 0.1 for sides between 1/1.1 and 1.1 times as long
   * @return the copy
   */
  public Augmentation scale(double relative) {
    return new Augmentation(rotation, relative, shear, shift, elastic, noise, mirror);
  }

  /**
   * Sets the slant.
   *
   * @param tangent largest tangent of the slant to either side, in [0, 1]
   * @return the copy
   */
  public Augmentation shear(double tangent) {
    return new Augmentation(rotation, scale, tangent, shift, elastic, noise, mirror);
  }

  /**
   * Sets the shift.
   *
   * @param pixels largest shift in each direction
   * @return the copy
   */
  public Augmentation shift(double pixels) {
    return new Augmentation(rotation, scale, shear, pixels, elastic, noise, mirror);
  }

  /**
   * Sets the elastic distortion.
   *
   * @param pixels standard deviation of the displacements of a 5×5 grid
   * @return the copy
   */
  public Augmentation elastic(double pixels) {
    return new Augmentation(rotation, scale, shear, shift, pixels, noise, mirror);
  }

  /**
   * Sets the noise.
   *
   * @param deviation largest standard deviation; each image gets one between 0 and this
   * @return the copy
   */
  public Augmentation noise(double deviation) {
    return new Augmentation(rotation, scale, shear, shift, elastic, deviation, mirror);
  }

  /** {@return a copy that mirrors half the images left to right: not for digits} */
  public Augmentation mirrored() {
    return new Augmentation(rotation, scale, shear, shift, elastic, noise, true);
  }

  /**
   * Distorts a batch; noise is drawn by the engine's generator, all else by {@code random}.
   *
   * @param images float32 of shape (N, C, H, W)
   * @param random the generator for choices made in Java
   * @return distorted copies, owned by the manager of {@code images}
   */
  public NDArray apply(NDArray images, RandomGenerator random) {
    Shape shape = images.getShape();
    NDArray moved = images;
    if (mirror || rotation + scale + shear + shift + elastic > 0) {
      int count = Math.toIntExact(shape.get(0));
      int channels = Math.toIntExact(shape.get(1));
      var warp =
          new Warp(Math.toIntExact(shape.get(2)), Math.toIntExact(shape.get(3)), channels, this);
      moved = images.getManager().create(warp.apply(images.toFloatArray(), count, random), shape);
    }
    return noise > 0 ? withNoise(moved, random) : moved;
  }

  private NDArray withNoise(NDArray images, RandomGenerator random) {
    float[] ones = new float[(int) images.getShape().get(0)];
    float[] deviations = new float[ones.length];
    for (int n = 0; n < ones.length; n++) {
      ones[n] = 1;
      deviations[n] = (float) (noise * random.nextDouble());
    }
    var manager = images.getManager();
    NDArray normal = manager.randomNormal(images.getShape());
    return Operators.combineRows(images, manager.create(ones), normal, manager.create(deviations));
  }
}
