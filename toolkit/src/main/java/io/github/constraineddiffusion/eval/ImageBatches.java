package io.github.constraineddiffusion.eval;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.github.constraineddiffusion.tensor.GradMode;
import io.github.constraineddiffusion.tensor.Session;
import java.util.concurrent.CancellationException;

/** Goes through images once, batch by batch, without gradients, and stops when interrupted. */
final class ImageBatches {
  /** What is done with a batch, whose memory is freed afterwards. */
  @FunctionalInterface
  interface Visitor {
    void visit(NDArray images, int from);
  }

  private ImageBatches() {}

  static void forEach(Session session, ImageSource source, int batch, Visitor visitor) {
    requireBatch(batch);
    try (GradMode off = GradMode.off()) {
      for (int from = 0; from < source.size(); from += batch) {
        stopIfInterrupted("evaluation was interrupted after", from, source.size(), "images");
        int to = Math.min(source.size(), from + batch);
        try (NDManager scope = session.scope()) {
          visitor.visit(checked(source.images(scope, from, to), to - from), from);
        }
      }
    }
  }

  static int requireBatch(int batch) {
    if (batch < 1) {
      throw new IllegalArgumentException(
          "batch is " + batch + ", but must be at least 1: try 250 for digits");
    }
    return batch;
  }

  static void stopIfInterrupted(String what, int done, int total, String unit) {
    if (Thread.interrupted()) {
      throw new CancellationException("%s %d of %d %s".formatted(what, done, total, unit));
    }
  }

  private static NDArray checked(NDArray images, int count) {
    Shape shape = images.getShape();
    if (shape.dimension() != 4 || shape.get(0) != count) {
      throw new IllegalArgumentException(
          "the source gave an array of shape %s for %d images: it must have shape (%d, C, H, W)"
              .formatted(shape, count, count));
    }
    return images;
  }
}
