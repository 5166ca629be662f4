package io.github.constraineddiffusion.eval;

import io.github.constraineddiffusion.constraint.SampleClassifier;
import io.github.constraineddiffusion.data.ImageSet;
import io.github.constraineddiffusion.tensor.Session;
import java.util.Arrays;

/**
 * How a classifier judges images whose class is known: row = true class, column = class it gives.
 * Immutable.
 */
public final class ConfusionMatrix {
  private final int[][] counts;

  private ConfusionMatrix(int[][] counts) {
    this.counts = counts;
  }

  /**
   * Measures a classifier on labelled images, which it must not have been trained on.
   *
   * @param session where to compute
   * @param classifier the classifier
   * @param images the images
   * @param labels their classes, from 0
   * @param batch how many images at once, at least 1
   * @return the matrix
   * @throws java.util.concurrent.CancellationException if the thread is interrupted
   */
  public static ConfusionMatrix measure(
      Session session, SampleClassifier classifier, ImageSource images, int[] labels, int batch) {
    if (labels.length != images.size()) {
      throw new IllegalArgumentException(
          "there are %d labels for %d images: give one for each"
              .formatted(labels.length, images.size()));
    }
    var counts = new int[classifier.classes()][classifier.classes()];
    for (int label : labels) {
      if (label < 0 || label >= counts.length) {
        throw new IllegalArgumentException(
            "a label is %d, but the classifier knows the classes 0 to %d"
                .formatted(label, counts.length - 1));
      }
    }
    ImageBatches.forEach(
        session,
        images,
        batch,
        (x, from) -> {
          int[] given = classifier.classify(x);
          for (int i = 0; i < given.length; i++) {
            counts[labels[from + i]][given[i]]++;
          }
        });
    return new ConfusionMatrix(counts);
  }

  /**
   * Measures a classifier on a labelled set, which it must not have been trained on.
   *
   * @param session where to compute
   * @param classifier the classifier
   * @param set images of every class
   * @param batch how many images at once, at least 1
   * @return the matrix
   * @throws java.util.concurrent.CancellationException if the thread is interrupted
   */
  public static ConfusionMatrix measure(
      Session session, SampleClassifier classifier, ImageSet set, int batch) {
    return measure(session, classifier, ImageSource.of(set), set.labels(), batch);
  }

  /**
   * Takes counts that are known.
   *
   * @param counts row = true class, column = class given; square, at least 0
   * @return the matrix
   */
  public static ConfusionMatrix of(int[][] counts) {
    for (int[] row : counts) {
      if (row.length != counts.length || Arrays.stream(row).anyMatch(c -> c < 0)) {
        throw new IllegalArgumentException(
            "counts are %s, but must be a square of numbers that are at least 0"
                .formatted(Arrays.deepToString(counts)));
      }
    }
    return new ConfusionMatrix(copy(counts));
  }

  /** {@return the number of classes} */
  public int classes() {
    return counts.length;
  }

  /** {@return a copy of the counts: row = true class, column = class given} */
  public int[][] counts() {
    return copy(counts);
  }

  /** {@return the part of all images that the classifier judged right} */
  public double accuracy() {
    double right = 0;
    double all = 0;
    for (int i = 0; i < counts.length; i++) {
      right += counts[i][i];
      all += Arrays.stream(counts[i]).sum();
    }
    return right / all;
  }

  /** Refuses a matrix without images of some class: nothing could be corrected with it. */
  void requireAllClasses() {
    for (int i = 0; i < counts.length; i++) {
      if (Arrays.stream(counts[i]).sum() == 0) {
        throw new IllegalArgumentException(
            "the confusion matrix was measured without images of class %d, so shares cannot be"
                    .formatted(i)
                + " corrected with it: measure it on labelled images of all classes");
      }
    }
  }

  private static int[][] copy(int[][] rows) {
    return Arrays.stream(rows).map(int[]::clone).toArray(int[][]::new);
  }

  @Override
  public String toString() {
    StringBuilder text = new StringBuilder("true class: counts of the classes given");
    for (int i = 0; i < counts.length; i++) {
      text.append(System.lineSeparator()).append(i).append(": ").append(Arrays.toString(counts[i]));
    }
    return text.toString();
  }
}
