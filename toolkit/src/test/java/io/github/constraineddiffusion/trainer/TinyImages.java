package io.github.constraineddiffusion.trainer;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import io.github.constraineddiffusion.constraint.SampleClassifier;
import io.github.constraineddiffusion.data.ImageSet;
import io.github.constraineddiffusion.tensor.Session;
import java.util.List;
import java.util.Random;

/** Images of 4 × 4 pixels in two classes: light above dark, and dark above light. */
final class TinyImages {
  static final int SIDE = 4;
  private static final int COUNT = 60;

  private TinyImages() {}

  static ImageSet of(Session session) {
    Random random = new Random(1);
    byte[] pixels = new byte[COUNT * SIDE * SIDE];
    int[] labels = new int[COUNT];
    for (int i = 0; i < COUNT; i++) {
      labels[i] = i % 2;
      for (int p = 0; p < SIDE * SIDE; p++) {
        boolean light = (p < SIDE * SIDE / 2) == (labels[i] == 0);
        pixels[i * SIDE * SIDE + p] = (byte) ((light ? 180 : 30) + random.nextInt(46));
      }
    }
    return ImageSet.of(
        session, "halves", pixels, 1, SIDE, SIDE, labels, List.of("light above", "light below"));
  }

  /** Tells which half is lighter. */
  static SampleClassifier classifier() {
    return new SampleClassifier() {
      @Override
      public int classes() {
        return 2;
      }

      @Override
      public NDArray logits(NDArray samples) {
        float[] x = samples.toFloatArray();
        int size = SIDE * SIDE;
        float[] logits = new float[x.length / size * 2];
        for (int i = 0; i < logits.length / 2; i++) {
          for (int p = 0; p < size; p++) {
            logits[2 * i + (p < size / 2 ? 0 : 1)] += x[i * size + p];
          }
        }
        return samples.getManager().create(logits, new Shape(logits.length / 2, 2));
      }
    };
  }
}
