package io.github.constraineddiffusion.graph;

import io.github.constraineddiffusion.tensor.Session;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * Trains one model on several graphs, several runs on each, by full-batch descent of the mean
 * squared error per element. Immutable: every setter returns a copy.
 *
 * <p>Run r starts from the same weights on every graph, so that graphs are compared in pairs; the
 * same session seed gives the same run on the same machine.
 */
public final class GraphTrainer {
  private static final int NEIGHBOURS = 5;

  private final GraphSettings settings;

  private GraphTrainer(GraphSettings settings) {
    this.settings = settings;
  }

  /**
   * Starts with the five graphs of {@link GraphShift#all} at spectral norm 1 (5 neighbours), the
   * filter of 3 taps, 10 runs, 500 epochs and Adam with step size 0.01, in a session of its own.
   *
   * @param data inputs and targets
   * @return the trainer
   */
  public static GraphTrainer of(ForecastData data) {
    var settings = new GraphSettings();
    settings.data = Dense.requireGiven("data", data);
    settings.graphs =
        GraphShift.all(data, NEIGHBOURS, 0).stream()
            .map(s -> s.normalised(ShiftScale.spectral()))
            .toList();
    return new GraphTrainer(settings);
  }

  private GraphTrainer with(Consumer<GraphSettings> change) {
    GraphSettings copy = settings.copy();
    change.accept(copy);
    return new GraphTrainer(copy);
  }

  /**
   * Sets device and seed.
   *
   * @param value the session
   * @return the copy
   */
  public GraphTrainer session(Session value) {
    return with(s -> s.session = value);
  }

  /**
   * Sets the graphs, normalised as they are to be compared.
   *
   * @param value at least one, of different names, each with a node for every channel
   * @return the copy
   */
  public GraphTrainer graphs(List<GraphShift> value) {
    Dense.requireGiven("the list of graphs", value);
    Set<String> names = new HashSet<>();
    for (GraphShift graph : value) {
      Dense.requireGiven("graph " + names.size() + " of the list", graph);
      if (!names.add(graph.name())) {
        throw new IllegalArgumentException(
            "two graphs are called \"" + graph.name() + "\": give each its own name");
      }
      if (graph.size() != settings.data.channels()) {
        throw new IllegalArgumentException(
            "graph %s has %d nodes, but the data has %d channels: make it from the same data"
                .formatted(graph.name(), graph.size(), settings.data.channels()));
      }
    }
    requireAtLeast("the number of graphs", value.size(), 1);
    return with(s -> s.graphs = List.copyOf(value));
  }

  /**
   * Sets what is trained.
   *
   * @param value the model
   * @return the copy
   */
  public GraphTrainer model(GraphModel value) {
    return with(s -> s.model = Dense.requireGiven("the model", value));
  }

  /**
   * Sets the runs on each graph, which differ in their initial weights.
   *
   * @param value at least 1; intervals and tests need 2
   * @return the copy
   */
  public GraphTrainer runs(int value) {
    requireAtLeast("runs", value, 1);
    return with(s -> s.runs = value);
  }

  /**
   * Sets the number of full-batch steps.
   *
   * @param value at least 1
   * @return the copy
   */
  public GraphTrainer epochs(int value) {
    requireAtLeast("epochs", value, 1);
    return with(s -> s.epochs = value);
  }

  /**
   * Trains with Adam.
   *
   * @param stepSize η, positive
   * @return the copy
   */
  public GraphTrainer adam(double stepSize) {
    return with(s -> s.rule = new Adam(stepSize));
  }

  /**
   * Trains with gradient descent, which the neural tangent kernel speaks of. The gradient is that
   * of the mean over nM elements: step sizes are larger than for a sum.
   *
   * @param stepSize η, positive; for filters below nM/λ_max(Θ) of every graph, where descent begins
   *     to diverge
   * @return the copy
   */
  public GraphTrainer gradientDescent(double stepSize) {
    return with(s -> s.rule = new GradientDescent(stepSize));
  }

  /**
   * Sets who is told about progress; nobody at first.
   *
   * @param value the listener
   * @return the copy
   */
  public GraphTrainer listener(GraphListener value) {
    return with(s -> s.listener = Dense.requireGiven("the listener", value));
  }

  /**
   * Trains all runs on all graphs as one batched tensor program, in parts where one would be too
   * large for the device's caches or memory.
   *
   * @return errors of every run at every epoch
   * @throws java.util.concurrent.CancellationException where the thread is interrupted
   * @throws IllegalArgumentException where gradient descent of a filter would diverge
   * @throws IllegalStateException where an error is not finite any more, or a network's a million
   *     times that of the start
   */
  public GraphResults train() {
    return inSession(BatchedTraining::together);
  }

  /**
   * Trains the same runs one after the other, for comparison: equal but for rounding, which Adam
   * can blow up in long runs of networks, once its second moments have decayed.
   *
   * @return as {@link #train()}
   * @throws IllegalArgumentException as {@link #train()} does
   */
  public GraphResults trainOneByOne() {
    return inSession(BatchedTraining::oneByOne);
  }

  private GraphResults inSession(Function<GraphSettings, GraphResults> how) {
    if (settings.session != null) {
      return how.apply(settings);
    }
    try (Session own = Session.open()) {
      return how.apply(session(own).settings);
    }
  }

  private static void requireAtLeast(String what, int value, int least) {
    if (value < least) {
      throw new IllegalArgumentException(what + " is " + value + ", but must be at least " + least);
    }
  }

  @Override
  public String toString() {
    return "%s on %d graphs, %d runs, %d epochs of %s"
        .formatted(
            settings.model, settings.graphs.size(), settings.runs, settings.epochs, settings.rule);
  }
}
