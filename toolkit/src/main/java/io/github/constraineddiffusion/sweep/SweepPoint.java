package io.github.constraineddiffusion.sweep;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * One setting of a sweep's parameters: numbers, texts and booleans by name. Immutable.
 *
 * <p>Equal where the values are equal as numbers: 1 and 1.0 are the same.
 */
public final class SweepPoint {
  private static final double EXACT_WHOLE = 1L << 53;

  private final Map<String, Object> values;

  private SweepPoint(Map<String, Object> values) {
    this.values = Collections.unmodifiableMap(values);
  }

  /**
   * Makes a point.
   *
   * @param values numbers, texts, booleans or constants of an enum, which stand for their names
   * @return the point
   * @throws IllegalArgumentException where a value is anything else, or a number is not finite
   */
  public static SweepPoint of(Map<String, ?> values) {
    Map<String, Object> checked = new LinkedHashMap<>();
    values.forEach((name, value) -> checked.put(name, checked(name, value)));
    return new SweepPoint(checked);
  }

  static Object checked(String name, Object value) {
    if (value instanceof Number number) {
      double v = number.doubleValue();
      if (!Double.isFinite(v)) {
        throw new IllegalArgumentException(
            "a value of \"" + name + "\" is " + value + ", but numbers of a sweep are finite");
      }
      boolean whole = v == Math.rint(v) && Math.abs(v) < EXACT_WHOLE;
      return whole || number instanceof Long
          ? (Object) number.longValue()
          : (Object) Double.valueOf(number.toString());
    }
    if (value instanceof Enum<?> constant) {
      return constant.name();
    }
    if (value instanceof Boolean || value instanceof String) {
      return value;
    }
    throw new IllegalArgumentException(
        "a value of \"%s\" is %s, but a parameter is a number, a text or true or false: name it, and let the template choose by the name"
            .formatted(name, value == null ? "null" : "a " + value.getClass().getSimpleName()));
  }

  /**
   * Returns a number.
   *
   * @param name of the parameter
   * @return its value
   * @throws IllegalArgumentException where it is not set or not a number, with what is set
   */
  public double number(String name) {
    return as(Number.class, name, "a number").doubleValue();
  }

  /**
   * Returns a whole number.
   *
   * @param name of the parameter
   * @return its value
   * @throws IllegalArgumentException where it is not set or not whole
   */
  public int integer(String name) {
    Number number = as(Number.class, name, "a number");
    if (!(number instanceof Long whole) || whole != whole.intValue()) {
      throw new IllegalArgumentException(
          "\"" + name + "\" is " + number + ", but a whole number is asked for: use number(name)");
    }
    return whole.intValue();
  }

  /**
   * Returns a text.
   *
   * @param name of the parameter
   * @return its value
   * @throws IllegalArgumentException where it is not set or not a text
   */
  public String text(String name) {
    return as(String.class, name, "a text");
  }

  /**
   * Returns a yes or no.
   *
   * @param name of the parameter
   * @return its value
   * @throws IllegalArgumentException where it is not set or not true or false
   */
  public boolean flag(String name) {
    return as(Boolean.class, name, "true or false");
  }

  private <T> T as(Class<T> type, String name, String what) {
    Object value = value(name);
    if (!type.isInstance(value)) {
      throw new IllegalArgumentException(
          "\"%s\" is %s, but %s is asked for: vary it over such values"
              .formatted(name, value, what));
    }
    return type.cast(value);
  }

  Object value(String name) {
    if (!has(name)) {
      throw new IllegalArgumentException(
          "the sweep has no parameter \"%s\", only %s: correct the name, or add vary(\"%s\", ...) or set(\"%s\", value)"
              .formatted(name, names(), name, name));
    }
    return values.get(name);
  }

  /**
   * Says whether a parameter is set.
   *
   * @param name of the parameter
   * @return whether it is
   */
  public boolean has(String name) {
    return values.containsKey(name);
  }

  /** {@return the names of the parameters, constants last} */
  public List<String> names() {
    return List.copyOf(values.keySet());
  }

  /** {@return the values by name: Long, Double, String or Boolean} */
  public Map<String, Object> values() {
    return values;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof SweepPoint that && values.equals(that.values);
  }

  @Override
  public int hashCode() {
    return values.hashCode();
  }

  @Override
  public String toString() {
    return values.entrySet().stream()
        .map(each -> each.getKey() + " = " + each.getValue())
        .collect(Collectors.joining(", "));
  }
}
