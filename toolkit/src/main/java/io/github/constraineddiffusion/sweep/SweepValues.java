package io.github.constraineddiffusion.sweep;

import java.lang.reflect.Array;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/** Checks what a sweep is given. */
final class SweepValues {
  private static final Pattern FOLDER = Pattern.compile("[\\p{L}\\p{N}][\\p{L}\\p{N}._ -]*");
  private static final Pattern STANDARD =
      Pattern.compile("steps|(λ|value|error|threshold|slack|relaxation) .*");
  private static final Set<String> COLUMNS =
      Set.of("seed", "state", "seconds", "step ms", "alarms", "message");

  private SweepValues() {}

  static void requireFolder(String name) {
    if (name == null || !FOLDER.matcher(name).matches()) {
      throw new IllegalArgumentException(
          "the sweep's name is \""
              + name
              + "\", but it names a folder: use letters, digits, blanks, points and dashes");
    }
  }

  /** The values of one parameter; the elements of a single array or collection. */
  static List<Object> axis(String parameter, Object... values) {
    List<Object> checked = new ArrayList<>();
    for (Object value : elements(values)) {
      checked.add(SweepPoint.checked(parameter, value));
    }
    if (checked.isEmpty() || new HashSet<>(checked).size() < checked.size()) {
      throw new IllegalArgumentException(
          "\"%s\" is varied over %s, but needs at least one value, and each once"
              .formatted(parameter, checked));
    }
    return List.copyOf(checked);
  }

  private static List<Object> elements(Object... values) {
    Object only = values.length == 1 ? values[0] : values;
    if (only instanceof Collection<?> collection) {
      return new ArrayList<>(collection);
    }
    if (only == null || !only.getClass().isArray()) {
      return Collections.singletonList(only);
    }
    List<Object> list = new ArrayList<>();
    for (int i = 0; i < Array.getLength(only); i++) {
      list.add(Array.get(only, i));
    }
    return list;
  }

  static List<Map<String, Object>> points(List<? extends Map<String, ?>> points) {
    if (points.isEmpty()) {
      throw new IllegalArgumentException("the list of points is empty: give at least one");
    }
    List<Map<String, Object>> checked = new ArrayList<>();
    for (Map<String, ?> point : points) {
      if (!point.keySet().equals(points.get(0).keySet())) {
        throw new IllegalArgumentException(
            "a point has values for %s, the first one for %s: give every point the same names"
                .formatted(point.keySet(), points.get(0).keySet()));
      }
      checked.add(new LinkedHashMap<>(SweepPoint.of(point).values()));
    }
    if (new HashSet<>(checked).size() < checked.size()) {
      throw new IllegalArgumentException(
          "a point is twice in the list " + checked + ": give each once");
    }
    return List.copyOf(checked);
  }

  static void requireName(String name) {
    if (name == null || name.isBlank() || COLUMNS.contains(name)) {
      throw new IllegalArgumentException(
          "\"%s\" cannot name a parameter or metric: the table has the columns %s of its own%s"
              .formatted(name, new TreeSet<>(COLUMNS), "seed".equals(name) ? ", see seeds" : ""));
    }
  }

  static void requireMetric(String name) {
    if (STANDARD.matcher(name).matches()) {
      throw new IllegalArgumentException(
          "\"" + name + "\" cannot name a metric: the table has such a column of its own");
    }
  }
}
