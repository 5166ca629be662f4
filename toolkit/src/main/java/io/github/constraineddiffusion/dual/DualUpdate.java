package io.github.constraineddiffusion.dual;

import java.util.Map;

/** A rule that moves the multipliers by the measured violations. Immutable: its memory is state. */
public interface DualUpdate {

  /** {@return the rule's name} */
  String name();

  /** {@return the step size where the user gives none} */
  double defaultStepSize();

  /**
   * Makes one update.
   *
   * @param state the multipliers and what the rule remembers
   * @param violation the measured violations, positive where violated
   * @param standardError their standard errors in the same unit, 0 or NaN where unknown
   * @param stepSize the step size at this update, above 0
   * @return the state with the new multipliers, one update on
   * @throws IllegalArgumentException if a violation is not finite
   */
  DualState next(DualState state, double[] violation, double[] standardError, double stepSize);

  /**
   * Returns what a checkpoint needs to build this rule again.
   *
   * @return a map of strings and numbers, for {@link #fromDescription}
   */
  Map<String, Object> describe();

  /**
   * Returns the state before the first update.
   *
   * @param lambda the multipliers to start from, finite and not negative
   * @return the state
   */
  default DualState start(double... lambda) {
    for (double value : lambda) {
      if (!(value >= 0 && Double.isFinite(value))) {
        throw new IllegalArgumentException(
            "a multiplier starts at " + value + ", but must be finite and not negative: try 0");
      }
    }
    return new DualState(lambda, Map.of(), 0);
  }

  /**
   * Returns where λ starts if nobody says: at zero.
   *
   * @param constraints how many multipliers
   * @return one value for each
   */
  default double[] origin(int constraints) {
    return new double[constraints];
  }

  /**
   * Builds the rule that {@link #describe} has described.
   *
   * @param map the map; numbers may be of any {@link Number} class
   * @return the rule
   * @throws IllegalArgumentException if an entry is missing or unknown
   */
  static DualUpdate fromDescription(Map<String, ?> map) {
    String name = Descriptions.text(map, "name");
    return switch (name) {
      case "projected sub-gradient" -> new ProjectedSubgradient();
      case "nuPI" ->
          new NuPi(
              Descriptions.number(map, "proportional"),
              Descriptions.number(map, "integral"),
              Descriptions.number(map, "nu"));
      case "momentum" -> new Momentum(Descriptions.number(map, "beta"));
      case "self-setting" -> new SelfSetting();
      case "simplex" -> SimplexAscent.fromDescription(map);
      default ->
          throw new IllegalArgumentException(
              "dual update is '"
                  + name
                  + "', but known are projected sub-gradient, momentum, nuPI, self-setting,"
                  + " simplex: the checkpoint may be of a newer version");
    };
  }
}
