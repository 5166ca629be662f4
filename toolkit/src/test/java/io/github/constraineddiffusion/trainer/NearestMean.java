package io.github.constraineddiffusion.trainer;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import io.github.constraineddiffusion.constraint.SampleClassifier;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Tells points of the plane by the nearest of some means, and remembers what it said. */
final class NearestMean implements SampleClassifier {
  private final double[][] means;
  private final List<int[]> said = new ArrayList<>();
  private final Runnable atCall;

  NearestMean(double[]... means) {
    this(() -> {}, means);
  }

  NearestMean(Runnable atCall, double[]... means) {
    this.means = means;
    this.atCall = atCall;
  }

  /** The classes of {@link Problems#DATA}. */
  static NearestMean ofData() {
    return ofData(() -> {});
  }

  static NearestMean ofData(Runnable atCall) {
    return new NearestMean(
        atCall, new double[] {1.5, 0}, new double[] {-0.75, 1.3}, new double[] {-0.75, -1.3});
  }

  /** How many points each call gave to each class. */
  List<int[]> said() {
    return said;
  }

  @Override
  public int classes() {
    return means.length;
  }

  @Override
  public NDArray logits(NDArray samples) {
    float[] x = samples.toFloatArray();
    int n = x.length / 2;
    float[] logits = new float[n * means.length];
    for (int i = 0; i < n; i++) {
      for (int c = 0; c < means.length; c++) {
        double dx = x[2 * i] - means[c][0];
        double dy = x[2 * i + 1] - means[c][1];
        logits[i * means.length + c] = (float) -(dx * dx + dy * dy);
      }
    }
    return samples.getManager().create(logits, new Shape(n, means.length));
  }

  @Override
  public int[] classify(NDArray samples) {
    atCall.run();
    int[] found = SampleClassifier.super.classify(samples);
    int[] counts = new int[means.length];
    Arrays.stream(found).forEach(c -> counts[c]++);
    said.add(counts);
    return found;
  }
}
