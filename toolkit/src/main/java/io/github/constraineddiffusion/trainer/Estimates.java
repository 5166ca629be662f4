package io.github.constraineddiffusion.trainer;

import io.github.constraineddiffusion.divergence.Estimate;
import java.util.ArrayList;
import java.util.List;

/** Joins estimates of the same things from several batches. */
final class Estimates {
  private Estimates() {}

  /** Returns the mean of equally large parts, of standard error √Σ se²/n. */
  static List<Estimate> mean(List<List<Estimate>> parts) {
    List<Estimate> joined = new ArrayList<>();
    for (int i = 0; i < parts.get(0).size(); i++) {
      double value = 0;
      double squares = 0;
      int samples = 0;
      for (List<Estimate> part : parts) {
        value += part.get(i).value() / parts.size();
        squares += Math.pow(part.get(i).standardError() / parts.size(), 2);
        samples += part.get(i).samples();
      }
      joined.add(new Estimate(value, Math.sqrt(squares), samples));
    }
    return joined;
  }
}
