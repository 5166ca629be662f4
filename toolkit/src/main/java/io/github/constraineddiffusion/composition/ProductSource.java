package io.github.constraineddiffusion.composition;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.github.constraineddiffusion.data.Fingerprint;
import io.github.constraineddiffusion.data.SampleSource;
import io.github.constraineddiffusion.sampler.AnnealedMcmc;
import io.github.constraineddiffusion.sampler.SamplePool;
import io.github.constraineddiffusion.tensor.Session;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.random.RandomGenerator;

/**
 * Samples of the product Π qᵢ^λᵢ, made by annealed MCMC at the weights of the last {@link #at}.
 *
 * <p>λ is rounded to 1/128, and a pool of samples depends on the rounded λ and nothing else: so a
 * run that resumes makes the same pools again, and λ at rest makes none.
 */
final class ProductSource implements SampleSource {
  private static final int GRID = 128;
  private static final int KEPT = 6;
  private static final long AFTER = 0x504f4f4cL;

  private final Session session;
  private final Shape shape;
  private final int size;
  private final String description;
  private final Function<double[], AnnealedMcmc> annealing;
  private final Map<List<Integer>, SamplePool> pools = new LinkedHashMap<>(8, 0.75f, true);
  private double[] lambda;

  ProductSource(
      Session session,
      Shape shape,
      int size,
      int models,
      String description,
      Function<double[], AnnealedMcmc> annealing) {
    this.session = session;
    this.shape = shape;
    this.size = size;
    this.description = description;
    this.annealing = annealing;
    this.lambda = new double[models];
    Arrays.fill(lambda, 1.0 / models);
  }

  /** Moves to other weights; samples are made when they are asked for. */
  SampleSource at(double... weights) {
    lambda = weights.clone();
    return this;
  }

  @Override
  public Shape sampleShape() {
    return shape;
  }

  @Override
  public synchronized NDArray sample(NDManager manager, RandomGenerator random, int count) {
    SamplePool pool = pool(counts(lambda));
    NDArray drawn = pool.draw(manager, random, count);
    // making a pool uses the engine's generator: what comes next must not depend on whether it did
    session.random(AFTER, random.nextLong());
    return drawn;
  }

  private SamplePool pool(List<Integer> counts) {
    SamplePool known = pools.get(counts);
    if (known != null) {
      return known;
    }
    double[] weights = counts.stream().mapToDouble(c -> c / (double) GRID).toArray();
    SamplePool made = new SamplePool(annealing.apply(weights).sample(size).samples());
    pools.put(counts, made);
    if (pools.size() > KEPT) {
      List<Integer> oldest = pools.keySet().iterator().next();
      pools.remove(oldest).rows().close();
    }
    return made;
  }

  /** Rounds weights to whole parts of the grid that sum to it, by the largest remainders. */
  static List<Integer> counts(double[] weights) {
    int[] counts = new int[weights.length];
    double[] rest = new double[weights.length];
    int left = GRID;
    for (int i = 0; i < weights.length; i++) {
      counts[i] = (int) Math.floor(weights[i] * GRID + 1e-9);
      rest[i] = weights[i] * GRID - counts[i];
      left -= counts[i];
    }
    for (; left > 0; left--) {
      int largest = 0;
      for (int i = 1; i < rest.length; i++) {
        largest = rest[i] > rest[largest] ? i : largest;
      }
      counts[largest]++;
      rest[largest] -= 1;
    }
    return Arrays.stream(counts).boxed().toList();
  }

  @Override
  public String fingerprint() {
    return Fingerprint.of("product", List.of(description, Integer.toString(size)));
  }
}
