package io.github.constraineddiffusion.eval;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import io.github.constraineddiffusion.constraint.SampleClassifier;
import io.github.constraineddiffusion.tensor.Session;

/** Images of three classes: row c of a 3 × 4 image is bright, all else is noise. */
final class TestImages {
  static final Shape SHAPE = new Shape(1, 3, 4);

  private TestImages() {}

  static int[] labels(int count) {
    var labels = new int[count];
    for (int n = 0; n < count; n++) {
      labels[n] = n % 3;
    }
    return labels;
  }

  static ImageSource digits(Session session, int count) {
    return digits(session, count, 77);
  }

  static ImageSource digits(Session session, int count, long stream) {
    double[] noise = GoldenNumbers.uniform(stream, count * 12);
    var pixels = new float[noise.length];
    for (int k = 0; k < pixels.length; k++) {
      boolean bright = k / 4 % 3 == k / 12 % 3;
      pixels[k] = (float) (0.5 * noise[k] - (bright ? 0 : 0.9));
    }
    return ImageSource.of(session.manager().create(pixels, new Shape(count, 1, 3, 4)));
  }

  /** Scores a class by the brightness of its row. */
  static SampleClassifier classifier() {
    return new SampleClassifier() {
      @Override
      public int classes() {
        return 3;
      }

      @Override
      public NDArray logits(NDArray samples) {
        return samples.reshape(-1, 3, 4).mean(new int[] {2});
      }
    };
  }
}
