package io.github.constraineddiffusion.dual;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The coefficients of a formulation: one for all constraints, or one each. */
final class Coefficients {

  private Coefficients() {}

  static List<Double> checked(String name, List<Double> values, String suggestion) {
    if (values.isEmpty()) {
      throw new IllegalArgumentException(
          name + " is missing: give one number for all constraints, or one each");
    }
    for (double value : values) {
      if (!(value > 0 && Double.isFinite(value))) {
        throw new IllegalArgumentException(
            "%s is %s, but must be positive and finite: try %s".formatted(name, value, suggestion));
      }
    }
    return List.copyOf(values);
  }

  static double[] spread(List<Double> values, int constraints) {
    List<Double> each =
        values.size() == 1 ? Collections.nCopies(constraints, values.get(0)) : values;
    if (each.size() != constraints) {
      throw new IllegalArgumentException(
          "the formulation has %d coefficients, but there are %d constraints: give one for all, or one each"
              .formatted(values.size(), constraints));
    }
    return each.stream().mapToDouble(Double::doubleValue).toArray();
  }

  static Map<String, Object> described(String kind, List<Double> values) {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("kind", kind);
    map.put("coefficients", values);
    return map;
  }
}
