package io.github.constraineddiffusion.schedule;

import java.util.Map;

/** Min-SNR weights (arXiv 2303.09556). */
record MinSnrWeighting(double gamma) implements LossWeighting {

  MinSnrWeighting {
    if (!(gamma > 0 && Double.isFinite(gamma))) {
      throw new IllegalArgumentException(
          "gamma is " + gamma + ", but min-SNR needs a positive number: the paper uses 5");
    }
  }

  // On x₀: min(SNR, γ). The error of ε is SNR times that of x₀, the error of v is SNR + 1 times it.
  @Override
  public double weight(NoiseSchedule schedule, int t, PredictionType type) {
    double snr = Math.exp(schedule.logSnr(t));
    double onClean = Math.min(snr, gamma);
    return switch (type) {
      case EPSILON -> onClean / snr;
      case X0 -> onClean;
      case V -> onClean / (snr + 1);
    };
  }

  @Override
  public Map<String, Object> describe() {
    return Map.of("kind", "minSnr", "gamma", gamma);
  }
}
