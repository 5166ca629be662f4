package io.github.constraineddiffusion.dual;

import static io.github.constraineddiffusion.dual.DualScheduleTest.refuses;
import static io.github.constraineddiffusion.dual.DualScheduleTest.throughJson;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.constraineddiffusion.constraint.ConstrainedProblem;
import io.github.constraineddiffusion.constraint.KlConstraint;
import io.github.constraineddiffusion.constraint.MixtureOracle;
import io.github.constraineddiffusion.data.GaussianMixture;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Every formulation against its exact optimum. */
class FormulationTest {
  private static final double[] CURVATURE = {2, 0.5};
  private static final double[] OPTIMUM = {0.4, 1.5};
  private static final double[] RHO = {0.05, 0.01};
  private static final double[] W = {0.2, 0.2};

  private static DualSchedule schedule(Formulation formulation) {
    return DualSchedule.every(1).stepSize(0.05).formulation(formulation);
  }

  private static SimulatedRun.Result quadratic(Formulation formulation) {
    return SimulatedRun.quadratic(CURVATURE, OPTIMUM, 0, 20, 0).run(schedule(formulation));
  }

  @Test
  void theAugmentedLagrangianHasTheLagrangiansMultipliers() {
    assertArrayEquals(OPTIMUM, quadratic(Formulation.lagrangian()).state().lambda(), 1e-3);
    for (double c : new double[] {0.1, 0.5, 2}) {
      var result = quadratic(Formulation.augmentedLagrangian(c));
      assertArrayEquals(OPTIMUM, result.state().lambda(), 1e-3);
      assertArrayEquals(OPTIMUM, result.ascent().weights(result.state()), 1e-3);
    }
  }

  /** With steps too large for the lag, λ alone swings; the answer to the moment damps it. */
  @Test
  void theAugmentedLagrangianDampsSwings() {
    var run = SimulatedRun.quadratic(new double[] {2}, new double[] {0.4}, 0, 50, 0);
    double plain = swing(run.run(schedule(Formulation.lagrangian())));
    double damped = swing(run.run(schedule(Formulation.augmentedLagrangian(2))));
    assertTrue(plain > 0.1, "" + plain);
    assertTrue(damped < 0.2 * plain, damped + " of " + plain);
  }

  private static double swing(SimulatedRun.Result result) {
    return result.measured().stream().skip(100).mapToDouble(m -> m.violation()[0]).max().orElse(0);
  }

  /** c·a·(λ* − λ) = λ: the penalty stops short of λ* and leaves λ/c violated. */
  @Test
  void theQuadraticPenaltyLeavesAViolation() {
    double[] c = {3, 5};
    var result = quadratic(Formulation.quadraticPenalty(c));
    for (int i = 0; i < 2; i++) {
      double lambda = c[i] * CURVATURE[i] * OPTIMUM[i] / (1 + c[i] * CURVATURE[i]);
      assertEquals(lambda, result.state().lambda()[i], 1e-6);
      double left = CURVATURE[i] * (OPTIMUM[i] - lambda);
      assertEquals(lambda / c[i], left, 1e-12);
      assertEquals(left, last(result).violation()[i], 1e-6);
    }
    assertTrue(result.ascent().relaxations(result.state())[0] == 0);
  }

  private static SimulatedRun.Measured last(SimulatedRun.Result result) {
    return result.measured().get(result.measured().size() - 1);
  }

  /** a·(λ* − λ) = u = λ/cost. */
  @Test
  void resilienceRelaxesTillAFurtherNatCostsWhatItSaves() {
    double[] cost = {3, 5};
    var result = quadratic(Formulation.resilient(cost));
    for (int i = 0; i < 2; i++) {
      double lambda = CURVATURE[i] * OPTIMUM[i] / (CURVATURE[i] + 1 / cost[i]);
      double u = result.ascent().relaxations(result.state())[i];
      assertEquals(lambda, result.state().lambda()[i], 1e-4);
      assertEquals(result.state().lambda()[i] / cost[i], u, 1e-12);
      assertEquals(CURVATURE[i] * (OPTIMUM[i] - lambda), u, 1e-4);
    }
  }

  @Test
  void resilienceAndPenaltyAreOneProblem() {
    for (double c : new double[] {0.3, 1, 4}) {
      var plane = SimulatedRun.disjoint(RHO, W, 0, 50, 0);
      double[] found = plane.run(schedule(Formulation.resilient(c))).state().lambda();
      double[] price = plane.run(schedule(Formulation.quadraticPenalty(c))).state().lambda();
      assertArrayEquals(price, found, 2e-3);
      double[] left = plane.violation().apply(found);
      assertEquals(found[0] / c, left[0], 5e-3);
      assertEquals(found[1] / c, left[1], 5e-3);
    }
  }

  /** Gaussians that overlap, their divergences by quadrature. */
  @Test
  void onOverlappingGaussiansTheyEndAtTheExactOptimum() {
    var q = GaussianMixture.isotropic(0.3, new double[][] {{1.5, 0}, {-0.75, 1.3}}, 0.95, 0.05);
    double bound = 0.9;
    MixtureOracle oracle =
        MixtureOracle.of(
            ConstrainedProblem.minimizeKlTo(q)
                .subjectTo(KlConstraint.to("B", q.only(1)).atMostNats(bound))
                .build());
    var run = new SimulatedRun(w -> new double[] {oracle.kl(0, w) - bound}, 1, 0, 5, 0);
    double exact = oracle.optimum().lambda()[0];
    assertTrue(exact > 0.3, "" + exact);
    for (var same : List.of(Formulation.lagrangian(), Formulation.augmentedLagrangian(0.5))) {
      var found = run.run(schedule(same).stepSize(0.2)).state();
      assertEquals(exact, found.lambda()[0], 1e-4 * exact);
    }
    double cost = 2;
    double relaxed =
        run.run(schedule(Formulation.resilient(cost)).stepSize(0.2)).state().lambda()[0];
    assertEquals(relaxed / cost, oracle.kl(0, relaxed) - bound, 1e-5);
    assertTrue(relaxed < 0.9 * exact, relaxed + " of " + exact);
  }

  @Test
  void thresholdsThatCannotBeMetGiveWay() {
    var run = SimulatedRun.disjoint(RHO, new double[] {0.6, 0.6}, 0.1, 20, 1);
    var plain = run.run(schedule(Formulation.lagrangian()));
    assertNotNull(plain.alarm());
    for (var formulation : List.of(Formulation.resilient(2), Formulation.quadraticPenalty(2))) {
      assertTrue(formulation.givesWay());
      var result = run.run(schedule(formulation).averaging());
      assertNull(result.alarm(true));
      double[] lambda = result.averaged();
      double[] left = run.violation().apply(lambda);
      assertEquals(left[0], lambda[0] / 2, 0.05);
      assertEquals(left[1], lambda[1] / 2, 0.05);
      assertTrue(left[0] > 0.1, "" + left[0]);
    }
    assertFalse(Formulation.augmentedLagrangian(1).givesWay());
  }

  @Test
  void onceSettledTheAugmentedLagrangianAnswersNoMore() {
    var formulation = Formulation.augmentedLagrangian(1);
    var ascent = DualAscent.of(schedule(formulation).averaging(0.2).settle(0.2), 1, 10);
    assertArrayEquals(new double[] {0}, ascent.weights(ascent.start()));
    DualState state = ascent.start();
    for (int step = 1; step <= 8; step++) {
      state = ascent.next(state, step, new double[] {0.5}, new double[1]);
      assertEquals(0.05 * 0.5 * step, state.lambda()[0], 1e-12);
      assertEquals(state.lambda()[0] + 0.5, ascent.weights(state)[0], 1e-12);
    }
    state = ascent.next(state, 9, new double[] {0.5}, new double[1]);
    assertArrayEquals(ascent.averaged(state), ascent.weights(state));
  }

  @Test
  void weightsAreNotNegative() {
    var augmented = Formulation.augmentedLagrangian(2, 3);
    double[] weights = augmented.weights(new double[] {1, 1}, new double[] {-0.25, -0.5});
    assertArrayEquals(new double[] {0.5, 0}, weights, 1e-15);
  }

  @Test
  void comesBackFromJsonAndGoesOnBitForBit() {
    for (var formulation :
        List.of(
            Formulation.lagrangian(),
            Formulation.augmentedLagrangian(0.3),
            Formulation.quadraticPenalty(1, 2),
            Formulation.resilient(5))) {
      var schedule = schedule(formulation).averaging();
      var described = throughJson(schedule.describe());
      assertEquals(schedule, DualSchedule.fromDescription(described));
      var ascent = DualAscent.of(schedule, 2, 60);
      DualState through = ascent.start();
      DualState resumed = through;
      for (int step = 1; step <= 60; step++) {
        double[] violation = {Math.sin(step) + 0.3, Math.cos(step * 0.7) + 0.1};
        through = ascent.next(through, step, violation, new double[2]);
        resumed = ascent.next(resumed, step, violation, new double[2]);
        resumed = DualState.fromDescription(throughJson(resumed.describe()));
      }
      assertEquals(through, resumed);
      assertArrayEquals(ascent.weights(through), ascent.weights(resumed));
    }
  }

  @Test
  void aScheduleOfBeforeThereWasAChoiceIsTheLagrangians() {
    Map<String, Object> described = DualSchedule.every(5).describe();
    assertFalse(described.containsKey("formulation"));
    assertEquals(Formulation.lagrangian(), DualSchedule.fromDescription(described).formulation());
  }

  @Test
  void saysWhatIsWrong() {
    refuses("c is 0.0", () -> Formulation.augmentedLagrangian(0));
    refuses("c is missing", Formulation::quadraticPenalty);
    refuses("cost is NaN", () -> Formulation.resilient(1, Double.NaN));
    refuses("'soft'", () -> Formulation.fromDescription(Map.of("kind", "soft")));
    var two = schedule(Formulation.resilient(1, 2));
    refuses("2 coefficients, but there are 3", () -> DualAscent.of(two, 3, 100));
    refuses("on the simplex", two::onSimplex);
    var penalty = DualAscent.of(schedule(Formulation.quadraticPenalty(1)), 1, 10);
    double[] nan = {Double.NaN};
    refuses("constraint 0 is NaN", () -> penalty.next(penalty.start(), 1, nan, new double[1]));
  }
}
