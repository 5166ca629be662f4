package io.github.constraineddiffusion.eval;

import java.util.Locale;

/**
 * A measured distance between generated images and reference images, with its uncertainty.
 *
 * @param metric what was measured, "FID" or "KID"
 * @param space the feature space: distances in different spaces cannot be compared
 * @param value the distance
 * @param standardError its standard error from the choice of the generated images; the reference is
 *     taken as given. NaN where it was not measured
 * @param samples how many generated images
 * @param references how many reference images
 * @param note what the reader must know about this number; empty if nothing
 */
public record DistanceEstimate(
    String metric,
    String space,
    double value,
    double standardError,
    int samples,
    int references,
    String note) {
  private static final double NORMAL_975 = 1.959963984540054;

  /** {@return half the width of the 95 % interval} */
  public double margin95() {
    return NORMAL_975 * standardError;
  }

  @Override
  public String toString() {
    String text =
        String.format(
            Locale.ROOT,
            "%s %.5g ± %.2g (95 %%) in the space of \"%s\", %d images against %d",
            metric,
            value,
            margin95(),
            space,
            samples,
            references);
    return note.isEmpty() ? text : text + "; " + note;
  }
}
