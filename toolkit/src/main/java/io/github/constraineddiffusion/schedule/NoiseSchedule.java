package io.github.constraineddiffusion.schedule;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * How much of a sample is left at each timestep: x_t = √ᾱ_t·x₀ + √(1−ᾱ_t)·ε, in double.
 *
 * <p>Timesteps run from 1 to T = {@link #steps()}; t = 0 is the clean end (ᾱ_0 = 1, or sigmoid(max)
 * for {@link #uniformLogSnr}). The timestep t here is t − 1 in diffusers. ᾱ falls strictly.
 */
public final class NoiseSchedule {
  private static final double REACHES_NOISE = 0.01;

  private final Map<String, Object> description;
  private final double[] alphaBar;

  NoiseSchedule(Map<String, Object> description, double[] alphaBar) {
    this.description = description;
    this.alphaBar = alphaBar;
  }

  /**
   * Returns the linear schedule of DDPM (arXiv 2006.11239), β from 1e-4 to 0.02.
   *
   * @param steps the number of timesteps T, at least 1
   * @return the schedule
   */
  public static NoiseSchedule linear(int steps) {
    return linear(steps, 1e-4, 0.02);
  }

  /**
   * Returns a schedule with β linear in t.
   *
   * @param steps the number of timesteps T, at least 1
   * @param betaStart β_1, in (0, 1)
   * @param betaEnd β_T, in (0, 1), not below {@code betaStart}
   * @return the schedule
   */
  public static NoiseSchedule linear(int steps, double betaStart, double betaEnd) {
    return Schedules.linear(steps, betaStart, betaEnd);
  }

  /**
   * Returns the cosine schedule of arXiv 2102.09672, as diffusers' "squaredcos_cap_v2".
   *
   * @param steps the number of timesteps T, at least 1
   * @return the schedule
   */
  public static NoiseSchedule cosine(int steps) {
    return Schedules.cosine(steps);
  }

  /**
   * Returns the schedule of GeoDiff, diffusers' "sigmoid": β = sigmoid(−6…6) scaled to 1e-4…0.02.
   *
   * @param steps the number of timesteps T, at least 1
   * @return the schedule
   */
  public static NoiseSchedule sigmoid(int steps) {
    return Schedules.sigmoid(steps);
  }

  /**
   * Returns a schedule whose log-SNR falls in equal steps: log(ᾱ_t/(1−ᾱ_t)) = max + (min −
   * max)·t/T.
   *
   * @param steps the number of timesteps T, at least 1; there are T + 1 levels, t = 0 at {@code
   *     max}
   * @param max the log-SNR of the clean end, at most 30
   * @param min the log-SNR at t = T, at least −30, below {@code max}
   * @return the schedule
   */
  public static NoiseSchedule uniformLogSnr(int steps, double max, double min) {
    return Schedules.uniformLogSnr(steps, max, min);
  }

  /**
   * Returns a copy rescaled so that nothing of the sample is left at t = T (arXiv 2305.08891,
   * algorithm 1).
   *
   * <p>ᾱ_T is 2⁻²⁴ and not 0, as in diffusers' DPM-Solver, so that a noise prediction still
   * determines the clean sample. Train such a schedule with V or X0: a small error of an EPSILON
   * network is blown up by 1/√ᾱ_T at the first sampling step.
   *
   * @return the rescaled copy
   */
  public NoiseSchedule zeroTerminalSnr() {
    return Schedules.zeroTerminalSnr(this);
  }

  /** {@return the number of timesteps T} */
  public int steps() {
    return alphaBar.length - 1;
  }

  /**
   * Returns ᾱ_t, the share of the sample's variance that is left.
   *
   * @param t a timestep in 0…T
   * @return ᾱ_t in (0, 1]
   */
  public double alphaBar(int t) {
    if (t < 0 || t > steps()) {
      throw new IllegalArgumentException(
          "timestep is " + t + ", but this schedule has timesteps 0 (clean) to " + steps());
    }
    return alphaBar[t];
  }

  /**
   * Returns α_t = √ᾱ_t, the factor of the clean sample.
   *
   * @param t a timestep in 0…T
   * @return α_t in (0, 1]
   */
  public double alpha(int t) {
    return Math.sqrt(alphaBar(t));
  }

  /**
   * Returns σ_t = √(1−ᾱ_t), the factor of the noise.
   *
   * @param t a timestep in 0…T
   * @return σ_t in [0, 1)
   */
  public double sigma(int t) {
    return Math.sqrt(1 - alphaBar(t));
  }

  /**
   * Returns log(ᾱ_t/(1−ᾱ_t)), infinite where ᾱ_t = 1.
   *
   * @param t a timestep in 0…T
   * @return the log-SNR
   */
  public double logSnr(int t) {
    return Math.log(alphaBar(t) / (1 - alphaBar(t)));
  }

  /**
   * Returns β_t = 1 − ᾱ_t/ᾱ_{t−1}, the variance that step t adds.
   *
   * @param t a timestep in 1…T
   * @return β_t in (0, 1)
   */
  public double beta(int t) {
    return 1 - alphaBar(t) / alphaBar(t - 1);
  }

  /**
   * Returns a warning where sampling would start from noise that the schedule never reaches.
   *
   * @return the warning with the remedy, or nothing where ᾱ_T ≤ 0.01
   */
  public Optional<String> samplingWarning() {
    double end = alphaBar[steps()];
    if (end <= REACHES_NOISE) {
      return Optional.empty();
    }
    return Optional.of(
        String.format(
            Locale.ROOT,
            "%s ends at alphaBar = %.3g: %.0f %% of the data's standard deviation is left there, but"
                + " sampling starts from pure noise, which the network has never seen. Use more"
                + " steps, a larger betaEnd, uniformLogSnr(steps, 8, -8) or zeroTerminalSnr().",
            this,
            end,
            100 * Math.sqrt(end)));
  }

  /**
   * Returns what a checkpoint needs to build this schedule again.
   *
   * @return a map of strings, numbers and booleans, for {@link #fromDescription}
   */
  public Map<String, Object> describe() {
    return new LinkedHashMap<>(description);
  }

  /**
   * Builds the schedule that {@link #describe} has described.
   *
   * @param description the map; numbers may be of any {@link Number} class
   * @return the schedule
   * @throws IllegalArgumentException if an entry is missing or unknown
   */
  public static NoiseSchedule fromDescription(Map<String, ?> description) {
    return Schedules.fromDescription(description);
  }

  @Override
  public String toString() {
    return description.toString();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof NoiseSchedule that && Arrays.equals(alphaBar, that.alphaBar);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(alphaBar);
  }
}
