package io.github.constraineddiffusion.trainer;

import io.github.constraineddiffusion.tensor.TrainingLease;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Trains many small networks at once, on all cores, several steps of a run as one tensor program.
 *
 * <p>The runs share the shapes of network and batch, and have their own data, thresholds,
 * multipliers, learning rate, dual schedule and seed. Each draws the random numbers that it would
 * draw alone, so that its result is that of {@link DualTrainer#train} but for rounding: products
 * are summed in another order, and the differences grow with the steps as rounding does in any
 * training.
 *
 * <p>Residual MLPs on the CPU, without constraints or measured in nats or loss; {@link #obstacle}
 * says what else stands in the way.
 */
public final class TogetherTraining {
  private TogetherTraining() {}

  /**
   * Says why a run cannot be trained together with others.
   *
   * @param trainer the run
   * @return what stands in the way, and the remedy; empty where nothing does
   */
  public static Optional<String> obstacle(DualTrainer trainer) {
    return trainer.read(SharedShape::obstacle);
  }

  /**
   * Names what runs must share to be trained together: network, shape of a sample, batch, steps,
   * schedule, prediction, weighting of levels, optimizer, moving average.
   *
   * @param trainer the run
   * @return a text that is equal for such runs, to group them by
   * @throws IllegalArgumentException where {@link #obstacle} says that it cannot be
   */
  public static String shape(DualTrainer trainer) {
    obstacle(trainer)
        .ifPresent(
            why -> {
              throw new IllegalArgumentException(why);
            });
    return trainer.read(SharedShape::text);
  }

  /**
   * Says whether runs can be trained together.
   *
   * @param trainers the runs
   * @return whether nothing stands in the way of any, and all share their {@link #shape}
   */
  public static boolean sameShapes(List<DualTrainer> trainers) {
    return trainers.stream().allMatch(trainer -> obstacle(trainer).isEmpty())
        && trainers.stream().map(TogetherTraining::shape).distinct().count() <= 1;
  }

  /**
   * Trains all runs from the start.
   *
   * <p>A run that meets a number that is not finite ends there, as {@link Run#failure} says, and
   * the others go on. The runs take turns of 20 steps. An interrupt of the thread stops all within
   * the steps in work, 20 at most, and returns them as they are then: some a turn ahead of others.
   * {@link Run#seconds} is the time of the run's own steps, divided by the threads that work, so
   * that the runs add up to about the time of the training. A listener that a trainer names is
   * called on the thread that trains that run; where none does, the usual progress shows one run
   * for all.
   *
   * @param trainers the runs; their networks stay in their own sessions
   * @return the runs in the same order
   * @throws IllegalArgumentException before any step, where the runs do not share their shapes, or
   *     one cannot be trained
   * @throws IllegalStateException where another training runs in this process
   */
  public static List<Run> train(List<DualTrainer> trainers) {
    if (trainers.isEmpty()) {
      return List.of();
    }
    requireOneShape(trainers);
    boolean silent =
        trainers.stream().noneMatch(trainer -> trainer.read((p, s) -> s.listener != null));
    String name = trainers.size() + " runs together";
    try (TrainingLease lease = TrainingLease.take(name)) {
      List<Preparation.Ready> ready = prepared(trainers);
      try {
        TrainingListener listener = silent ? TrainingListeners.newDefault() : progress -> {};
        return new TogetherLoop(name, ready, listener).run();
      } catch (RuntimeException e) {
        ready.forEach(run -> run.network().close());
        throw e;
      }
    }
  }

  private static void requireOneShape(List<DualTrainer> trainers) {
    String first = shape(trainers.get(0));
    for (DualTrainer trainer : trainers) {
      String other = shape(trainer);
      if (!other.equals(first)) {
        throw new IllegalArgumentException(
            "runs are trained together that differ in shape:\n  %s\n  %s\nTrain them in groups of equal shape"
                .formatted(first, other));
      }
    }
  }

  private static List<Preparation.Ready> prepared(List<DualTrainer> trainers) {
    List<Preparation.Ready> ready = new ArrayList<>();
    try {
      trainers.forEach(trainer -> ready.add(trainer.preparation().ready()));
      return ready;
    } catch (RuntimeException e) {
      ready.forEach(run -> run.network().close());
      throw e;
    }
  }
}
