package io.github.constraineddiffusion.data;

import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Shares asked for some classes of a set; the other classes divide the rest in proportion to what
 * they have. Immutable.
 */
public final class ClassBalance {
  private final TreeMap<Integer, Double> shares;

  private ClassBalance(TreeMap<Integer, Double> shares) {
    this.shares = shares;
  }

  /**
   * Asks a share for one class.
   *
   * @param label the class, from 0
   * @param share its share of the whole, above 0 and below 1
   * @return the balance
   */
  public static ClassBalance of(int label, double share) {
    return new ClassBalance(new TreeMap<>()).and(label, share);
  }

  /**
   * Asks a share for one more class.
   *
   * @param label the class, from 0, not named before
   * @param share its share of the whole, above 0; all shares together stay below 1
   * @return a new balance
   */
  public ClassBalance and(int label, double share) {
    if (label < 0) {
      throw new IllegalArgumentException(
          "class is " + label + ", but classes count from 0: name a class of the set");
    }
    if (!(share > 0 && share < 1)) {
      throw new IllegalArgumentException(
          ("share of class %d is %s, but must be above 0 and below 1: to leave a class out, keep"
                  + " the others with only(…)")
              .formatted(label, share));
    }
    if (shares.containsKey(label)) {
      throw new IllegalArgumentException(
          "class %d is given a share twice: name it once".formatted(label));
    }
    var more = new TreeMap<>(shares);
    more.put(label, share);
    double sum = more.values().stream().mapToDouble(Double::doubleValue).sum();
    if (!(sum < 1)) {
      throw new IllegalArgumentException(
          "the shares sum to %s, but must stay below 1: leave a rest for the other classes"
              .formatted(sum));
    }
    return new ClassBalance(more);
  }

  /**
   * Returns what was asked.
   *
   * @return the share of each class that was named, by class
   */
  public Map<Integer, Double> shares() {
    return new TreeMap<>(shares);
  }

  /**
   * Returns the shares that a set has afterwards.
   *
   * @param current the share of each class; those asked for must be above 0
   */
  double[] applyTo(double[] current) {
    double rest = 1;
    double others = 1;
    for (var asked : shares.entrySet()) {
      int label = asked.getKey();
      if (label >= current.length || !(current[label] > 0)) {
        throw new IllegalArgumentException(
            ("class %d is given the share %s, but the set has no image of it: name classes that it"
                    + " has")
                .formatted(label, asked.getValue()));
      }
      rest -= asked.getValue();
      others -= current[label];
    }
    if (!(others > 1e-12)) {
      throw new IllegalArgumentException(
          "every class of the set is given a share: leave out at least one, which takes the rest");
    }
    var after = new double[current.length];
    for (int k = 0; k < after.length; k++) {
      after[k] = shares.getOrDefault(k, current[k] / others * rest);
    }
    return after;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof ClassBalance that && shares.equals(that.shares);
  }

  @Override
  public int hashCode() {
    return shares.hashCode();
  }

  @Override
  public String toString() {
    return shares.entrySet().stream()
        .map(asked -> "class " + asked.getKey() + ": " + Numbers.brief(asked.getValue()))
        .collect(Collectors.joining(", "));
  }
}
