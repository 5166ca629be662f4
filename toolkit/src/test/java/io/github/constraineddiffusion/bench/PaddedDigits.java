package io.github.constraineddiffusion.bench;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import io.github.constraineddiffusion.constraint.SampleClassifier;
import io.github.constraineddiffusion.data.ImageSet;
import io.github.constraineddiffusion.data.Mnist;
import io.github.constraineddiffusion.eval.DigitClassifier;
import io.github.constraineddiffusion.tensor.Session;

/** The bundled digits with a border, 32 × 32 as the peer's images are, and their classifier. */
final class PaddedDigits implements SampleClassifier {
  private static final int SIDE = 32;
  private static final int DIGIT = 28;
  private static final int BORDER = (SIDE - DIGIT) / 2;

  private final DigitClassifier classifier;

  PaddedDigits(Session session) {
    classifier = DigitClassifier.bundled(session);
  }

  static ImageSet of(Session session) {
    ImageSet digits = Mnist.bundled(session);
    byte[] pixels = new byte[digits.size() * SIDE * SIDE];
    try (NDManager scope = session.scope()) {
      float[] x = digits.images(scope, 0, digits.size()).toFloatArray();
      for (int i = 0; i < x.length; i++) {
        int row = i / DIGIT % DIGIT + BORDER;
        int place = (i / (DIGIT * DIGIT) * SIDE + row) * SIDE + i % DIGIT + BORDER;
        pixels[place] = (byte) Math.round((x[i] + 1) * 127.5);
      }
    }
    return ImageSet.of(
        session, "MNIST, padded", pixels, 1, SIDE, SIDE, digits.labels(), digits.classNames());
  }

  @Override
  public int classes() {
    return classifier.classes();
  }

  @Override
  public NDArray logits(NDArray samples) {
    String within = BORDER + ":" + (BORDER + DIGIT);
    try (NDArray digits = samples.get(new NDIndex(":, :, " + within + ", " + within))) {
      return classifier.logits(digits);
    }
  }
}
