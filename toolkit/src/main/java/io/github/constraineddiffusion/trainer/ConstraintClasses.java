package io.github.constraineddiffusion.trainer;

import io.github.constraineddiffusion.constraint.KlConstraint;
import io.github.constraineddiffusion.constraint.SampleClassifier;
import io.github.constraineddiffusion.sampler.GeneratedSamples;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/** The classes whose share of generated samples a constraint speaks of. */
final class ConstraintClasses {
  /** How many samples of a constraint are classified. */
  static final int SAMPLES = 200;

  private static final double AGREEMENT = 0.9;

  /** Of a pre-trained model's samples; fewer are taken for mistakes of the classifier. */
  private static final double PRESENT = 0.02;

  private final KlConstraint constraint;
  private final boolean[] present;

  private ConstraintClasses(KlConstraint constraint, boolean[] present) {
    this.constraint = constraint;
    this.present = present;
  }

  /**
   * Finds the class that a classifier gives to a constraint's data; all classes that occur, where
   * the data are what a pre-trained model generates.
   */
  static ConstraintClasses find(KlConstraint constraint, SampleClassifier classifier, int[] told) {
    var counts = new int[classifier.classes()];
    Arrays.stream(told).forEach(c -> counts[c]++);
    return constraint.source() instanceof GeneratedSamples
        ? several(constraint, counts)
        : one(constraint, counts);
  }

  private static ConstraintClasses one(KlConstraint constraint, int[] counts) {
    int best = 0;
    for (int c = 1; c < counts.length; c++) {
      best = counts[c] > counts[best] ? c : best;
    }
    if (counts[best] < AGREEMENT * SAMPLES) {
      throw new IllegalArgumentException(
          "the classifier gives the data of constraint '%s' to class %d in %d of %d samples, but a"
                  .formatted(constraint.name(), best, counts[best], SAMPLES)
              + " share can be counted only where it tells the class in 9 of 10: give a classifier"
              + " of these classes, or measure in nats");
    }
    var present = new boolean[counts.length];
    present[best] = true;
    return new ConstraintClasses(constraint, present);
  }

  private static ConstraintClasses several(KlConstraint constraint, int[] counts) {
    var present = new boolean[counts.length];
    int covered = 0;
    for (int c = 0; c < counts.length; c++) {
      present[c] = counts[c] >= PRESENT * SAMPLES;
      covered += present[c] ? counts[c] : 0;
    }
    double reachable = covered / (double) SAMPLES;
    if (reachable < Math.exp(-constraint.nats())) {
      throw new IllegalArgumentException(
          "constraint '%s' asks for a share of %.3g, but of %d samples of the pre-trained model"
                  .formatted(constraint.name(), Math.exp(-constraint.nats()), SAMPLES)
              + " itself only %.3g are told to be of its classes: ask for less"
                  .formatted(reachable));
    }
    return new ConstraintClasses(constraint, present);
  }

  boolean has(int c) {
    return present[c];
  }

  /** Whether these are the classes of what a pre-trained model generates. */
  boolean generated() {
    return constraint.source() instanceof GeneratedSamples;
  }

  static void requireDisjoint(List<ConstraintClasses> all) {
    ConstraintClasses last = all.get(all.size() - 1);
    for (ConstraintClasses other : all.subList(0, all.size() - 1)) {
      for (int c = 0; c < last.present.length; c++) {
        if (last.has(c) && other.has(c)) {
          throw new IllegalArgumentException(
              "the classifier gives the data of constraints '%s' and '%s' to the same class %d: give one"
                      .formatted(other.constraint.name(), last.constraint.name(), c)
                  + " that tells them apart, or measure in nats");
        }
      }
    }
  }

  /** The share of the old distribution can be counted only where new data are of other classes. */
  void requireNewData(SampleClassifier classifier, int[] told) {
    long old = Arrays.stream(told).filter(this::has).count();
    if (old > (1 - AGREEMENT) * told.length) {
      throw new IllegalArgumentException(
          "the classifier gives %d of %d new samples to classes that the pre-trained model of '%s'"
                  .formatted(old, told.length, constraint.name())
              + " makes already (%s of %d), so its share cannot be told from theirs: measure in nats"
                  .formatted(classes(), classifier.classes()));
    }
  }

  private String classes() {
    return IntStream.range(0, present.length).filter(this::has).boxed().toList().toString();
  }
}
