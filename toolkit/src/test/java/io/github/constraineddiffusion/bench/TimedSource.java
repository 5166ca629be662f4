package io.github.constraineddiffusion.bench;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.github.constraineddiffusion.data.SampleSource;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/** Notes when each batch is drawn: the time between two is the time of a step. */
final class TimedSource implements SampleSource {
  private final SampleSource source;
  private final List<Long> nanos = new ArrayList<>();

  TimedSource(SampleSource source) {
    this.source = source;
  }

  double[] intervalsMillis() {
    int skipped = nanos.size() / 4;
    double[] intervals = new double[nanos.size() - 1 - skipped];
    for (int i = 0; i < intervals.length; i++) {
      intervals[i] = (nanos.get(skipped + i + 1) - nanos.get(skipped + i)) / 1e6;
    }
    return intervals;
  }

  @Override
  public Shape sampleShape() {
    return source.sampleShape();
  }

  @Override
  public NDArray sample(NDManager manager, RandomGenerator random, int count) {
    nanos.add(System.nanoTime());
    return source.sample(manager, random, count);
  }

  @Override
  public String fingerprint() {
    return source.fingerprint();
  }
}
