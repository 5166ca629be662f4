package io.github.constraineddiffusion.trainer;

import ai.djl.ndarray.NDManager;
import io.github.constraineddiffusion.constraint.ConstrainedProblem;
import io.github.constraineddiffusion.constraint.KlConstraint;
import io.github.constraineddiffusion.denoiser.ForwardProcess;
import io.github.constraineddiffusion.sampler.GeneratedSamples;
import io.github.constraineddiffusion.tensor.Session;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.function.Supplier;

/**
 * What pre-trained models tell a run before its first step: their samples, and their predictions.
 */
final class Teachers implements AutoCloseable {
  private static final long PREDICTIONS = 0x7eac;
  private static final double OFTEN = 50;

  private final NDManager owner;
  private final List<PredictionBank> banks = new ArrayList<>();
  private final double seconds;

  private Teachers(ConstrainedProblem problem, Session session, ForwardProcess forward) {
    long start = System.nanoTime();
    this.owner = session.scope();
    try {
      for (KlConstraint constraint : problem.constraints()) {
        banks.add(bank(problem, constraint, session, forward));
      }
    } catch (RuntimeException e) {
      owner.close();
      throw e;
    }
    this.seconds = (System.nanoTime() - start) / 1e9;
  }

  static Teachers of(ConstrainedProblem problem, Session session, ForwardProcess forward) {
    return new Teachers(problem, session, forward);
  }

  /** Predictions that are used again and again are learned by heart in place of the model. */
  static List<String> warnings(ConstrainedProblem problem, TrainerSettings settings) {
    List<String> warnings = new ArrayList<>();
    double rows = (double) settings.steps * settings.batch;
    for (KlConstraint constraint : problem.constraints()) {
      int count = constraint.pretrained().map(GeneratedSamples::predictions).orElse(0);
      int enough = Math.max(settings.schedule.steps(), (int) Math.ceil(rows / OFTEN));
      if (count > 0 && count < enough && !problem.minimizesWorst()) {
        warnings.add(
            "'%s' is taught by %s used up to %s at %s a timestep: ask for at least %d by predictions(...)"
                .formatted(
                    constraint.name(),
                    count == 1 ? "1 prediction," : count + " predictions, each",
                    times(rows / count),
                    digits((double) count / settings.schedule.steps()),
                    enough));
      }
    }
    return warnings;
  }

  private static String times(double uses) {
    String text = digits(uses);
    return text + (text.equals("1") ? " time" : " times");
  }

  /** Three significant digits, without exponent or trailing zeros. */
  private static String digits(double value) {
    return new BigDecimal(value).round(new MathContext(3)).stripTrailingZeros().toPlainString();
  }

  private PredictionBank bank(
      ConstrainedProblem problem,
      KlConstraint constraint,
      Session session,
      ForwardProcess forward) {
    if (constraint.pretrained().isEmpty()) {
      return null;
    }
    GeneratedSamples samples = constraint.pretrained().get();
    made("samples", constraint, samples::all);
    // where models are blended none of them is to be stayed close to
    boolean teaches = !problem.minimizesWorst() && constraint.reference().isPresent();
    return teaches
        ? made(
            "predictions",
            constraint,
            () ->
                PredictionBank.of(
                    owner,
                    session.random(PREDICTIONS, banks.size()),
                    samples,
                    constraint.reference().get(),
                    forward))
        : null;
  }

  /** Says of an interrupt what it stopped: it comes before the run that was asked for. */
  private static <T> T made(String what, KlConstraint constraint, Supplier<T> making) {
    try {
      return making.get();
    } catch (CancellationException e) {
      var told =
          new CancellationException(
              "interrupted while the %s of the pre-trained model of '%s' were being made (%s): no step was taken, and nothing of them is kept; run it again"
                  .formatted(what, constraint.name(), e.getMessage()));
      told.initCause(e);
      throw told;
    }
  }

  /** {@return one for each constraint; null where no model teaches} */
  List<PredictionBank> banks() {
    return banks;
  }

  /** {@return how long it took} */
  double seconds() {
    return seconds;
  }

  @Override
  public void close() {
    owner.close();
  }
}
