package io.github.constraineddiffusion.eval;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.github.constraineddiffusion.data.LabelledBatch;
import io.github.constraineddiffusion.data.LabelledSource;
import java.util.random.RandomGenerator;

/** Two-colour 12×12 images with one bar in noise: lying, standing, or falling to the right. */
record Bars(double ink) implements LabelledSource {
  static final int SIDE = 12;

  @Override
  public int classes() {
    return 3;
  }

  @Override
  public double[] classShares() {
    return new double[] {1 / 3.0, 1 / 3.0, 1 / 3.0};
  }

  @Override
  public Shape sampleShape() {
    return new Shape(2, SIDE, SIDE);
  }

  @Override
  public String fingerprint() {
    return "bars:" + ink;
  }

  @Override
  public NDArray sample(NDManager manager, RandomGenerator random, int count) {
    return sampleLabelled(manager, random, count).samples();
  }

  @Override
  public LabelledBatch sampleLabelled(NDManager manager, RandomGenerator random, int count) {
    int plane = SIDE * SIDE;
    float[] pixels = new float[count * 2 * plane];
    long[] labels = new long[count];
    for (int n = 0; n < count; n++) {
      labels[n] = random.nextInt(3);
      for (int i = 0; i < 2 * plane; i++) {
        pixels[n * 2 * plane + i] = (float) (-0.5 + 0.2 * random.nextGaussian());
      }
      int at = 2 + random.nextInt(SIDE - 4);
      int colour = random.nextInt(2);
      for (int k = 2; k < SIDE - 2; k++) {
        int x = labels[n] == 1 ? at : k;
        int y = labels[n] == 0 ? at : k;
        pixels[n * 2 * plane + colour * plane + y * SIDE + x] += (float) ink;
      }
    }
    return new LabelledBatch(
        manager.create(pixels, new Shape(count, 2, SIDE, SIDE)), manager.create(labels));
  }
}
