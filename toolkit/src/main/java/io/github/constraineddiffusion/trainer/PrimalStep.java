package io.github.constraineddiffusion.trainer;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.training.GradientCollector;
import io.github.constraineddiffusion.data.LabelledBatch;
import io.github.constraineddiffusion.data.SampleSource;
import io.github.constraineddiffusion.denoiser.Network;
import io.github.constraineddiffusion.tensor.Operators;
import io.github.constraineddiffusion.tensor.StepRandom;
import java.util.ArrayList;
import java.util.List;

/** Leaves the gradient of the Lagrangian's estimate in the network's weights. */
final class PrimalStep {
  private final Sources sources;
  private final Network network;
  private final Noising noising;
  private final PrimalMode mode;
  private final int batch;
  private final LabelDraw labels;

  PrimalStep(
      Sources sources,
      Network network,
      Noising noising,
      PrimalMode mode,
      int batch,
      double dropLabels) {
    this.sources = sources;
    this.network = network;
    this.noising = noising;
    this.mode = mode;
    this.batch = batch;
    this.labels = new LabelDraw(network, dropLabels);
  }

  /**
   * Runs forward and backward at multipliers λ.
   *
   * @param scope owner of the step's arrays
   * @param random the step's random numbers
   * @param lambda the multipliers; all zero for plain training
   * @return the loss of the λ-mixture; for separate batches (ℓ₀ + Σ λᵢ ℓᵢ) / (1 + Σ λᵢ). Where a
   *     pre-trained model teaches, that on its rows is the distance to its predictions, which the
   *     noise does not add to
   */
  double run(NDManager scope, StepRandom random, double[] lambda) {
    try (GradientCollector collector = newCollector()) {
      if (mode == PrimalMode.MIXTURE_BATCH) {
        return backward(collector, scope, random, sources.parts(lambda, random, batch), 1);
      }
      double loss = backward(collector, scope, random, whole(sources.objective(), null), 1);
      double total = 1;
      for (int i = 0; i < lambda.length; i++) {
        List<Sources.Part> part = whole(sources.constraints().get(i), sources.teachers().get(i));
        loss += lambda[i] * backward(collector, scope, random, part, lambda[i]);
        total += lambda[i];
      }
      return loss / total;
    }
  }

  private static GradientCollector newCollector() {
    try {
      return Engine.getEngine("PyTorch").newGradientCollector();
    } catch (IllegalStateException e) {
      throw new IllegalStateException(
          "a gradient collector opened elsewhere in this process was never closed, and the engine"
              + " allows one: close it (try-with-resources), or restart the kernel",
          e);
    }
  }

  private List<Sources.Part> whole(SampleSource source, PredictionBank teacher) {
    return List.of(new Sources.Part(source, batch, teacher));
  }

  private double backward(
      GradientCollector collector,
      NDManager scope,
      StepRandom random,
      List<Sources.Part> parts,
      double weight) {
    List<TrainingRows> drawn = new ArrayList<>();
    for (Sources.Part part : parts) {
      drawn.add(
          part.teacher() == null
              ? noised(scope, random, part)
              : taught(scope, part.teacher().draw(scope, random, part.rows())));
    }
    TrainingRows rows = TrainingRows.concatenate(scope, drawn);
    NDArray loss = loss(scope, output(rows), rows.target(), rows.levels());
    collector.backward(weight == 1 ? loss : Operators.scale(loss, weight));
    return loss.getFloat();
  }

  private TrainingRows noised(NDManager scope, StepRandom random, Sources.Part part) {
    LabelledBatch drawn = labels.draw(part.source(), scope, random, part.rows());
    return noising.rows(scope, noising.draw(scope, random, drawn.samples()), drawn.labels());
  }

  /**
   * Has the teacher's prediction in place of the noise, ‖ε_pre − ε_θ‖² (arXiv 2408.15094,
   * "Fine-tuning without overfitting"): at the rows of the bank the same minimiser where the
   * teacher is optimal for its samples, with less variance.
   */
  private TrainingRows taught(NDManager scope, PredictionBank.Rows rows) {
    NDArray timesteps = scope.create(rows.levels());
    NDArray target = network.outputFor(rows.noisy(), rows.predicted(), timesteps);
    return new TrainingRows(rows.noisy(), target, timesteps, rows.levels(), null);
  }

  private NDArray output(TrainingRows rows) {
    return rows.labels() == null
        ? network.output(rows.noisy(), rows.timesteps())
        : network.output(rows.noisy(), rows.timesteps(), rows.labels());
  }

  private NDArray loss(NDManager scope, NDArray output, NDArray target, float[] t) {
    NDArray weights = noising.weights(scope, t);
    return weights == null
        ? Operators.meanSquaredError(output, target)
        : Operators.weightedMeanSquaredError(output, target, weights);
  }
}
