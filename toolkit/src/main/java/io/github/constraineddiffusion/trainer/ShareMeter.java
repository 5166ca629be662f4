package io.github.constraineddiffusion.trainer;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.github.constraineddiffusion.constraint.ConstrainedProblem;
import io.github.constraineddiffusion.constraint.KlConstraint;
import io.github.constraineddiffusion.data.SampleSource;
import io.github.constraineddiffusion.divergence.Estimate;
import io.github.constraineddiffusion.schedule.NoiseSchedule;
import io.github.constraineddiffusion.tensor.Session;
import io.github.constraineddiffusion.tensor.StepRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Measures constraints as −log of the share of generated samples, where that share is (k + ½)/(n +
 * 1) of counts that fade by 1 − 1/smoothing at each measurement.
 */
final class ShareMeter implements Meter {
  /** How many samples of each source are classified. */
  private static final int SAMPLES = 200;

  /** The same where a pre-trained model's samples are of many classes. */
  private static final int AMONG_MANY = 1_000;

  /** What a reading remembers: Σw, Σw² over samples of weight w, then Σw for each class. */
  private static final int ALL = 0;

  private static final int SQUARES = 1;
  private static final int FIRST = 2;

  private final ConstrainedProblem problem;
  private final ShareMeasurement how;
  private final GeneratedClasses judge;
  private final List<ConstraintClasses> classes = new ArrayList<>();

  ShareMeter(
      ConstrainedProblem problem, ShareMeasurement how, Session session, NoiseSchedule schedule) {
    this.problem = problem;
    this.how = how;
    this.judge = new GeneratedClasses(problem, how, session, schedule);
    problem.constraints().forEach(KlConstraint::nats);
    List<KlConstraint> constraints = problem.constraints();
    long models = constraints.stream().filter(each -> each.pretrained().isPresent()).count();
    int samples = models > 0 ? AMONG_MANY : SAMPLES;
    List<int[]> counts = new ArrayList<>();
    for (KlConstraint constraint : constraints) {
      counts.add(tell(constraint.source(), constraint, counts.size(), samples));
    }
    for (int i = 0; i < constraints.size(); i++) {
      KlConstraint constraint = constraints.get(i);
      if (constraint.pretrained().isPresent()) {
        List<int[]> others = new ArrayList<>(counts);
        others.set(i, tell(problem.objective(), null, counts.size(), samples));
        classes.add(ConstraintClasses.old(constraint, counts.get(i), others, models == 1));
      } else {
        classes.add(ConstraintClasses.one(constraint, counts.get(i)));
      }
      ConstraintClasses.requireDisjoint(classes);
    }
  }

  private int[] tell(SampleSource source, KlConstraint constraint, int place, int samples) {
    return judge.of(source, constraint == null ? null : constraint.name(), place, samples);
  }

  @Override
  public double[] thresholds() {
    return problem.nats();
  }

  @Override
  public double oneNat(int constraint) {
    return 1;
  }

  @Override
  public double overlap() {
    return how.overlap();
  }

  @Override
  public boolean alwaysOnAverage() {
    return true;
  }

  /** Draws as it measures: the model generates the samples. */
  @Override
  public Drawn draw(NDManager scope, StepRandom random, int samples, double[] memory) {
    return model -> measure(judge.generated(model, random), memory);
  }

  /** Measures on samples that are there already. */
  Reading measure(NDArray generated, double[] memory) {
    return measure(judge.count(generated), memory);
  }

  private Reading measure(int[] found, double[] memory) {
    double[] counts = memory.length == 0 ? new double[FIRST + classes.size()] : memory.clone();
    double fading = 1 - 1 / how.smoothing();
    counts[SQUARES] *= fading * fading;
    counts[ALL] *= fading;
    for (int i = FIRST; i < counts.length; i++) {
      counts[i] *= fading;
    }
    int drawn = Arrays.stream(found).sum();
    counts[ALL] += drawn;
    counts[SQUARES] += drawn;
    for (int c = 0; c < found.length; c++) {
      for (int i = 0; i < classes.size(); i++) {
        counts[FIRST + i] += classes.get(i).has(c) ? found[c] : 0;
      }
    }
    return new Reading(estimates(counts), counts);
  }

  /**
   * −log s with s = (k + ½)/(n + 1), of standard error √((1 − s)/(s·n_e)), where n_e = (Σw)²/Σw² is
   * how many samples of weight 1 the faded ones are worth (Kish).
   */
  private static List<Estimate> estimates(double[] counts) {
    List<Estimate> estimates = new ArrayList<>();
    double worth = counts[ALL] * counts[ALL] / counts[SQUARES];
    for (int i = FIRST; i < counts.length; i++) {
      double share = (counts[i] + 0.5) / (counts[ALL] + 1);
      double error = Math.sqrt((1 - share) / (share * worth));
      estimates.add(new Estimate(-Math.log(share), error, (int) Math.round(worth)));
    }
    return estimates;
  }
}
