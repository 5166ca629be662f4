package io.github.constraineddiffusion.constraint;

import io.github.constraineddiffusion.data.DrawnRows;
import io.github.constraineddiffusion.data.FiniteSource;
import io.github.constraineddiffusion.data.GaussianMixture;
import io.github.constraineddiffusion.data.ImageSet;
import io.github.constraineddiffusion.data.SampleSource;
import java.util.Arrays;
import java.util.List;

/** Tells which of diversity's classes each row of a source is of. */
final class RowClasses {
  private RowClasses() {}

  static int[] of(FiniteSource rows, SampleSource source, Diversity diversity) {
    int[] kinds;
    int[] classOfKind;
    if (rows instanceof ImageSet images) {
      kinds = images.labels();
      classOfKind = ofLabels(images, diversity);
    } else if (rows instanceof DrawnRows drawn && source instanceof GaussianMixture mixture) {
      kinds = drawn.components();
      classOfKind = ofComponents(mixture, diversity);
    } else {
      throw unknown(source.toString());
    }
    var classes = new int[kinds.length];
    for (int n = 0; n < classes.length; n++) {
      classes[n] = classOfKind[kinds[n]];
      if (classes[n] < 0) {
        throw unknown(source + ", row " + n);
      }
    }
    return classes;
  }

  private static int[] ofLabels(ImageSet images, Diversity diversity) {
    var found = new int[images.classes()];
    Arrays.fill(found, -1);
    List<SampleSource> classes = diversity.classes();
    for (int c = 0; c < classes.size(); c++) {
      int label = classes.get(c) instanceof ImageSet own ? own.label(0) : -1;
      if (label >= 0 && label < found.length) {
        found[label] = c;
      }
    }
    return found;
  }

  private static int[] ofComponents(GaussianMixture mixture, Diversity diversity) {
    var found = new int[mixture.size()];
    for (int k = 0; k < found.length; k++) {
      found[k] = mixture.weight(k) > 0 ? diversity.classes().indexOf(mixture.only(k)) : -1;
    }
    return found;
  }

  private static IllegalArgumentException unknown(String what) {
    return new IllegalArgumentException(
        ("the class of %s is not known to be one of diversity's: beside other constraints diversity"
                + " needs data of which it is, images with the same labels or mixtures of the same"
                + " components")
            .formatted(what));
  }
}
