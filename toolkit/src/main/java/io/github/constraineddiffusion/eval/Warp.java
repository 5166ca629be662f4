package io.github.constraineddiffusion.eval;

import java.util.random.RandomGenerator;

/** Draws a map of the plane for each image, and takes the image's values there. */
final class Warp {
  private static final int GRID = 5;

  private final int height;
  private final int width;
  private final int channels;
  private final Augmentation settings;
  private final double[] displaceX = new double[GRID * GRID];
  private final double[] displaceY = new double[GRID * GRID];

  Warp(int height, int width, int channels, Augmentation settings) {
    this.height = height;
    this.width = width;
    this.channels = channels;
    this.settings = settings;
  }

  float[] apply(float[] images, int count, RandomGenerator random) {
    float[] result = new float[images.length];
    for (int n = 0; n < count; n++) {
      warp(images, result, n * channels * height * width, random);
    }
    return result;
  }

  /** Source = A·(p − c) + c + shift + displacement(p), with A = rotation · shear · scale. */
  private void warp(float[] from, float[] to, int offset, RandomGenerator random) {
    double angle = Math.toRadians(settings.rotation()) * sign(random);
    double shear = settings.shear() * sign(random);
    double sx = Math.pow(1 + settings.scale(), sign(random));
    double sy = Math.pow(1 + settings.scale(), sign(random));
    sx = settings.mirror() && random.nextBoolean() ? -sx : sx;
    double cos = Math.cos(angle);
    double sin = Math.sin(angle);
    double centreX = (width - 1) / 2.0;
    double centreY = (height - 1) / 2.0;
    double shiftX = centreX + settings.shift() * sign(random);
    double shiftY = centreY + settings.shift() * sign(random);
    drawDisplacements(random);
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        double u = sx * (x - centreX) + shear * (y - centreY);
        double v = sy * (y - centreY);
        double sourceX = cos * u - sin * v + shiftX;
        double sourceY = sin * u + cos * v + shiftY;
        if (settings.elastic() > 0) {
          double gx = x * (GRID - 1.0) / Math.max(1, width - 1);
          double gy = y * (GRID - 1.0) / Math.max(1, height - 1);
          sourceX += onGrid(displaceX, gx, gy);
          sourceY += onGrid(displaceY, gx, gy);
        }
        take(from, to, offset, y * width + x, sourceX, sourceY);
      }
    }
  }

  /** Uniform in [−1, 1). */
  private static double sign(RandomGenerator random) {
    return 2 * random.nextDouble() - 1;
  }

  private void drawDisplacements(RandomGenerator random) {
    if (settings.elastic() > 0) {
      for (int i = 0; i < GRID * GRID; i++) {
        displaceX[i] = settings.elastic() * random.nextGaussian();
        displaceY[i] = settings.elastic() * random.nextGaussian();
      }
    }
  }

  private static double onGrid(double[] grid, double x, double y) {
    int x0 = Math.min((int) x, GRID - 2);
    int y0 = Math.min((int) y, GRID - 2);
    double a = x - x0;
    double b = y - y0;
    int i = y0 * GRID + x0;
    return (1 - b) * ((1 - a) * grid[i] + a * grid[i + 1])
        + b * ((1 - a) * grid[i + GRID] + a * grid[i + GRID + 1]);
  }

  /** Bilinear in the source; beyond the border, the border. */
  private void take(float[] from, float[] to, int offset, int target, double x, double y) {
    double cx = Math.max(0, Math.min(width - 1, x));
    double cy = Math.max(0, Math.min(height - 1, y));
    int x0 = (int) cx;
    int y0 = (int) cy;
    int right = x0 + 1 < width ? 1 : 0;
    int down = y0 + 1 < height ? width : 0;
    double a = cx - x0;
    double b = cy - y0;
    for (int c = 0; c < channels; c++) {
      int plane = offset + c * height * width;
      int i = plane + y0 * width + x0;
      to[plane + target] =
          (float)
              ((1 - b) * ((1 - a) * from[i] + a * from[i + right])
                  + b * ((1 - a) * from[i + down] + a * from[i + down + right]));
    }
  }
}
