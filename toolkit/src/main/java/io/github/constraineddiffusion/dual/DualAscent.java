package io.github.constraineddiffusion.dual;

/**
 * A {@link DualSchedule} laid out over one run: when λ moves, how far, and its average.
 *
 * <p>Immutable and without hidden state: everything that changes is in {@link DualState}. Training
 * steps count from 1.
 */
public final class DualAscent {
  private static final String AVERAGE = "average";
  private static final String AVERAGED = "averaged updates";
  private static final String VIOLATION = "violation";

  private final DualSchedule schedule;
  private final int constraints;
  private final int totalSteps;

  private DualAscent(DualSchedule schedule, int constraints, int totalSteps) {
    this.schedule = schedule;
    this.constraints = constraints;
    this.totalSteps = totalSteps;
  }

  /**
   * Lays a schedule out over a run.
   *
   * @param schedule the schedule
   * @param constraints how many multipliers, at least 1
   * @param totalSteps the training steps of the run
   * @return the ascent
   * @throws IllegalArgumentException if the schedule does not fit the run
   */
  public static DualAscent of(DualSchedule schedule, int constraints, int totalSteps) {
    int given = schedule.start().size();
    if (given != 0 && given != constraints) {
      throw new IllegalArgumentException(
          "start holds %d multipliers, but there are %d constraints: give start(...) one number for each"
              .formatted(given, constraints));
    }
    double from =
        Math.max(schedule.averageFrom().orElse(0), (double) schedule.warmUp() / totalSteps);
    // The last dual update that moves lambda must come after warm-up and the start of averaging.
    double end = Math.floor((1 - schedule.settle()) * totalSteps / schedule.every());
    if (end * schedule.every() <= from * totalSteps) {
      throw new IllegalArgumentException(
          "the run has "
              + totalSteps
              + " steps, but warm-up ("
              + schedule.warmUp()
              + " steps), averaging (from "
              + schedule.averageFrom().orElse(0)
              + ") and settling (the last "
              + schedule.settle()
              + ") leave no dual update: train longer or shorten them");
    }
    if (!schedule.formulation().coefficients().isEmpty()) {
      Coefficients.spread(schedule.formulation().coefficients(), constraints);
    }
    return new DualAscent(schedule, constraints, totalSteps);
  }

  /** {@return the state before the first training step} */
  public DualState start() {
    double[] lambda =
        schedule.start().isEmpty()
            ? schedule.update().origin(constraints)
            : schedule.start().stream().mapToDouble(Double::doubleValue).toArray();
    return schedule.update().start(lambda);
  }

  /**
   * Returns whether the violations are to be measured after a training step.
   *
   * @param step the training step just made, from 1
   * @return whether {@link #next} is to be called
   */
  public boolean due(int step) {
    return step > schedule.warmUp() && step % schedule.every() == 0;
  }

  /**
   * Returns whether λ is held at its average by now.
   *
   * @param step the training step just made, from 1
   * @return whether this is the last part of the run
   */
  public boolean settled(int step) {
    return schedule.settle() > 0 && step > (1 - schedule.settle()) * totalSteps;
  }

  /**
   * Returns whether λ is being averaged, or has been.
   *
   * @param step the training step just made, from 1
   * @return whether averaging has begun
   */
  public boolean averaging(int step) {
    return schedule.averageFrom().isPresent()
        && step > schedule.averageFrom().getAsDouble() * totalSteps;
  }

  /**
   * Returns the step size after a training step.
   *
   * @param step the training step just made, from 1
   * @return η with its decay
   */
  public double stepSize(int step) {
    double size = schedule.stepSize().orElse(schedule.update().defaultStepSize());
    int since = Math.max(0, step - schedule.warmUp());
    return size * schedule.decay().factor(since, totalSteps - schedule.warmUp());
  }

  /**
   * Moves λ by the violations measured after a training step.
   *
   * @param state the state so far
   * @param step the training step just made, from 1
   * @param violation the violations, positive where violated
   * @param standardError their standard errors, 0 or NaN where unknown
   * @return the new state; once settled, λ at its average
   */
  public DualState next(DualState state, int step, double[] violation, double[] standardError) {
    if (settled(step)) {
      return answered(state.withLambda(averaged(state)), new double[constraints]);
    }
    DualState moved =
        schedule
            .formulation()
            .next(schedule.update(), state, violation, standardError, stepSize(step));
    return answered(averaging(step) ? average(moved) : moved, violation);
  }

  /** Remembers the violation where the weights answer it. */
  private DualState answered(DualState state, double[] violation) {
    return schedule.formulation() instanceof Formulation.AugmentedLagrangian
        ? state.remember(VIOLATION, violation)
        : state;
  }

  /**
   * Returns what the constraints weigh in the next primal steps: λ, unless the formulation says
   * otherwise; once settled, the average of λ.
   *
   * @param state the state
   * @return one value for each constraint, not negative
   */
  public double[] weights(DualState state) {
    return schedule.formulation().weights(state.lambda(), state.recall(VIOLATION));
  }

  /**
   * Returns by how much the thresholds are relaxed.
   *
   * @param state the state
   * @return one value for each constraint in the unit of its threshold; zeros unless resilient
   */
  public double[] relaxations(DualState state) {
    return schedule.formulation().relaxations(state.lambda());
  }

  /**
   * Returns the average of λ where averaging has begun, otherwise λ itself.
   *
   * @param state the state
   * @return one value for each constraint
   */
  public double[] averaged(DualState state) {
    return state.memory().containsKey(AVERAGE) ? state.recall(AVERAGE) : state.lambda();
  }

  // mean_n = mean_{n−1} + (λ − mean_{n−1})/n
  private static DualState average(DualState state) {
    double[] lambda = state.lambda();
    double[] mean = state.recall(AVERAGE);
    double count = state.recall(AVERAGED)[0] + 1;
    for (int i = 0; i < lambda.length; i++) {
      mean[i] += (lambda[i] - mean[i]) / count;
    }
    return state.remember(AVERAGE, mean).remember(AVERAGED, count);
  }
}
