package io.github.constraineddiffusion.divergence;

import io.github.constraineddiffusion.schedule.NoiseSchedule;
import java.util.random.RandomGenerator;

/**
 * Draws timesteps so that every part of the noise range gets its share of a batch.
 *
 * <p>Estimates sums Σ_t w_t·y_t: timestep t is drawn with probability p_t, which is w_t / Σw unless
 * a better density is known, and y_t counts w_t / p_t. A batch of n takes one draw from each of n
 * slices of equal probability, which leaves every mean unbiased and takes out the variance between
 * levels.
 */
public final class StratifiedLevels {
  private final int first;
  private final double[] weights;
  private final double[] cumulative;

  private StratifiedLevels(int first, double[] weights, double[] density) {
    this.first = first;
    this.weights = weights;
    this.cumulative = new double[density.length];
    double sum = 0;
    for (int i = 0; i < density.length; i++) {
      sum += density[i];
      cumulative[i] = sum;
    }
  }

  /**
   * Returns levels 1…T with equal probability, as diffusion models are trained.
   *
   * @param schedule the noise schedule
   * @return levels 1…T with equal probability, as diffusion models are trained
   */
  public static StratifiedLevels uniform(NoiseSchedule schedule) {
    double[] ones = new double[schedule.steps()];
    java.util.Arrays.fill(ones, 1);
    return new StratifiedLevels(1, ones, ones);
  }

  /**
   * Returns levels weighted by the trapezoid rule in log-SNR, over the finite levels 1…T.
   *
   * @param schedule the noise schedule
   * @param maxLogSnr levels with a higher log-SNR are left out
   * @param minLogSnr levels with a lower log-SNR are left out
   * @return levels weighted by the trapezoid rule in log-SNR, over the finite levels 1…T
   * @throws IllegalArgumentException where fewer than two levels are left
   */
  public static StratifiedLevels trapezoid(
      NoiseSchedule schedule, double maxLogSnr, double minLogSnr) {
    int first = 1;
    int last = schedule.steps();
    while (first <= last && !(schedule.logSnr(first) <= maxLogSnr)) {
      first++;
    }
    while (last >= first && !(Math.max(minLogSnr, -Double.MAX_VALUE) <= schedule.logSnr(last))) {
      last--;
    }
    if (last - first < 1) {
      throw new IllegalArgumentException(
          "only "
              + Math.max(0, last - first + 1)
              + " of "
              + schedule.steps()
              + " levels have a log-SNR in ["
              + minLogSnr
              + ", "
              + maxLogSnr
              + "], but an integral needs at least 2: widen the range");
    }
    double[] weights = new double[last - first + 1];
    for (int t = first; t < last; t++) {
      double half = (schedule.logSnr(t) - schedule.logSnr(t + 1)) / 2;
      weights[t - first] += half;
      weights[t + 1 - first] += half;
    }
    return new StratifiedLevels(first, weights, weights);
  }

  /**
   * Returns levels for the same sum, drawn more often where terms vary more.
   *
   * @param moments what is known of the terms' sizes
   */
  StratifiedLevels drawnBy(LevelMoments moments) {
    double[] density = new double[weights.length];
    for (int i = 0; i < density.length; i++) {
      density[i] = weights[i] * moments.size(i / (double) weights.length);
    }
    return new StratifiedLevels(first, weights, density);
  }

  /** {@return Σw: for trapezoid weights the width of the range in log-SNR} */
  double weight() {
    double sum = 0;
    for (double w : weights) {
      sum += w;
    }
    return sum;
  }

  private double total() {
    return cumulative[cumulative.length - 1];
  }

  /** Returns where a timestep lies in the range, in [0, 1): 0 is the cleanest level. */
  double position(float t) {
    return ((int) t - first) / (double) weights.length;
  }

  /** Returns w_t / p_t, by which a term drawn at timestep t counts. */
  double importance(float t) {
    int i = (int) t - first;
    double density = cumulative[i] - (i == 0 ? 0 : cumulative[i - 1]);
    return weights[i] * total() / density;
  }

  /**
   * Draws timesteps in the order of the noise, cleanest first.
   *
   * @param random the generator
   * @param count how many
   * @return timesteps in 1…T
   */
  public float[] draw(RandomGenerator random, int count) {
    float[] levels = new float[count];
    int level = 0;
    for (int i = 0; i < count; i++) {
      double target = (i + random.nextDouble()) / count * total();
      // slices only move up, but the draw in one slice may lie below the last one's level
      while (level > 0 && cumulative[level - 1] > target) {
        level--;
      }
      while (level < cumulative.length - 1 && cumulative[level] <= target) {
        level++;
      }
      levels[i] = first + level;
    }
    return levels;
  }

  /**
   * Draws timesteps in random order, for batches whose samples come sorted by source.
   *
   * @param random the generator
   * @param count how many
   * @return timesteps in 1…T
   */
  public float[] drawShuffled(RandomGenerator random, int count) {
    float[] levels = draw(random, count);
    for (int i = count - 1; i > 0; i--) {
      int j = random.nextInt(i + 1);
      float swap = levels[i];
      levels[i] = levels[j];
      levels[j] = swap;
    }
    return levels;
  }
}
