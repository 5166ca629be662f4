package io.github.constraineddiffusion.dual;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Reads maps that may have been through JSON: every number a Double, every array a List. */
final class Descriptions {

  private Descriptions() {}

  static double number(Map<String, ?> map, String key) {
    if (map.get(key) instanceof Number value) {
      return value.doubleValue();
    }
    throw missing("number", key, map);
  }

  static String text(Map<String, ?> map, String key) {
    if (map.get(key) instanceof String value) {
      return value;
    }
    throw missing("text", key, map);
  }

  static Map<String, Object> map(Map<String, ?> map, String key) {
    if (map.get(key) instanceof Map<?, ?> value) {
      Map<String, Object> copy = new LinkedHashMap<>();
      value.forEach((k, v) -> copy.put(String.valueOf(k), v));
      return copy;
    }
    throw missing("map", key, map);
  }

  static double[] array(Object value, String key) {
    if (value instanceof double[] array) {
      return array.clone();
    }
    if (value instanceof List<?> list && list.stream().allMatch(Number.class::isInstance)) {
      return list.stream().mapToDouble(v -> ((Number) v).doubleValue()).toArray();
    }
    throw new IllegalArgumentException(
        "the description holds no numbers for '" + key + "', but " + value);
  }

  private static IllegalArgumentException missing(String kind, String key, Map<String, ?> map) {
    return new IllegalArgumentException(
        "the description has no " + kind + " '" + key + "': it holds " + map.keySet());
  }
}
