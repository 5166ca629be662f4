package io.github.constraineddiffusion.sampler;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.github.constraineddiffusion.denoiser.Denoiser;
import io.github.constraineddiffusion.tensor.Operators;
import java.util.ArrayList;
import java.util.List;

/** One batch of chains, from noise down to the last level. */
record AnnealedChains(
    Denoiser denoiser,
    List<Level> levels,
    McmcKernel kernel,
    Energy energy,
    boolean predictor,
    boolean denoised) {

  /** Samples of shape (N, sample shape) and the reports of the levels. */
  record Result(NDArray samples, List<LevelReport> reports) {}

  /** Runs from {@code start}, standard normal noise, which is taken over; its manager owns all. */
  Result run(NDArray start, StepTuner tuner, SamplingListener listener) {
    NDManager owner = start.getManager();
    List<LevelReport> reports = new ArrayList<>();
    NDArray x = start;
    for (int i = 0; i < levels.size(); i++) {
      try (NDManager memory = owner.newSubManager()) {
        var density = new LevelScore(denoiser, levels.get(i));
        var chain = new LevelChain(memory, x, density, kernel, energy, tuner);
        reports.add(chain.run());
        listener.reached(levels.get(i).t(), chain.x());
        x =
            i + 1 < levels.size()
                ? predicted(chain, levels.get(i), levels.get(i + 1))
                : finished(chain, levels.get(i));
        x.attach(owner);
      }
    }
    listener.reached(0, x);
    return new Result(x, reports);
  }

  // Deterministic DDIM, x_s = α_s/α_t·x_t + (σ_s − σ_t·α_s/α_t)·ε̂ with ε̂ = −σ_t·score
  private NDArray predicted(LevelChain chain, Level from, Level to) {
    if (!predictor) {
      return chain.x();
    }
    double kept = to.alpha() / from.alpha();
    double onScore = -from.sigma() * (to.sigma() - from.sigma() * kept);
    return Operators.combine(kept, chain.x(), onScore, chain.score());
  }

  // x̂₀ = (x − σε̂)/α = (x + σ²·score)/α
  private NDArray finished(LevelChain chain, Level last) {
    if (!denoised) {
      return Operators.scale(chain.x(), 1 / last.alpha());
    }
    double onScore = (1 - last.alphaBar()) / last.alpha();
    return Operators.combine(1 / last.alpha(), chain.x(), onScore, chain.score());
  }
}
