package io.github.constraineddiffusion.sampler;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.github.constraineddiffusion.tensor.GradMode;
import io.github.constraineddiffusion.tensor.Session;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.IntStream;

/** Runs batches of chains, each with random numbers and a step size of its own, and joins them. */
record AnnealedRun(
    Session session,
    Shape sampleShape,
    AnnealedChains chains,
    Supplier<StepTuner> tuner,
    long seed,
    int batch) {
  // Names the place of annealed MCMC among the random numbers of a session.
  private static final long PURPOSE = 0x4d434d43L;

  McmcSamples sample(int count) {
    try (GradMode off = GradMode.off();
        NDManager scope = session.scope()) {
      var samples = new NDList();
      List<Integer> counts = new ArrayList<>();
      List<List<LevelReport>> reports = new ArrayList<>();
      for (int done = 0; done < count; done += batch) {
        int size = Math.min(batch, count - done);
        var result = draw(scope, done / batch, size, (t, x) -> {});
        counts.add(size);
        samples.add(result.samples());
        reports.add(result.reports());
      }
      NDArray all = samples.size() == 1 ? samples.head() : NDArrays.concat(samples);
      all.attach(session.manager());
      return new McmcSamples(all, joined(reports, counts), Optional.empty());
    }
  }

  McmcSamples trajectory(int count) {
    try (GradMode off = GradMode.off();
        NDManager scope = session.scope()) {
      var recorder = new TrajectoryRecorder(scope);
      var result = draw(scope, 0, count, recorder);
      Trajectory path = recorder.trajectory(session.manager());
      return new McmcSamples(path.samples(), result.reports(), Optional.of(path));
    }
  }

  private AnnealedChains.Result draw(
      NDManager scope, int index, int count, SamplingListener listener) {
    session.random(PURPOSE, seed, index);
    NDArray noise = scope.randomNormal(new Shape(count).addAll(sampleShape));
    return chains.run(noise, tuner.get(), listener);
  }

  private static List<LevelReport> joined(List<List<LevelReport>> batches, List<Integer> counts) {
    return IntStream.range(0, batches.get(0).size())
        .mapToObj(
            level -> LevelReport.joined(batches.stream().map(b -> b.get(level)).toList(), counts))
        .toList();
  }
}
