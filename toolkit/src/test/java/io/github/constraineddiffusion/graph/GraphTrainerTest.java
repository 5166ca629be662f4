package io.github.constraineddiffusion.graph;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.constraineddiffusion.tensor.Session;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CancellationException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

class GraphTrainerTest {
  private static final Session SESSION = Session.open().seed(5);
  private static final ForecastData DATA = GraphCases.ring();
  private static final GraphModel NETWORK = GraphModel.network(4, 3);

  @AfterAll
  static void close() {
    SESSION.close();
  }

  private static GraphTrainer trainer() {
    return GraphTrainer.of(DATA).session(SESSION).runs(3).epochs(50);
  }

  @Test
  void theFilterReachesTheLeastSquaresOptimum() {
    GraphTrainer trainer = trainer().epochs(20_000);
    for (GraphTrainer each : List.of(trainer.adam(0.01), trainer.gradientDescent(0.3))) {
      GraphResults results = each.train();
      for (GraphShift s : graphs()) {
        double[][] x = DATA.trainInputs();
        double[][] y = DATA.trainTargets();
        double best = GraphFilter.mse(s, GraphFilter.leastSquares(s, 3, x, y), x, y);
        for (double error : results.finalTrain(s.name())) {
          assertEquals(best, error, 1e-3 * best, s.name());
          assertTrue(error > best - 1e-9, "the optimum is the least");
        }
      }
    }
  }

  private static List<GraphShift> graphs() {
    return GraphShift.all(DATA, 5, 0).stream()
        .map(s -> s.normalised(ShiftScale.spectral()))
        .toList();
  }

  @Test
  void batchedEqualsOneByOne() {
    for (GraphModel model : List.of(GraphModel.filter(3), NETWORK)) {
      GraphTrainer trainer = trainer().model(model).epochs(100);
      GraphResults together = trainer.train();
      GraphResults single = trainer.trainOneByOne();
      for (String graph : together.graphs()) {
        for (int run = 0; run < together.runs(); run++) {
          double[] train = together.trainMse(graph)[run];
          assertArrayEquals(single.trainMse(graph)[run], train, 1e-4);
          assertArrayEquals(single.testMse(graph)[run], together.testMse(graph)[run], 1e-4);
          assertTrue(train[100] < train[0], "it learns");
        }
      }
    }
  }

  @Test
  void runsArePairedAcrossGraphs() {
    double[][] c = graphs().get(0).matrix();
    List<GraphShift> twins = List.of(GraphShift.of("one", c), GraphShift.of("two", c));
    GraphResults results = trainer().model(NETWORK).graphs(twins).train();
    double[][] one = results.testMse("one");
    assertArrayEquals(one[2], results.testMse("two")[2], 1e-6);
    assertTrue(Math.abs(one[0][0] - one[1][0]) > 1e-4, "runs differ");
    assertEquals(0, results.against("one", "two").difference().value(), 1e-6);
    assertArrayEquals(results.alignment("one"), results.alignment("two"));
  }

  @Test
  void theSeedDecides() {
    GraphTrainer trainer = trainer().model(NETWORK).epochs(3);
    double[] first = trainer.train().finalTest("C_XY");
    assertArrayEquals(first, trainer.train().finalTest("C_XY"));
    double[] other = trainer.session(SESSION.seed(6)).train().finalTest("C_XY");
    assertFalse(Arrays.equals(first, other));
  }

  @Test
  void alignmentAndEigenvaluesAreThoseOfTheInitialWeights() {
    double[][] x = DATA.trainInputs();
    double[][] y = DATA.trainTargets();
    GraphShift s = graphs().get(1);
    GraphResults filter = trainer().epochs(1).train();
    TangentKernel kernel = TangentKernel.filter(s, 3, x);
    assertEquals(kernel.alignment(y), filter.alignment("C_XX")[2], 1e-9);
    assertArrayEquals(kernel.eigenvalues(4), filter.eigenvalues("C_XX", 4)[0]);
    GraphResults network = trainer().model(NETWORK).epochs(1).train();
    double[][] start = InitialWeights.draw(SESSION, NETWORK, 3)[2];
    TangentKernel atStart = TangentKernel.network(s, rows(start[0]), rows(start[1]), x);
    assertEquals(atStart.alignment(y), network.alignment("C_XX")[2], 1e-9);
    assertArrayEquals(atStart.eigenvalues(5), network.eigenvalues("C_XX", 5)[2]);
    assertTrue(Arrays.stream(start[1]).allMatch(w -> Math.abs(w) <= 1 / Math.sqrt(12)));
  }

  private static double[][] rows(double[] flat) {
    var rows = new double[flat.length / 3][];
    Arrays.setAll(rows, f -> Arrays.copyOfRange(flat, 3 * f, 3 * f + 3));
    return rows;
  }

  @Test
  void curvesAndThresholdsFollowTheRuns() {
    GraphResults results = trainer().train();
    double[][] train = results.trainMse("C_XY");
    assertEquals(51, train[0].length);
    double threshold = train[1][20];
    int[] epochs = results.epochsToThreshold("C_XY", threshold);
    assertTrue(epochs[1] <= 20 && train[1][epochs[1]] <= threshold);
    assertTrue(epochs[1] == 0 || train[1][epochs[1] - 1] > threshold);
    assertArrayEquals(new int[] {-1, -1, -1}, results.epochsToThreshold("C_XY", 0));
    double mean = (train[0][50] + train[1][50] + train[2][50]) / 3;
    assertEquals(mean, results.curve("C_XY", false).get(50).value(), 1e-12);
    assertEquals(results.testMse("C_XY")[1][50], results.finalTest("C_XY")[1]);
    GraphResults one = trainer().runs(1).epochs(1).train();
    assertTrue(
        Double.isNaN(one.curve("C_XX", true).get(1).margin95()), "of one run it is not known");
  }

  @Test
  void errorsOfPairsAreThoseOfTheTrainedWeights() {
    for (GraphModel model : List.of(GraphModel.filter(3), NETWORK)) {
      GraphResults together = trainer().model(model).train();
      GraphResults single = trainer().model(model).trainOneByOne();
      for (String graph : together.graphs()) {
        double[] errors = together.testErrors(graph);
        assertEquals(DATA.testTargets()[0].length, errors.length);
        double mean = Arrays.stream(together.finalTest(graph)).average().orElseThrow();
        assertEquals(mean, Arrays.stream(errors).average().orElseThrow(), 1e-5);
        assertArrayEquals(errors, single.testErrors(graph), 1e-4);
      }
      TimeTest test = together.overTime("C_XY", "identity");
      double difference = together.against("C_XY", "identity").difference().value();
      assertEquals(difference, test.difference().value(), 1e-5);
      assertEquals(4, test.block());
      assertEquals(test, together.overTime("C_XY", "identity", 4, 0));
      assertEquals(1, together.overTime("C_XY", "C_XY").p());
    }
  }

  @Test
  void theListenerIsTold() {
    List<GraphProgress> told = new ArrayList<>();
    trainer().epochs(7).listener(told::add).train();
    assertEquals(0, told.get(0).epoch());
    assertEquals(7, told.get(told.size() - 1).epoch());
    assertEquals("graph filter, 3 taps on 5 graphs, 3 runs", told.get(0).name());
  }

  @Test
  void anInterruptStopsTheTraining() {
    Thread.currentThread().interrupt();
    assertThrows(CancellationException.class, () -> trainer().train());
    assertFalse(Thread.currentThread().isInterrupted());
  }

  @Test
  void aTrainingThatDivergesSaysWhere() {
    GraphTrainer filter = trainer().adam(1e160);
    for (GraphTrainer each : List.of(filter, trainer().model(NETWORK).gradientDescent(1e4))) {
      var e = assertThrows(IllegalStateException.class, each::train);
      assertTrue(e.getMessage().contains("lower the step size"), e.getMessage());
      assertTrue(e.getMessage().startsWith("the training error of run "), e.getMessage());
    }
  }

  /** Of all taps being equal, identity's Hessian is 2K·‖X‖²/(nM). */
  @Test
  void theLimitOfAFiltersStepSizeIsExact() {
    double[][] x = DATA.trainInputs();
    GraphShift identity = GraphShift.identity(DATA);
    double square = Dense.inner(Dense.of(x), Dense.of(x)) / (x.length * x[0].length);
    double limit = StepLimit.of(identity, 3, x);
    assertEquals(1 / (3 * square), limit, 1e-12);
    GraphTrainer trainer = trainer().graphs(List.of(identity, graphs().get(0))).epochs(3000);
    GraphResults below = trainer.gradientDescent(0.999 * limit).train();
    double[][] y = DATA.trainTargets();
    double best = GraphFilter.mse(identity, GraphFilter.leastSquares(identity, 3, x, y), x, y);
    assertEquals(best, below.finalTrain("identity")[0], 1e-2 * best);
    for (double step : new double[] {1.001 * limit, 0.5}) {
      GraphTrainer above = trainer.gradientDescent(step);
      for (Runnable training : List.<Runnable>of(above::train, above::trainOneByOne)) {
        var e = assertThrows(IllegalArgumentException.class, training::run);
        assertEquals(
            "step size " + step + " is above 0.333, where descent diverges on identity: give less",
            e.getMessage());
      }
    }
    assertEquals(3, trainer().gradientDescent(0.5).model(NETWORK).epochs(1).train().runs());
  }

  /** The recursion itself, e ← (I − 2η/(nM)·JᵀJ)e, grows just where the step is refused. */
  @Test
  void aboveTheLimitDescentDiverges() {
    double[][] x = DATA.trainInputs();
    for (GraphShift s : graphs()) {
      double limit = StepLimit.of(s, 3, x);
      assertTrue(growth(s, 1.01 * limit, x) > 1e3, s.name());
      assertTrue(growth(s, 0.99 * limit, x) <= 1, s.name());
    }
  }

  private static double growth(GraphShift s, double step, double[][] x) {
    double[][] j = FilterJacobian.of(s, 3, x).transposed().getData();
    double[] error = {1, 1, 1};
    for (int epoch = 0; epoch < 600; epoch++) {
      double[] output = new double[j[0].length];
      for (int k = 0; k < 3; k++) {
        for (int i = 0; i < output.length; i++) {
          output[i] += j[k][i] * error[k];
        }
      }
      for (int k = 0; k < 3; k++) {
        for (int i = 0; i < output.length; i++) {
          error[k] -= 2 * step / output.length * j[k][i] * output[i];
        }
      }
    }
    return Math.sqrt((error[0] * error[0] + error[1] * error[1] + error[2] * error[2]) / 3);
  }

  /** One step of 1e4 makes the error large, not infinite. */
  @Test
  void aNetworkThatHasBlownUpIsNoResult() {
    GraphTrainer trainer = trainer().model(NETWORK).epochs(1).gradientDescent(1e4);
    var e = assertThrows(IllegalStateException.class, trainer::train);
    assertTrue(e.getMessage().contains(" at epoch 1: lower the step size"), e.getMessage());
    assertFalse(e.getMessage().matches(".*(Infinity|NaN).*"), e.getMessage());
  }

  @Test
  void aGraphWhosePowersOverflowIsNamed() {
    double[][] huge = new double[6][6];
    huge[0][1] = 1e200;
    huge[1][0] = 1e200;
    GraphTrainer trainer = trainer().graphs(List.of(GraphShift.of("huge", huge)));
    var e = assertThrows(IllegalStateException.class, trainer.gradientDescent(0.1)::train);
    assertTrue(e.getMessage().contains(" on huge is "), e.getMessage());
    assertTrue(e.getMessage().contains("at epoch 0"), e.getMessage());
  }

  @Test
  void whatCannotBeTrainedIsRefused() {
    assertThrows(IllegalArgumentException.class, () -> trainer().runs(0));
    assertThrows(IllegalArgumentException.class, () -> trainer().epochs(0));
    var step = assertThrows(IllegalArgumentException.class, () -> trainer().adam(0));
    assertTrue(step.getMessage().endsWith("usually 0.01"), step.getMessage());
    step =
        assertThrows(IllegalArgumentException.class, () -> trainer().gradientDescent(Double.NaN));
    assertTrue(step.getMessage().contains("usually 0.1 on graphs"), step.getMessage());
    assertThrows(IllegalArgumentException.class, () -> trainer().graphs(List.of()));
    var none = assertThrows(IllegalArgumentException.class, () -> GraphTrainer.of(null));
    assertEquals("data is null: give one", none.getMessage());
    none = assertThrows(IllegalArgumentException.class, () -> trainer().graphs(null));
    assertEquals("the list of graphs is null: give one", none.getMessage());
    GraphShift s = graphs().get(0);
    List<GraphShift> holed = Arrays.asList(s, null);
    none = assertThrows(IllegalArgumentException.class, () -> trainer().graphs(holed));
    assertEquals("graph 1 of the list is null: give one", none.getMessage());
    assertThrows(IllegalArgumentException.class, () -> trainer().graphs(List.of(s, s)));
    List<GraphShift> small = List.of(GraphCases.shift(5, 1));
    var e = assertThrows(IllegalArgumentException.class, () -> trainer().graphs(small));
    assertTrue(
        e.getMessage()
            .endsWith("has 5 nodes, but the data has 6 channels: make it from" + " the same data"));
    e = assertThrows(IllegalArgumentException.class, () -> GraphModel.filter(0));
    assertTrue(e.getMessage().startsWith("taps is 0, but K must be at least 1"), e.getMessage());
    assertThrows(IllegalArgumentException.class, () -> GraphModel.network(0, 2));
    GraphResults results = trainer().epochs(1).train();
    e = assertThrows(IllegalArgumentException.class, () -> results.finalTest("C_YY"));
    assertTrue(e.getMessage().startsWith("there is no graph \"C_YY\": choose among [C_XY"));
  }
}
