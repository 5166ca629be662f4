package io.github.constraineddiffusion.eval;

import io.github.constraineddiffusion.constraint.SampleClassifier;
import io.github.constraineddiffusion.tensor.Session;

/**
 * The shares of classes among generated images, as a classifier tells them.
 *
 * <p>The corrected shares take out the classifier's mistakes, as far as it makes the same on
 * generated images as on the labelled ones its confusion matrix was measured on. Their intervals
 * hold the uncertainty of the confusion matrix too. Show both.
 *
 * @param raw counted shares, with Wilson's intervals
 * @param corrected shares corrected for the classifier's confusion matrix
 */
public record ClassFrequencies(ShareIntervals raw, ShareIntervals corrected) {

  /**
   * Takes counts.
   *
   * @param counts how many images the classifier gave each class, at least one in all
   * @param confusion the classifier's confusion matrix
   * @return the shares
   */
  public static ClassFrequencies of(int[] counts, ConfusionMatrix confusion) {
    return new ClassFrequencies(
        ShareIntervals.wilson(counts), ConfusionCorrection.of(counts, confusion));
  }

  /**
   * Classifies images and counts.
   *
   * @param session where to compute
   * @param classifier tells the classes
   * @param confusion the classifier's confusion matrix
   * @param images the images
   * @param batch how many images at once, at least 1
   * @return the shares
   * @throws java.util.concurrent.CancellationException if the thread is interrupted
   */
  public static ClassFrequencies measure(
      Session session,
      SampleClassifier classifier,
      ConfusionMatrix confusion,
      ImageSource images,
      int batch) {
    var counts = new int[classifier.classes()];
    ImageBatches.forEach(
        session, images, batch, (x, from) -> count(classifier.classify(x), counts));
    return of(counts, confusion);
  }

  static void count(int[] classes, int[] counts) {
    for (int c : classes) {
      counts[c]++;
    }
  }

  @Override
  public String toString() {
    return "counted   " + raw + System.lineSeparator() + "corrected " + corrected;
  }
}
