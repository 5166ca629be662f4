package io.github.constraineddiffusion.sampler;

import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * How the chains went at one noise level, measured over the steps whose size no longer changes.
 *
 * @param t the timestep
 * @param logSnr the log-SNR log(ᾱ_t/(1−ᾱ_t))
 * @param stepSize the step size s of these steps, in units of σ_t²
 * @param acceptance the mean Metropolis-Hastings acceptance probability over chains and steps; of
 *     an unadjusted kernel, which refuses nothing, what it would have been at the last step
 * @param effectiveSampleSize how many independent samples the chains' steps are worth for a mean:
 *     chains × steps / τ, τ = 1 + 2 Σ_k (1 − k/steps) ρ_k at least 1, with autocorrelations ρ_k
 *     averaged over chains and coordinates (about the mean over all chains, coordinates counted by
 *     their variance) and summed while pairs are positive (Geyer 1992). Chains count as independent
 *     of each other, so the number of chains means that the steps did not move them. Rough where
 *     chains × steps is small
 */
public record LevelReport(
    int t, double logSnr, double stepSize, double acceptance, double effectiveSampleSize) {

  /** Joins the reports of batches on one level, batch i of {@code counts.get(i)} chains. */
  static LevelReport joined(List<LevelReport> batches, List<Integer> counts) {
    LevelReport first = batches.get(0);
    return new LevelReport(
        first.t,
        first.logSnr,
        mean(batches, counts, LevelReport::stepSize),
        mean(batches, counts, LevelReport::acceptance),
        batches.stream().mapToDouble(LevelReport::effectiveSampleSize).sum());
  }

  private static double mean(
      List<LevelReport> batches, List<Integer> counts, ToDoubleFunction<LevelReport> value) {
    double sum = 0;
    double total = 0;
    for (int i = 0; i < batches.size(); i++) {
      sum += counts.get(i) * value.applyAsDouble(batches.get(i));
      total += counts.get(i);
    }
    return sum / total;
  }
}
