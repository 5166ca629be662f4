package io.github.constraineddiffusion.schedule;

import java.util.Map;

/** The weight of a timestep in the denoising loss, applied to the error of the network's output. */
public interface LossWeighting {

  /**
   * Returns the weight of a timestep.
   *
   * @param schedule the noise schedule
   * @param t the timestep, in 1…T
   * @param type what the network predicts
   * @return the factor of the mean squared error on the network's own target
   */
  double weight(NoiseSchedule schedule, int t, PredictionType type);

  /**
   * Returns what a checkpoint needs to build this weighting again.
   *
   * @return a map of strings and numbers, for {@link #fromDescription}
   */
  Map<String, Object> describe();

  /**
   * Returns the unweighted loss of DDPM.
   *
   * @return weight 1 everywhere
   */
  static LossWeighting uniform() {
    return new UniformWeighting();
  }

  /**
   * Returns min-SNR weights (arXiv 2303.09556): min(SNR, γ) on the error of x₀, converted.
   *
   * @param gamma γ, above 0; the paper uses 5
   * @return the weighting
   */
  static LossWeighting minSnr(double gamma) {
    return new MinSnrWeighting(gamma);
  }

  /**
   * Builds the weighting that {@link #describe} has described.
   *
   * @param description the map; numbers may be of any {@link Number} class
   * @return the weighting
   * @throws IllegalArgumentException if an entry is missing or unknown
   */
  static LossWeighting fromDescription(Map<String, ?> description) {
    Object kind = description.get("kind");
    if ("uniform".equals(kind)) {
      return uniform();
    }
    if ("minSnr".equals(kind) && description.get("gamma") instanceof Number gamma) {
      return minSnr(gamma.doubleValue());
    }
    throw new IllegalArgumentException(
        "loss weighting is " + description + ", but known are uniform and minSnr with a gamma");
  }
}
