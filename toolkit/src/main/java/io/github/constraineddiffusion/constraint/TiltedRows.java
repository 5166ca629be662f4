package io.github.constraineddiffusion.constraint;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.Shape;
import io.github.constraineddiffusion.data.Fingerprint;
import io.github.constraineddiffusion.data.SampleSource;
import io.github.constraineddiffusion.data.SystematicAllocation;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;

/** Rows of several sources, source after source, with a probability each. */
final class TiltedRows implements SampleSource {
  private final List<SourceRows> sources;
  private final int[] begins;
  private final double[] probabilities;
  private final int classes;
  private final double[] multipliers;

  private TiltedRows(
      List<SourceRows> sources, double[] probabilities, int classes, double[] multipliers) {
    this.sources = sources;
    this.classes = classes;
    this.multipliers = multipliers;
    this.begins = new int[sources.size() + 1];
    for (int s = 0; s < sources.size(); s++) {
      begins[s + 1] = begins[s] + sources.get(s).size();
    }
    this.probabilities = probabilities;
  }

  /** Solves for the probabilities at multipliers λ (of so many divergences), μ, κ. */
  static TiltedRows of(
      List<SourceRows> sources, int divergences, int classes, double[] multipliers) {
    int size = sources.stream().mapToInt(SourceRows::size).sum();
    double[] masses = new double[size];
    double[] tilts = new double[size];
    int[] classOf = classes == 0 ? null : new int[size];
    int begin = 0;
    for (int s = 0; s < sources.size(); s++) {
      SourceRows rows = sources.get(s);
      double weight = s == 0 ? 1 : multipliers[s - 1];
      for (int n = 0; n < rows.size(); n++) {
        masses[begin + n] = weight * rows.weights()[n];
        for (int j = 0; j < rows.rewards().length; j++) {
          tilts[begin + n] += multipliers[divergences + j] * rows.rewards()[j][n];
        }
      }
      if (classes > 0) {
        System.arraycopy(rows.classes(), 0, classOf, begin, rows.size());
      }
      begin += rows.size();
    }
    double kappa = classes == 0 ? 0 : multipliers[multipliers.length - 1];
    double[] probabilities =
        kappa > 0
            ? DiverseNormaliser.probabilities(masses, tilts, classOf, classes, kappa)
            : probabilities(masses, tilts);
    return new TiltedRows(sources, probabilities, classes, multipliers);
  }

  private static double[] probabilities(double[] masses, double[] tilts) {
    double[] rooms = Normaliser.rooms(masses, tilts);
    double[] p = new double[masses.length];
    Arrays.setAll(p, n -> masses[n] > 0 ? masses[n] / rooms[n] : 0);
    return p;
  }

  /** Returns E_p[rⱼ]. */
  double[] means() {
    double[] means = new double[sources.get(0).rewards().length];
    for (int s = 0; s < sources.size(); s++) {
      double[][] rewards = sources.get(s).rewards();
      for (int j = 0; j < means.length; j++) {
        for (int n = 0; n < rewards[j].length; n++) {
          means[j] += probabilities[begins[s] + n] * rewards[j][n];
        }
      }
    }
    return means;
  }

  /** Returns the share of each class; none where rows have no classes. */
  double[] shares() {
    double[] shares = new double[classes];
    for (int s = 0; s < sources.size() && classes > 0; s++) {
      for (int n = 0; n < sources.get(s).size(); n++) {
        shares[sources.get(s).classes()[n]] += probabilities[begins[s] + n];
      }
    }
    return shares;
  }

  @Override
  public Shape sampleShape() {
    return sources.get(0).source().sampleShape();
  }

  /** Draws systematically along the rows, so that sources and classes are stratified. */
  @Override
  public NDArray sample(NDManager manager, RandomGenerator random, int count) {
    if (count < 1) {
      throw new IllegalArgumentException("count is " + count + ", but must be at least 1");
    }
    int[] rows = SystematicAllocation.shuffledLabels(probabilities, random, count);
    List<NDArray> parts = new ArrayList<>();
    int[] order = new int[count];
    int placed = 0;
    for (int s = 0; s < sources.size(); s++) {
      int begin = begins[s];
      int end = begins[s + 1];
      int[] own = Arrays.stream(rows).filter(row -> row >= begin && row < end).toArray();
      if (own.length > 0) {
        int[] local = Arrays.stream(own).map(row -> row - begin).toArray();
        parts.add(sources.get(s).source().rows(manager, local));
      }
      for (int k = 0; k < count; k++) {
        if (rows[k] >= begin && rows[k] < end) {
          order[k] = placed++;
        }
      }
    }
    return inOrder(manager, parts, order);
  }

  private static NDArray inOrder(NDManager manager, List<NDArray> parts, int[] order) {
    if (parts.size() == 1) {
      return parts.get(0);
    }
    long[] places = Arrays.stream(order).asLongStream().toArray();
    try (NDArray joined = NDArrays.concat(new NDList(parts));
        NDArray index = manager.create(places)) {
      return joined.get(new NDIndex("{}", index));
    } finally {
      parts.forEach(NDArray::close);
    }
  }

  @Override
  public String fingerprint() {
    return Fingerprint.of(
        "tilted",
        List.of(
            Arrays.toString(multipliers),
            sources.stream().map(rows -> rows.source().fingerprint()).toList().toString()));
  }

  @Override
  public String toString() {
    return probabilities.length + " rows at multipliers " + Arrays.toString(multipliers);
  }
}
