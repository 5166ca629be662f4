package io.github.constraineddiffusion.dual;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * All that a checkpoint keeps of a dual ascent. Immutable: arrays are copied in and out.
 *
 * @param lambda the multipliers λ
 * @param memory what the update rule and the averaging remember, by name
 * @param updates how many dual updates have been made
 */
public record DualState(double[] lambda, Map<String, double[]> memory, int updates) {

  /**
   * Copies the arrays.
   *
   * @param lambda the multipliers λ
   * @param memory what the update rule and the averaging remember, by name
   * @param updates how many dual updates have been made
   */
  public DualState {
    lambda = lambda.clone();
    memory = copy(memory);
  }

  /** {@return a copy of λ} */
  @Override
  public double[] lambda() {
    return lambda.clone();
  }

  /** {@return a copy of what is remembered, by name} */
  @Override
  public Map<String, double[]> memory() {
    return copy(memory);
  }

  /**
   * Returns a remembered array.
   *
   * @param key its name
   * @return a copy; zeros, one for each multiplier, where nothing is remembered yet
   */
  public double[] recall(String key) {
    double[] value = memory.get(key);
    return value == null ? new double[lambda.length] : value.clone();
  }

  /**
   * Returns a copy with new multipliers, counting no update.
   *
   * @param values λ
   * @return the copy
   */
  public DualState withLambda(double... values) {
    return new DualState(values, memory, updates);
  }

  /**
   * Returns a copy that remembers one more array, counting no update.
   *
   * @param key its name
   * @param value its content
   * @return the copy
   */
  public DualState remember(String key, double... value) {
    Map<String, double[]> more = new LinkedHashMap<>(memory);
    more.put(key, value);
    return new DualState(lambda, more, updates);
  }

  /**
   * Returns the state after an update.
   *
   * @param values the new λ
   * @return a copy with one more update
   */
  DualState updated(double[] values) {
    return new DualState(values, memory, updates + 1);
  }

  /**
   * Returns this state as maps and numbers.
   *
   * @return a map for {@link #fromDescription}
   */
  public Map<String, Object> describe() {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("lambda", lambda());
    map.put("memory", memory());
    map.put("updates", updates);
    return map;
  }

  /**
   * Builds the state that {@link #describe} has described.
   *
   * @param map the map; arrays may be lists of numbers
   * @return the state
   * @throws IllegalArgumentException if an entry is missing
   */
  public static DualState fromDescription(Map<String, ?> map) {
    Map<String, double[]> memory = new LinkedHashMap<>();
    for (var entry : Descriptions.map(map, "memory").entrySet()) {
      memory.put(entry.getKey(), Descriptions.array(entry.getValue(), entry.getKey()));
    }
    return new DualState(
        Descriptions.array(map.get("lambda"), "lambda"),
        memory,
        (int) Descriptions.number(map, "updates"));
  }

  private static Map<String, double[]> copy(Map<String, double[]> memory) {
    Map<String, double[]> copy = new LinkedHashMap<>();
    memory.forEach((key, value) -> copy.put(key, value.clone()));
    return copy;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof DualState that
        && updates == that.updates
        && Arrays.equals(lambda, that.lambda)
        && memory.keySet().equals(that.memory.keySet())
        && memory.entrySet().stream()
            .allMatch(e -> Arrays.equals(e.getValue(), that.memory.get(e.getKey())));
  }

  @Override
  public int hashCode() {
    return 31 * Arrays.hashCode(lambda) + updates;
  }

  @Override
  public String toString() {
    return "lambda " + Arrays.toString(lambda) + " after " + updates + " updates";
  }
}
