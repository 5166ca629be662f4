package io.github.constraineddiffusion.schedule;

import java.util.Map;

/** Weight 1 everywhere. */
record UniformWeighting() implements LossWeighting {

  @Override
  public double weight(NoiseSchedule schedule, int t, PredictionType type) {
    return 1;
  }

  @Override
  public Map<String, Object> describe() {
    return Map.of("kind", "uniform");
  }
}
