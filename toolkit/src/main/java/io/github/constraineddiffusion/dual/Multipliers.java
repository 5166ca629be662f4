package io.github.constraineddiffusion.dual;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** The multipliers λ ≥ 0 of named constraints. Immutable. */
public final class Multipliers {
  private final List<String> names;
  private final double[] values;

  private Multipliers(List<String> names, double[] values) {
    this.names = List.copyOf(names);
    this.values = values.clone();
  }

  /**
   * Names the multipliers.
   *
   * @param names the constraints, one name each
   * @param values λ, in the same order, finite and not negative
   * @return the multipliers
   */
  public static Multipliers of(List<String> names, double... values) {
    if (names.size() != values.length) {
      throw new IllegalArgumentException(
          "multipliers are "
              + values.length
              + ", but constraints are "
              + names.size()
              + ": give one value for each name");
    }
    for (int i = 0; i < values.length; i++) {
      if (!(values[i] >= 0 && Double.isFinite(values[i]))) {
        throw new IllegalArgumentException(
            "the multiplier of '"
                + names.get(i)
                + "' is "
                + values[i]
                + ", but multipliers are finite and not negative");
      }
    }
    return new Multipliers(names, values);
  }

  /** {@return the names of the constraints} */
  public List<String> names() {
    return names;
  }

  /** {@return a copy of λ, in the order of {@link #names()}} */
  public double[] values() {
    return values.clone();
  }

  /**
   * Returns the multiplier at a position.
   *
   * @param index the position, from 0
   * @return its λ
   */
  public double get(int index) {
    return values[index];
  }

  /**
   * Returns the multiplier of a constraint.
   *
   * @param name the constraint's name
   * @return its λ
   */
  public double get(String name) {
    int index = names.indexOf(name);
    if (index < 0) {
      throw new IllegalArgumentException(
          "no constraint is named '" + name + "': the names are " + names);
    }
    return values[index];
  }

  /** {@return the largest multiplier, 0 where there is none} */
  public double max() {
    return Arrays.stream(values).max().orElse(0);
  }

  @Override
  public String toString() {
    return IntStream.range(0, values.length)
        .mapToObj(i -> String.format(Locale.ROOT, "%s %.4f", names.get(i), values[i]))
        .collect(Collectors.joining(", "));
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Multipliers that
        && names.equals(that.names)
        && Arrays.equals(values, that.values);
  }

  @Override
  public int hashCode() {
    return 31 * names.hashCode() + Arrays.hashCode(values);
  }
}
