package io.github.constraineddiffusion.data;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * A mixture Σ_s w_s·source_s that draws from its sources and copies no data. Immutable.
 *
 * <p>The number of samples from each source is stratified by systematic resampling: unbiased, and
 * never more than one sample away from count·w_s. Rows are in random order.
 */
public final class MixtureSource implements SampleSource {
  private final List<SampleSource> sources;
  private final double[] weights;

  private MixtureSource(List<SampleSource> sources, double[] weights) {
    this.sources = sources;
    this.weights = weights;
  }

  /**
   * Returns a mixture of sources.
   *
   * @param sources at least one, all of the same sample shape
   * @param weights one for each source, at least 0, divided by their sum; a source of weight 0 is
   *     never asked
   * @return the mixture
   */
  public static MixtureSource of(List<? extends SampleSource> sources, double[] weights) {
    if (sources.isEmpty()) {
      throw new IllegalArgumentException(
          "0 sources were given, but a mixture needs at least 1: give its sources");
    }
    Shape expected = sources.get(0).sampleShape();
    for (SampleSource source : sources) {
      if (!source.sampleShape().equals(expected)) {
        throw new IllegalArgumentException(
            "a source has samples of shape %s, but the first has %s: give sources of one shape"
                .formatted(source.sampleShape(), expected));
      }
    }
    return new MixtureSource(
        List.copyOf(sources), Weights.normalised(weights, sources.size(), "sources"));
  }

  /**
   * Returns the sources.
   *
   * @return as given, those of weight 0 included
   */
  public List<SampleSource> sources() {
    return sources;
  }

  /**
   * Returns the weights.
   *
   * @return one for each source; they sum to 1
   */
  public double[] weights() {
    return weights.clone();
  }

  @Override
  public Shape sampleShape() {
    return sources.get(0).sampleShape();
  }

  @Override
  public NDArray sample(NDManager manager, RandomGenerator random, int count) {
    Weights.requireCount(count);
    int[] counts = SystematicAllocation.counts(weights, random, count);
    var parts = new ArrayList<NDArray>();
    for (int s = 0; s < counts.length; s++) {
      if (counts[s] > 0) {
        parts.add(sources.get(s).sample(manager, random, counts[s]));
      }
    }
    if (parts.size() == 1) {
      return parts.get(0);
    }
    try (var joined = NDArrays.concat(new NDList(parts));
        var order = manager.create(randomOrder(random, count))) {
      return joined.get(new NDIndex("{}", order));
    } finally {
      parts.forEach(NDArray::close);
    }
  }

  private static long[] randomOrder(RandomGenerator random, int count) {
    int[] order = IntStream.range(0, count).toArray();
    SystematicAllocation.shuffle(order, random);
    return IntStream.of(order).asLongStream().toArray();
  }

  @Override
  public String fingerprint() {
    return Fingerprint.of(
        "mixture",
        IntStream.range(0, weights.length)
            .filter(s -> weights[s] > 0)
            .mapToObj(s -> weights[s] + " " + sources.get(s).fingerprint())
            .sorted()
            .toList());
  }

  @Override
  public String toString() {
    return IntStream.range(0, weights.length)
        .mapToObj(s -> Numbers.brief(weights[s]) + "·[" + sources.get(s) + "]")
        .collect(Collectors.joining(" + "));
  }
}
