package io.github.constraineddiffusion.graph;

import io.github.constraineddiffusion.eval.IntervalEstimate;
import java.util.List;
import java.util.stream.IntStream;

/** What training on several graphs gave. Errors are mean squared errors per element. */
public final class GraphResults {
  private final GraphSettings settings;
  private final InitialKernels kernels;
  private final TrainingRecord record;

  GraphResults(GraphSettings settings, double[][][] start, TrainingRecord record) {
    this.settings = settings;
    this.kernels = new InitialKernels(settings.model, start, settings.data.trainInputs());
    this.record = record;
  }

  /** {@return the names of the graphs} */
  public List<String> graphs() {
    return settings.graphs.stream().map(GraphShift::name).toList();
  }

  /** {@return the runs on each graph} */
  public int runs() {
    return settings.runs;
  }

  /** {@return the epochs trained} */
  public int epochs() {
    return settings.epochs;
  }

  /** {@return what was trained} */
  public GraphModel model() {
    return settings.model;
  }

  /** {@return the data it was trained on} */
  public ForecastData data() {
    return settings.data;
  }

  /**
   * Errors on the training pairs.
   *
   * @param graph its name
   * @return [run][epoch]; epoch 0 is before training
   */
  public double[][] trainMse(String graph) {
    return record.copy(index(graph), false);
  }

  /**
   * Errors on the test pairs.
   *
   * @param graph its name
   * @return [run][epoch]; epoch 0 is before training
   */
  public double[][] testMse(String graph) {
    return record.copy(index(graph), true);
  }

  /**
   * Errors on the test pairs after the last epoch.
   *
   * @param graph its name
   * @return one a run
   */
  public double[] finalTest(String graph) {
    return record.at(index(graph), true, settings.epochs);
  }

  /**
   * Errors on the training pairs after the last epoch.
   *
   * @param graph its name
   * @return one a run
   */
  public double[] finalTrain(String graph) {
    return record.at(index(graph), false, settings.epochs);
  }

  /**
   * The first epoch whose training error is at or below a threshold.
   *
   * @param graph its name
   * @param trainMse the threshold
   * @return one a run; −1 where no epoch was
   */
  public int[] epochsToThreshold(String graph, double trainMse) {
    return record.firstEpochs(index(graph), trainMse);
  }

  /**
   * The alignment ỹᵀΘỹ of the training targets with the kernel at the initial weights.
   *
   * @param graph its name
   * @return one a run; all equal for the filter
   */
  public double[] alignment(String graph) {
    double[][] y = settings.data.trainTargets();
    return kernels.each(shift(graph), kernel -> kernel.alignment(y)).stream()
        .mapToDouble(v -> v)
        .toArray();
  }

  /**
   * The largest eigenvalues of the kernel at the initial weights on the training inputs.
   *
   * @param graph its name
   * @param count how many
   * @return [run][count], falling; equal rows for the filter
   */
  public double[][] eigenvalues(String graph, int count) {
    return kernels.each(shift(graph), kernel -> kernel.eigenvalues(count)).toArray(double[][]::new);
  }

  /**
   * The squared error of every test pair after the last epoch, mean over channels and runs.
   *
   * @param graph its name
   * @return one a test pair, in the order of time; their mean is that of {@link #finalTest}
   */
  public double[] testErrors(String graph) {
    return PairErrors.mean(model(), shift(graph), record.weights(index(graph)), data());
  }

  /**
   * Compares the final test errors of two graphs over the test pairs, in blocks of {@link
   * TimeTest#usualBlock}.
   *
   * @param graph its name
   * @param other the other's name
   * @return the comparison; a difference below 0 speaks for the first
   */
  public TimeTest overTime(String graph, String other) {
    return overTime(graph, other, TimeTest.usualBlock(data().testPairs(), data().delta()), 0);
  }

  /**
   * Compares as {@link #overTime(String, String)}, in blocks of another length.
   *
   * @param graph its name
   * @param other the other's name
   * @param block length of the blocks, test pairs
   * @param seed of the resamples
   * @return the comparison; a difference below 0 speaks for the first
   */
  public TimeTest overTime(String graph, String other, int block, long seed) {
    return TimeTest.of(graph, testErrors(graph), other, testErrors(other), block, seed);
  }

  /**
   * Compares the final test errors of two graphs, run by run: other weights, the same pairs.
   *
   * @param graph its name
   * @param other the other's name
   * @return the comparison; a difference below 0 speaks for the first
   */
  public PairedTest against(String graph, String other) {
    return PairedTest.of(graph, finalTest(graph), other, finalTest(other));
  }

  /**
   * Means over the runs with 95 % intervals.
   *
   * @param graph its name
   * @param test whether of the test pairs, not of the training pairs
   * @return one an epoch, from epoch 0; of one run the intervals are not known, NaN
   */
  public List<IntervalEstimate> curve(String graph, boolean test) {
    int index = index(graph);
    return IntStream.rangeClosed(0, settings.epochs)
        .mapToObj(epoch -> Samples.mean(record.at(index, test, epoch)))
        .toList();
  }

  private GraphShift shift(String graph) {
    return settings.graphs.get(index(graph));
  }

  private int index(String graph) {
    int index = graphs().indexOf(graph);
    if (index < 0) {
      throw new IllegalArgumentException(
          "there is no graph \"" + graph + "\": choose among " + graphs());
    }
    return index;
  }

  @Override
  public String toString() {
    return "%s on %s, %d runs, %d epochs"
        .formatted(settings.model, graphs(), settings.runs, settings.epochs);
  }
}
