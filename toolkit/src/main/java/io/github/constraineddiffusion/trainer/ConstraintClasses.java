package io.github.constraineddiffusion.trainer;

import io.github.constraineddiffusion.constraint.KlConstraint;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/** The classes whose share of generated samples a constraint speaks of. */
final class ConstraintClasses {
  private static final double AGREEMENT = 0.9;

  /** Of a pre-trained model's samples: what a classifier may mistake for new data. */
  private static final double MISTAKES = 0.1;

  private static final double ROUNDING = 1e-12;

  private final KlConstraint constraint;
  private final boolean[] present;

  private ConstraintClasses(KlConstraint constraint, boolean[] present) {
    this.constraint = constraint;
    this.present = present;
  }

  /**
   * Finds the one class that a classifier gives to a constraint's data.
   *
   * @param counts how many of the data it gives to each class
   */
  static ConstraintClasses one(KlConstraint constraint, int[] counts) {
    int best = 0;
    for (int c = 1; c < counts.length; c++) {
      best = counts[c] > counts[best] ? c : best;
    }
    int all = Arrays.stream(counts).sum();
    if (counts[best] < AGREEMENT * all) {
      throw new IllegalArgumentException(
          "the classifier gives the data of constraint '%s' to class %d in %d of %d samples, but a"
                  .formatted(constraint.name(), best, counts[best], all)
              + " share can be counted only where it tells the class in 9 of 10: give a classifier"
              + " of these classes, or measure in nats");
    }
    var present = new boolean[counts.length];
    present[best] = true;
    return new ConstraintClasses(constraint, present);
  }

  /**
   * Finds the classes of what a pre-trained model generates: all but those that the problem's other
   * data are of, so that a rare old class counts too. Of several models, a class that none of them
   * has is nobody's.
   *
   * @param counts how many of the model's samples the classifier gives to each class
   * @param others the same of the objective's and the other constraints' data
   * @param alone whether no other constraint is to a pre-trained model
   */
  static ConstraintClasses old(
      KlConstraint constraint, int[] counts, List<int[]> others, boolean alone) {
    double all = Arrays.stream(counts).sum();
    var present = new boolean[counts.length];
    double reachable = 0;
    for (int c = 0; c < counts.length; c++) {
      int at = c;
      present[c] =
          others.stream().noneMatch(o -> o[at] > counts[at] || !alone && o[at] == counts[at]);
      reachable += present[c] ? counts[c] / all : 0;
    }
    var classes = new ConstraintClasses(constraint, present);
    if (1 - reachable > MISTAKES) {
      throw new IllegalArgumentException(
          "the classifier gives %.0f %% of what the pre-trained model of '%s' generates to classes %s,"
                  .formatted(100 * (1 - reachable), constraint.name(), classes.absent())
              + " of which the problem's other data are, so its share cannot be told from theirs:"
              + " measure in nats");
    }
    classes.requireReachable(reachable);
    return classes;
  }

  private void requireReachable(double reachable) {
    // what the remedy names must not fail for its last bit
    if (reachable < Math.exp(-constraint.nats()) * (1 - ROUNDING)) {
      throw new IllegalArgumentException(
          "constraint '%s' asks for %s, but of the pre-trained model's own samples only a share of"
                  .formatted(constraint.name(), constraint.threshold())
              + " %s are told to be of its classes: ask for at most %s"
                  .formatted(reachable, Math.floor(1e3 * reachable) / 1e3));
    }
  }

  boolean has(int c) {
    return present[c];
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

  private String absent() {
    return IntStream.range(0, present.length).filter(c -> !has(c)).boxed().toList().toString();
  }
}
