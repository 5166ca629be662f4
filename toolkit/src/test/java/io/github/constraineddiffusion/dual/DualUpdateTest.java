package io.github.constraineddiffusion.dual;

import static io.github.constraineddiffusion.dual.DualScheduleTest.refuses;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class DualUpdateTest {
  private static final double[] NO_ERROR = {0, 0};

  @Test
  void subgradientFollowsTheViolationAndStopsAtZero() {
    var rule = new ProjectedSubgradient();
    var state = rule.next(rule.start(0.1, 0.2), new double[] {2, -9}, NO_ERROR, 0.05);
    assertArrayEquals(new double[] {0.2, 0}, state.lambda(), 1e-15);
    assertEquals(1, state.updates());
  }

  @Test
  void momentumIsTheHeavyBall() {
    double beta = 0.6;
    double[] violation = {1, -0.5, 2, 0.25};
    var rule = new Momentum(beta);
    var state = rule.start(0.3);
    double velocity = 0;
    double expected = 0.3;
    for (double v : violation) {
      state = rule.next(state, new double[] {v}, new double[1], 0.1);
      velocity = beta * velocity + 0.1 * v;
      expected += velocity;
      assertEquals(expected, state.lambda()[0], 1e-15);
    }
    // a steady violation moves lambda by eta/(1 - beta) at last
    var steady = rule.start(0);
    double before = 0;
    for (int i = 0; i < 60; i++) {
      before = steady.lambda()[0];
      steady = rule.next(steady, new double[] {1}, new double[1], 0.1);
    }
    assertEquals(0.1 / (1 - beta), steady.lambda()[0] - before, 1e-12);
  }

  @Test
  void momentumEndsWhereLambdaMeetsZero() {
    var rule = new Momentum(0.9);
    var state = rule.start(0.5);
    for (int i = 0; i < 20; i++) {
      state = rule.next(state, new double[] {-1}, new double[1], 0.1);
    }
    assertEquals(0, state.lambda()[0]);
    // nothing is left of twenty downward steps: the first upward one counts in full
    state = rule.next(state, new double[] {1}, new double[1], 0.1);
    assertEquals(0.1, state.lambda()[0], 1e-15);
    var plain = new Momentum(0);
    var same = plain.next(plain.start(0.1, 0.2), new double[] {2, -9}, NO_ERROR, 0.05);
    assertArrayEquals(new double[] {0.2, 0}, same.lambda(), 1e-15);
    assertEquals(0.025, new Momentum(0.5).defaultStepSize(), 1e-15);
  }

  @Test
  void nuPiIsThePapersRecursion() {
    var rule = new NuPi(2, 0.5, 0.75);
    var state = rule.start(1, 1);
    double[][] errors = {{1, -1}, {3, -2}, {-2, 0.5}};
    double[] smoothed = errors[0].clone();
    double[] expected = {1, 1};
    for (double[] error : errors) {
      state = rule.next(state, error, NO_ERROR, 0.1);
      for (int i = 0; i < 2; i++) {
        double after = 0.75 * smoothed[i] + 0.25 * error[i];
        double change = 0.5 * error[i] + 2 * (after - smoothed[i]);
        expected[i] = Math.max(0, expected[i] + 0.1 * change);
        smoothed[i] = after;
      }
      assertArrayEquals(expected, state.lambda(), 1e-15);
    }
    var plain = new NuPi(0, 1, 0);
    var same = plain.next(plain.start(0.1, 0.2), new double[] {2, -9}, NO_ERROR, 0.05);
    assertArrayEquals(new double[] {0.2, 0}, same.lambda(), 1e-15);
  }

  @Test
  void selfSettingIgnoresSignsWithinTheNoise() {
    var rule = new SelfSetting();
    var state = rule.next(rule.start(1), new double[] {1}, new double[] {0.1}, 1);
    double first = state.recall("self-setting step")[0];
    // The smoothed violation sinks into the noise with signs that alternate within it.
    for (int i = 0; i < 200; i++) {
      double violation = i % 2 == 0 ? 0.2 : -0.2;
      state = rule.next(state, new double[] {violation}, new double[] {0.1}, 1);
    }
    double later = state.recall("self-setting step")[0];
    assertTrue(later >= first && later < 2 * first, first + " " + later);
    // Beyond the noise the same signs halve the step again and again.
    for (int i = 0; i < 10; i++) {
      double violation = i % 2 == 0 ? 2 : -2;
      state = rule.next(state, new double[] {violation}, new double[] {0.1}, 1);
    }
    assertTrue(state.recall("self-setting step")[0] < later / 100);
  }

  @Test
  void selfSettingStartsFromNothingMeasured() {
    var rule = new SelfSetting();
    var state = rule.next(rule.start(0.5), new double[] {0}, new double[] {Double.NaN}, 1);
    assertEquals(0.5, state.lambda()[0]);
    state = rule.next(state, new double[] {4}, new double[] {0}, 1);
    assertEquals(0.52, state.lambda()[0], 2e-3);
  }

  @Test
  void stateIsNotShared() {
    double[] lambda = {1, 2};
    var state = new ProjectedSubgradient().start(lambda).remember("a", 3, 4);
    lambda[0] = 9;
    state.lambda()[0] = 9;
    state.memory().get("a")[0] = 9;
    state.recall("a")[0] = 9;
    assertArrayEquals(new double[] {1, 2}, state.lambda());
    assertArrayEquals(new double[] {3, 4}, state.recall("a"));
    assertArrayEquals(new double[] {0, 0}, state.recall("b"));
  }

  @Test
  void refusesWhatNoMultiplierShouldFollow() {
    for (DualUpdate rule :
        List.of(
            new ProjectedSubgradient(),
            new Momentum(0.5),
            NuPi.withDefaults(),
            new SelfSetting())) {
      var state = rule.start(0, 0);
      refuses("constraint 1 is NaN", () -> next(rule, state, 1, 0, Double.NaN));
      refuses("is Infinity", () -> next(rule, state, 1, Double.POSITIVE_INFINITY, 0));
      refuses("violations are 1", () -> next(rule, state, 1, 0));
      refuses("step size is 0.0", () -> next(rule, state, 0, 0, 0));
      refuses("starts at NaN", () -> rule.start(Double.NaN));
    }
    refuses("proportional gain is -1", () -> new NuPi(-1, 1, 0.5));
    refuses("integral gain is 0", () -> new NuPi(1, 0, 0.5));
    refuses("beta is 1", () -> new Momentum(1));
    refuses("beta is NaN", () -> new Momentum(Double.NaN));
    refuses("nu is 1", () -> new NuPi(1, 1, 1));
  }

  private static void next(DualUpdate rule, DualState state, double size, double... violation) {
    rule.next(state, violation, new double[violation.length], size);
  }

  @Test
  void simplexProjectionSatisfiesItsOptimality() {
    assertArrayEquals(new double[] {0.3, 0.7}, SimplexProjection.project(0.3, 0.7), 1e-15);
    assertArrayEquals(new double[] {1, 0}, SimplexProjection.project(5, 1), 1e-15);
    assertArrayEquals(new double[] {1}, SimplexProjection.project(-3), 1e-15);
    var random = new Random(1);
    for (int trial = 0; trial < 200; trial++) {
      double[] point = random.doubles(1 + random.nextInt(6), -2, 2).toArray();
      double[] nearest = SimplexProjection.project(point);
      assertEquals(1, Arrays.stream(nearest).sum(), 1e-12);
      // Karush-Kuhn-Tucker: point − nearest is one τ where nearest > 0, and at most τ elsewhere.
      double tau = Double.NEGATIVE_INFINITY;
      for (int i = 0; i < point.length; i++) {
        tau = Math.max(tau, point[i] - nearest[i]);
      }
      for (int i = 0; i < point.length; i++) {
        assertTrue(nearest[i] >= 0);
        assertTrue(nearest[i] == 0 || Math.abs(point[i] - nearest[i] - tau) < 1e-12);
      }
    }
    refuses("at least one", SimplexProjection::project);
    refuses("NaN", () -> SimplexProjection.project(1, Double.NaN));
  }

  @Test
  void multipliersAreNamed() {
    var multipliers = Multipliers.of(List.of("a", "b"), 0.25, 0.5);
    assertEquals(0.5, multipliers.get("b"));
    assertEquals(0.25, multipliers.get(0));
    assertEquals(0.5, multipliers.max());
    assertEquals("a 0.2500, b 0.5000", multipliers.toString());
    assertEquals(multipliers, Multipliers.of(List.of("a", "b"), multipliers.values()));
    refuses("'c'", () -> multipliers.get("c"));
    refuses("multipliers are 1", () -> Multipliers.of(List.of("a", "b"), 1));
    refuses("'b' is -1.0", () -> Multipliers.of(List.of("a", "b"), 1, -1));
  }
}
