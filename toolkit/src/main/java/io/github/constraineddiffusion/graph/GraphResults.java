package io.github.constraineddiffusion.graph;

import io.github.constraineddiffusion.eval.IntervalEstimate;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import java.util.stream.IntStream;

/** What training on several graphs gave. Errors are mean squared errors per element. */
public final class GraphResults {
  private final GraphSettings settings;
  private final double[][][] start;
  private final ErrorCurves curves;

  GraphResults(GraphSettings settings, double[][][] start, ErrorCurves curves) {
    this.settings = settings;
    this.start = start;
    this.curves = curves;
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
    return Dense.copy(curves.of(index(graph), false));
  }

  /**
   * Errors on the test pairs.
   *
   * @param graph its name
   * @return [run][epoch]; epoch 0 is before training
   */
  public double[][] testMse(String graph) {
    return Dense.copy(curves.of(index(graph), true));
  }

  /**
   * Errors on the test pairs after the last epoch.
   *
   * @param graph its name
   * @return one a run
   */
  public double[] finalTest(String graph) {
    return at(graph, true, settings.epochs);
  }

  /**
   * Errors on the training pairs after the last epoch.
   *
   * @param graph its name
   * @return one a run
   */
  public double[] finalTrain(String graph) {
    return at(graph, false, settings.epochs);
  }

  private double[] at(String graph, boolean test, int epoch) {
    double[][] errors = curves.of(index(graph), test);
    return Arrays.stream(errors).mapToDouble(run -> run[epoch]).toArray();
  }

  /**
   * The first epoch whose training error is at or below a threshold.
   *
   * @param graph its name
   * @param trainMse the threshold
   * @return one a run; −1 where no epoch was
   */
  public int[] epochsToThreshold(String graph, double trainMse) {
    return Arrays.stream(curves.of(index(graph), false))
        .mapToInt(
            run ->
                IntStream.range(0, run.length)
                    .filter(epoch -> run[epoch] <= trainMse)
                    .findFirst()
                    .orElse(-1))
        .toArray();
  }

  /**
   * The alignment ỹᵀΘỹ of the training targets with the kernel at the initial weights.
   *
   * @param graph its name
   * @return one a run; all equal for the filter
   */
  public double[] alignment(String graph) {
    double[][] y = settings.data.trainTargets();
    return perRun(graph, kernel -> kernel.alignment(y)).stream().mapToDouble(v -> v).toArray();
  }

  /**
   * The largest eigenvalues of the kernel at the initial weights on the training inputs.
   *
   * @param graph its name
   * @param count how many
   * @return [run][count], falling; equal rows for the filter
   */
  public double[][] eigenvalues(String graph, int count) {
    return perRun(graph, kernel -> kernel.eigenvalues(count)).toArray(double[][]::new);
  }

  /** The filter's kernel is the same at all weights: worked out once. */
  private <T> List<T> perRun(String graph, Function<TangentKernel, T> what) {
    GraphShift s = settings.graphs.get(index(graph));
    double[][] x = settings.data.trainInputs();
    GraphModel model = settings.model;
    if (model.isFilter()) {
      T once = what.apply(TangentKernel.filter(s, model.taps(), x));
      return IntStream.range(0, runs()).mapToObj(run -> once).toList();
    }
    return Arrays.stream(start)
        .map(w -> TangentKernel.network(s, rows(w[0], model), rows(w[1], model), x))
        .map(what)
        .toList();
  }

  private static double[][] rows(double[] flat, GraphModel model) {
    int taps = model.taps();
    return IntStream.range(0, model.features())
        .mapToObj(f -> Arrays.copyOfRange(flat, f * taps, (f + 1) * taps))
        .toArray(double[][]::new);
  }

  /**
   * Compares the final test errors of two graphs, run by run.
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
    return IntStream.rangeClosed(0, settings.epochs)
        .mapToObj(epoch -> Samples.mean(at(graph, test, epoch)))
        .toList();
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
