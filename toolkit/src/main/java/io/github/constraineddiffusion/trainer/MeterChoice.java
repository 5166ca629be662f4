package io.github.constraineddiffusion.trainer;

import io.github.constraineddiffusion.constraint.ConstrainedProblem;
import io.github.constraineddiffusion.constraint.RewardTilt;
import io.github.constraineddiffusion.denoiser.ForwardProcess;

/**
 * Makes the meter of a problem as its measurement says.
 *
 * @param problem the problem
 * @param settings of the run
 * @param forward noises
 * @param references of the divergences
 */
record MeterChoice(
    ConstrainedProblem problem,
    TrainerSettings settings,
    ForwardProcess forward,
    References references) {

  Meter plain() {
    if (!(settings.measurement instanceof ShareMeasurement shares)) {
      return nats((NatsMeasurement) settings.measurement);
    }
    return problem.diversity().isPresent() ? classes(shares) : shares(shares);
  }

  Meter tilted(RewardTilt tilt) {
    GeneratedMeasurement how = (GeneratedMeasurement) settings.measurement;
    boolean divergences = !problem.constraints().isEmpty();
    Generation generation =
        new Generation(
            settings.session,
            settings.schedule,
            problem.objective().sampleShape(),
            how.samples(),
            how.method(),
            how.clip());
    return new RewardMeter(
        problem,
        how,
        generation,
        tilt,
        divergences ? how.divergences().map(this::nats).orElse(null) : null,
        divergences && how.divergences().isEmpty() ? shares(how.shares()) : null,
        problem.diversity().isPresent() ? classes(how.shares()) : null);
  }

  private Meter nats(NatsMeasurement how) {
    return new ConstraintMeter(problem, references.denoisers(), forward, how);
  }

  private ShareMeter shares(ShareMeasurement how) {
    return new ShareMeter(problem, how, settings.session, settings.schedule);
  }

  private DiversityMeter classes(ShareMeasurement how) {
    return new DiversityMeter(problem, how, settings.session, settings.schedule);
  }
}
