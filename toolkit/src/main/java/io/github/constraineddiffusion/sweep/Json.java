package io.github.constraineddiffusion.sweep;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import java.lang.reflect.Array;
import java.math.BigDecimal;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;

/** JSON in one form: keys in order, numbers without trailing zeros, so that equal means equal. */
final class Json {
  /** Reads and writes records; measurements may be no numbers. */
  static final Gson GSON =
      new GsonBuilder()
          .serializeSpecialFloatingPointValues()
          .disableHtmlEscaping()
          .setPrettyPrinting()
          .create();

  /** The same on one line. */
  static final Gson COMPACT =
      new GsonBuilder()
          .serializeSpecialFloatingPointValues()
          .disableHtmlEscaping()
          .serializeNulls()
          .create();

  private Json() {}

  static String canonical(Object value) {
    return COMPACT.toJson(tree(value));
  }

  static JsonElement tree(Object value) {
    if (value == null) {
      return JsonNull.INSTANCE;
    }
    if (value instanceof Map<?, ?> map) {
      JsonObject object = new JsonObject();
      new TreeMap<>(map).forEach((name, each) -> object.add(name.toString(), tree(each)));
      return object;
    }
    if (value instanceof Iterable<?> list) {
      JsonArray array = new JsonArray();
      list.forEach(each -> array.add(tree(each)));
      return array;
    }
    if (value.getClass().isArray()) {
      JsonArray array = new JsonArray();
      for (int i = 0; i < Array.getLength(value); i++) {
        array.add(tree(Array.get(value, i)));
      }
      return array;
    }
    if (value instanceof Number number && Double.isFinite(number.doubleValue())) {
      return new JsonPrimitive(new BigDecimal(number.toString()).stripTrailingZeros());
    }
    return value instanceof Boolean b ? new JsonPrimitive(b) : new JsonPrimitive(value.toString());
  }

  /** The leaves of an object by their paths, such as {@code settings.dual.every}. */
  static Map<String, String> leaves(JsonElement element) {
    Map<String, String> leaves = new LinkedHashMap<>();
    collect("", element, leaves);
    return leaves;
  }

  private static void collect(String path, JsonElement element, Map<String, String> leaves) {
    if (!element.isJsonObject()) {
      leaves.put(path, element.isJsonPrimitive() ? element.getAsString() : element.toString());
      return;
    }
    element
        .getAsJsonObject()
        .asMap()
        .forEach((name, each) -> collect(path.isEmpty() ? name : path + "." + name, each, leaves));
  }

  /** The values of a flat object: numbers, texts and booleans. */
  static Map<String, Object> values(JsonObject object) {
    Map<String, Object> values = new LinkedHashMap<>();
    object
        .asMap()
        .forEach(
            (name, each) -> {
              JsonPrimitive value = each.getAsJsonPrimitive();
              values.put(
                  name,
                  value.isNumber()
                      ? value.getAsBigDecimal()
                      : value.isBoolean() ? (Object) value.getAsBoolean() : value.getAsString());
            });
    return values;
  }
}
