package io.github.constraineddiffusion.dual;

import java.util.Map;

/** How the dual step size falls over a run. */
public sealed interface Decay permits Decay.None, Decay.Cosine, Decay.InverseSqrt {

  /**
   * Returns the factor on the step size.
   *
   * @param step steps since the end of the warm-up, not negative
   * @param total the steps from the warm-up to the end of the run, above 0
   * @return a factor in (0, 1]
   */
  double factor(int step, int total);

  /**
   * Returns what a checkpoint needs to build this decay again.
   *
   * @return a map of strings and numbers, for {@link #fromDescription}
   */
  Map<String, Object> describe();

  /**
   * Returns a constant step size.
   *
   * @return no decay
   */
  static Decay none() {
    return new None();
  }

  /**
   * Returns a step size that falls along half a cosine to {@code floor} times its start.
   *
   * @param floor the last factor, in (0, 1]
   * @return the decay
   */
  static Decay cosine(double floor) {
    return new Cosine(floor);
  }

  /**
   * Returns 1/√(1 + step/scale), the classical rate of stochastic sub-gradients.
   *
   * @param scale the training steps after which the factor is 1/√2, above 0
   * @return the decay
   */
  static Decay inverseSqrt(int scale) {
    return new InverseSqrt(scale);
  }

  /**
   * Builds the decay that {@link #describe} has described.
   *
   * @param map the map; numbers may be of any {@link Number} class
   * @return the decay
   * @throws IllegalArgumentException if an entry is missing or unknown
   */
  static Decay fromDescription(Map<String, ?> map) {
    String kind = Descriptions.text(map, "kind");
    return switch (kind) {
      case "none" -> none();
      case "cosine" -> cosine(Descriptions.number(map, "floor"));
      case "inverseSqrt" -> inverseSqrt((int) Descriptions.number(map, "scale"));
      default ->
          throw new IllegalArgumentException(
              "decay is '" + kind + "', but known are none, cosine, inverseSqrt");
    };
  }

  /** A constant step size. */
  record None() implements Decay {
    @Override
    public double factor(int step, int total) {
      return 1;
    }

    @Override
    public Map<String, Object> describe() {
      return Map.of("kind", "none");
    }
  }

  /**
   * Half a cosine.
   *
   * @param floor the last factor
   */
  record Cosine(double floor) implements Decay {
    /**
     * Checks the floor.
     *
     * @param floor the last factor
     */
    public Cosine {
      if (!(floor > 0 && floor <= 1)) {
        throw new IllegalArgumentException(
            "floor is " + floor + ", but the last factor lies in (0, 1]: try 0.05");
      }
    }

    // floor + (1 − floor)·(1 + cos(π·step/total))/2
    @Override
    public double factor(int step, int total) {
      double progress = Math.min(1, (double) step / total);
      return floor + (1 - floor) * (1 + Math.cos(Math.PI * progress)) / 2;
    }

    @Override
    public Map<String, Object> describe() {
      return Map.of("kind", "cosine", "floor", floor);
    }
  }

  /**
   * The inverse square root.
   *
   * @param scale the steps after which the factor is 1/√2
   */
  record InverseSqrt(int scale) implements Decay {
    /**
     * Checks the scale.
     *
     * @param scale the steps after which the factor is 1/√2
     */
    public InverseSqrt {
      if (scale < 1) {
        throw new IllegalArgumentException(
            "scale is " + scale + ", but must be at least 1 training step: try 500");
      }
    }

    @Override
    public double factor(int step, int total) {
      return 1 / Math.sqrt(1 + (double) step / scale);
    }

    @Override
    public Map<String, Object> describe() {
      return Map.of("kind", "inverseSqrt", "scale", scale);
    }
  }
}
