package io.github.constraineddiffusion.trainer;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.github.constraineddiffusion.constraint.ConstrainedProblem;
import io.github.constraineddiffusion.constraint.RewardConstraint;
import io.github.constraineddiffusion.constraint.RewardTilt;
import io.github.constraineddiffusion.denoiser.Denoiser;
import io.github.constraineddiffusion.divergence.Estimate;
import io.github.constraineddiffusion.tensor.GradMode;
import io.github.constraineddiffusion.tensor.StepRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Measures a problem with rewards: divergences by a meter of their own or on generated samples,
 * then the mean reward of these samples, then their diversity; sums fade by 1 − 1/smoothing at each
 * measurement.
 */
final class RewardMeter implements Meter {
  private final ConstrainedProblem problem;
  private final GeneratedMeasurement how;
  private final Generation generation;
  private final double[] spreads;
  private final Meter nats;
  private final ShareMeter shares;
  private final DiversityMeter diversity;

  /**
   * Prepares the measurement.
   *
   * @param nats measures divergences; null where they are none or counted
   * @param shares counts them; null likewise
   * @param diversity counts classes; null where it is not asked for
   */
  RewardMeter(
      ConstrainedProblem problem,
      GeneratedMeasurement how,
      Generation generation,
      RewardTilt tilt,
      Meter nats,
      ShareMeter shares,
      DiversityMeter diversity) {
    this.problem = problem;
    this.how = how;
    this.generation = generation;
    this.spreads = IntStream.range(0, problem.rewards().size()).mapToDouble(tilt::spread).toArray();
    this.nats = nats;
    this.shares = shares;
    this.diversity = diversity;
  }

  private int divergences() {
    return problem.constraints().size();
  }

  private boolean isReward(int constraint) {
    return constraint >= divergences() && constraint < divergences() + problem.rewards().size();
  }

  @Override
  public double[] thresholds() {
    List<Double> all = new ArrayList<>();
    if (nats != null) {
      Arrays.stream(nats.thresholds()).forEach(all::add);
    }
    if (shares != null) {
      Arrays.stream(shares.thresholds()).forEach(all::add);
    }
    problem.rewards().forEach(each -> all.add(each.threshold()));
    if (diversity != null) {
      all.add(diversity.thresholds()[0]);
    }
    return all.stream().mapToDouble(Double::doubleValue).toArray();
  }

  /** Of a reward: its standard deviation on the data. */
  @Override
  public double oneNat(int constraint) {
    if (constraint < divergences()) {
      return nats == null ? 1 : nats.oneNat(constraint);
    }
    double spread = isReward(constraint) ? spreads[constraint - divergences()] : 1;
    return spread > 0 ? spread : 1;
  }

  @Override
  public double overlap() {
    return how.overlap();
  }

  @Override
  public boolean atLeast(int constraint) {
    return isReward(constraint);
  }

  @Override
  public boolean tilts() {
    return true;
  }

  @Override
  public boolean mixes(int constraint) {
    return constraint < divergences();
  }

  @Override
  public boolean alwaysOnAverage() {
    return true;
  }

  /** The memory is Σw, Σw², Σw·r and Σw·r² of each reward, the numbers of the others' memories. */
  @Override
  public Drawn draw(NDManager scope, StepRandom random, int samples, double[] memory) {
    Memory before = Memory.of(memory, problem.rewards().size());
    Drawn drawn = nats == null ? null : nats.draw(scope, random, samples, before.nats);
    return model -> measure(drawn, random, model, before);
  }

  private Reading measure(Drawn drawn, StepRandom random, Denoiser model, Memory before) {
    List<Estimate> estimates = new ArrayList<>();
    Memory after = before.faded(1 - 1 / how.smoothing());
    if (drawn != null) {
      Reading reading = drawn.measure(model);
      estimates.addAll(reading.estimates());
      after.nats = reading.memory();
    }
    try (NDArray generated = generation.from(model, random);
        GradMode off = GradMode.off()) {
      if (shares != null) {
        Reading reading = shares.measure(generated, before.shares);
        estimates.addAll(reading.estimates());
        after.shares = reading.memory();
      }
      estimates.addAll(rewards(generated, after.sums));
      if (diversity != null) {
        Reading reading = diversity.measure(generated, before.diversity);
        estimates.addAll(reading.estimates());
        after.diversity = reading.memory();
      }
    }
    return new Reading(estimates, after.values());
  }

  /** Σw·r/Σw, of standard error √(variance/n), n = (Σw)²/Σw². */
  private List<Estimate> rewards(NDArray generated, double[] sums) {
    List<Estimate> estimates = new ArrayList<>();
    long count = generated.getShape().get(0);
    sums[0] += count;
    sums[1] += count;
    double worth = sums[0] * sums[0] / sums[1];
    for (int j = 0; j < problem.rewards().size(); j++) {
      RewardConstraint constraint = problem.rewards().get(j);
      for (double r : constraint.reward().of(generated)) {
        sums[2 + 2 * j] += r;
        sums[3 + 2 * j] += r * r;
      }
      double mean = sums[2 + 2 * j] / sums[0];
      double variance = Math.max(0, sums[3 + 2 * j] / sums[0] - mean * mean);
      estimates.add(new Estimate(mean, Math.sqrt(variance / worth), (int) Math.round(worth)));
    }
    return estimates;
  }

  /** What the parts of a measurement remember, in one array with the lengths in front. */
  private static final class Memory {
    private double[] sums;
    private double[] nats = {};
    private double[] shares = {};
    private double[] diversity = {};

    static Memory of(double[] values, int rewards) {
      Memory memory = new Memory();
      memory.sums = new double[2 + 2 * rewards];
      if (values.length == 0) {
        return memory;
      }
      int from = 3;
      memory.sums = Arrays.copyOfRange(values, from, from += memory.sums.length);
      memory.nats = Arrays.copyOfRange(values, from, from += (int) values[0]);
      memory.shares = Arrays.copyOfRange(values, from, from += (int) values[1]);
      memory.diversity = Arrays.copyOfRange(values, from, from + (int) values[2]);
      return memory;
    }

    Memory faded(double fading) {
      Memory faded = new Memory();
      faded.sums = Arrays.stream(sums).map(sum -> fading * sum).toArray();
      faded.sums[1] *= fading;
      return faded;
    }

    double[] values() {
      double[] lengths = {nats.length, shares.length, diversity.length};
      return java.util.stream.Stream.of(lengths, sums, nats, shares, diversity)
          .flatMapToDouble(Arrays::stream)
          .toArray();
    }
  }
}
