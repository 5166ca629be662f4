package io.github.constraineddiffusion.eval;

import java.util.Locale;

/**
 * All that was measured on the images of one model.
 *
 * @param name of the model
 * @param images how many images were looked at
 * @param frequencies shares of the classes, counted and corrected
 * @param fid Fréchet distance to the reference, in the space it names
 * @param kid kernel distance to the reference, in the same space
 * @param precisionRecall precision and recall in the same space
 * @param seconds what it took, the making of the images included
 */
public record ImageReport(
    String name,
    int images,
    ClassFrequencies frequencies,
    DistanceEstimate fid,
    DistanceEstimate kid,
    PrecisionRecall precisionRecall,
    double seconds) {

  @Override
  public String toString() {
    return String.format(
        Locale.ROOT,
        "%s, %d images, %.1f s%n%s%n%s%n%s%n%s",
        name,
        images,
        seconds,
        frequencies,
        fid,
        kid,
        precisionRecall);
  }
}
