package io.github.constraineddiffusion.trainer;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import io.github.constraineddiffusion.denoiser.Denoiser;
import io.github.constraineddiffusion.denoiser.ForwardProcess;
import io.github.constraineddiffusion.schedule.PredictionType;
import io.github.constraineddiffusion.tensor.GradMode;
import io.github.constraineddiffusion.tensor.StepRandom;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * A batch of the λ-mixture in which rows of a pre-trained model's samples have its prediction for a
 * target, ‖ε_pre − ε_θ‖² (arXiv 2408.15094, "Fine-tuning without overfitting"): the same minimiser
 * as the noise, less variance, and nothing learned by heart of the pool of samples.
 */
final class TaughtBatch {
  /**
   * The clean samples of a batch.
   *
   * @param clean shape (N, sample shape): first those without a teacher
   * @param starts the first row of each taught part
   * @param ends the row after its last
   * @param teachers of the parts
   */
  record Rows(NDArray clean, List<Integer> starts, List<Integer> ends, List<Denoiser> teachers) {}

  private final Sources sources;
  private final ForwardProcess forward;
  private final PredictionType prediction;

  TaughtBatch(Sources sources, ForwardProcess forward, PredictionType prediction) {
    this.sources = sources;
    this.forward = forward;
    this.prediction = prediction;
  }

  boolean applies(double[] lambda) {
    for (int i = 0; i < sources.teachers().size(); i++) {
      if (sources.teachers().get(i) != null && lambda[i] > 0) {
        return true;
      }
    }
    return false;
  }

  Rows draw(NDManager scope, StepRandom random, double[] lambda, int batch) {
    double total = 1;
    double[] rest = lambda.clone();
    for (int i = 0; i < lambda.length; i++) {
      total += lambda[i];
      rest[i] = sources.teachers().get(i) == null ? lambda[i] : 0;
    }
    List<Integer> starts = new ArrayList<>();
    List<Integer> ends = new ArrayList<>();
    List<Denoiser> teachers = new ArrayList<>();
    NDList parts = new NDList();
    int left = batch;
    for (int i = 0; i < lambda.length; i++) {
      Denoiser teacher = sources.teachers().get(i);
      // rounded up or down at random: right in the mean
      int rows =
          teacher == null
              ? 0
              : (int) Math.min(left, Math.floor(batch * lambda[i] / total + random.nextDouble()));
      if (rows > 0) {
        parts.add(sources.constraints().get(i).sample(scope, random, rows));
        ends.add(left);
        left -= rows;
        starts.add(left);
        teachers.add(teacher);
      }
    }
    if (left > 0) {
      parts.add(sources.mixture().apply(rest).sample(scope, random, left));
    }
    Collections.reverse(parts);
    NDArray clean = parts.size() == 1 ? parts.head() : NDArrays.concat(parts);
    return new Rows(clean, starts, ends, teachers);
  }

  /** Puts the teachers' predictions in the place of the usual targets of their rows. */
  NDArray target(Rows rows, NDArray noisy, NDArray t, NDArray usual) {
    if (rows.teachers().isEmpty()) {
      return usual;
    }
    NDList parts = new NDList();
    int first = rows.starts().get(rows.starts().size() - 1);
    try (GradMode off = GradMode.off()) {
      if (first > 0) {
        parts.add(usual.get(new NDIndex("0:" + first)));
      }
      for (int k = rows.teachers().size() - 1; k >= 0; k--) {
        var index = new NDIndex(rows.starts().get(k) + ":" + rows.ends().get(k));
        NDArray x = noisy.get(index);
        NDArray at = t.get(index);
        parts.add(forward.output(prediction, x, rows.teachers().get(k).noise(x, at), at));
      }
      return parts.size() == 1 ? parts.head() : NDArrays.concat(parts);
    }
  }
}
