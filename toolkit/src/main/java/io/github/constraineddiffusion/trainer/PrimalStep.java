package io.github.constraineddiffusion.trainer;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.training.GradientCollector;
import io.github.constraineddiffusion.data.LabelledBatch;
import io.github.constraineddiffusion.data.SampleSource;
import io.github.constraineddiffusion.denoiser.Denoiser;
import io.github.constraineddiffusion.denoiser.ForwardProcess;
import io.github.constraineddiffusion.denoiser.Network;
import io.github.constraineddiffusion.divergence.StratifiedLevels;
import io.github.constraineddiffusion.schedule.LossWeighting;
import io.github.constraineddiffusion.schedule.NoiseSchedule;
import io.github.constraineddiffusion.schedule.PredictionType;
import io.github.constraineddiffusion.tensor.GradMode;
import io.github.constraineddiffusion.tensor.Operators;
import io.github.constraineddiffusion.tensor.StepRandom;
import java.util.List;

/** Leaves the gradient of the Lagrangian's estimate in the network's weights. */
final class PrimalStep {
  private final Sources sources;
  private final Network network;
  private final ForwardProcess forward;
  private final PredictionType prediction;
  private final StratifiedLevels levels;
  private final float[] lossWeights;
  private final PrimalMode mode;
  private final int batch;
  private final LabelDraw labels;

  PrimalStep(
      Sources sources,
      Network network,
      ForwardProcess forward,
      PredictionType prediction,
      LossWeighting weighting,
      PrimalMode mode,
      int batch,
      double dropLabels) {
    this.sources = sources;
    this.network = network;
    this.forward = forward;
    this.prediction = prediction;
    this.levels = StratifiedLevels.uniform(forward.schedule());
    this.lossWeights = lossWeights(forward.schedule(), weighting, prediction);
    this.mode = mode;
    this.batch = batch;
    this.labels = new LabelDraw(network, dropLabels);
  }

  private static float[] lossWeights(
      NoiseSchedule schedule, LossWeighting weighting, PredictionType prediction) {
    if (weighting.equals(LossWeighting.uniform())) {
      return null;
    }
    float[] weights = new float[schedule.steps() + 1];
    for (int t = 1; t < weights.length; t++) {
      weights[t] = (float) weighting.weight(schedule, t, prediction);
    }
    return weights;
  }

  /**
   * Runs forward and backward at multipliers λ.
   *
   * @param scope owner of the step's arrays
   * @param random the step's random numbers
   * @param lambda the multipliers; all zero for plain training
   * @return the loss of the λ-mixture; for separate batches (ℓ₀ + Σ λᵢ ℓᵢ) / (1 + Σ λᵢ)
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

  private List<Sources.Part> whole(SampleSource source, Denoiser teacher) {
    return List.of(new Sources.Part(source, batch, teacher));
  }

  private double backward(
      GradientCollector collector,
      NDManager scope,
      StepRandom random,
      List<Sources.Part> parts,
      double weight) {
    LabelledBatch drawn = draw(scope, random, parts);
    NDArray clean = drawn.samples();
    float[] t = levels.drawShuffled(random, batch);
    NDArray timesteps = scope.create(t);
    NDArray noise = scope.randomNormal(clean.getShape());
    NDArray noisy = forward.noisy(clean, noise, timesteps);
    NDArray target = forward.target(prediction, clean, noise, timesteps);
    NDArray taught = taught(parts, noisy, timesteps, target);
    NDArray loss = loss(scope, output(noisy, timesteps, drawn.labels()), taught, t);
    collector.backward(weight == 1 ? loss : Operators.scale(loss, weight));
    return loss.getFloat();
  }

  private LabelledBatch draw(NDManager scope, StepRandom random, List<Sources.Part> parts) {
    if (parts.size() == 1) {
      return labels.draw(parts.get(0).source(), scope, random, batch);
    }
    NDList drawn = new NDList();
    parts.forEach(part -> drawn.add(part.source().sample(scope, random, part.rows())));
    return new LabelledBatch(NDArrays.concat(drawn), null);
  }

  /**
   * Puts the teachers' predictions in the place of the targets of their rows, ‖ε_pre − ε_θ‖² (arXiv
   * 2408.15094, "Fine-tuning without overfitting"): the same minimiser as the noise where the
   * teacher is optimal for its samples, less variance, nothing learned by heart of the pool.
   */
  private NDArray taught(List<Sources.Part> parts, NDArray noisy, NDArray t, NDArray usual) {
    if (parts.stream().allMatch(part -> part.teacher() == null)) {
      return usual;
    }
    NDList targets = new NDList();
    int from = 0;
    try (GradMode off = GradMode.off()) {
      for (Sources.Part part : parts) {
        NDIndex rows = new NDIndex(from + ":" + (from + part.rows()));
        from += part.rows();
        targets.add(
            part.teacher() == null
                ? usual.get(rows)
                : predicted(part.teacher(), noisy.get(rows), t.get(rows)));
      }
      return targets.size() == 1 ? targets.head() : NDArrays.concat(targets);
    }
  }

  private NDArray predicted(Denoiser teacher, NDArray noisy, NDArray t) {
    return network.outputFor(noisy, teacher.noise(noisy, t), t);
  }

  private NDArray output(NDArray noisy, NDArray timesteps, NDArray classes) {
    return classes == null
        ? network.output(noisy, timesteps)
        : network.output(noisy, timesteps, classes);
  }

  private NDArray loss(NDManager scope, NDArray output, NDArray target, float[] t) {
    if (lossWeights == null) {
      return Operators.meanSquaredError(output, target);
    }
    float[] perSample = new float[t.length];
    for (int i = 0; i < t.length; i++) {
      perSample[i] = lossWeights[(int) t[i]];
    }
    return Operators.weightedMeanSquaredError(output, target, scope.create(perSample));
  }
}
