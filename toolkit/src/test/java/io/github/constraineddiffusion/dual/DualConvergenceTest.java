package io.github.constraineddiffusion.dual;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every rule must find the exact multipliers, with noise and with a lagging model. */
class DualConvergenceTest {
  // Shares 0.94/0.05/0.01, at least 0.2 for the two minorities.
  private static final double[] RHO = {0.05, 0.01};
  private static final double[] W = {0.2, 0.2};
  private static final double S = 0.34 / 0.6;
  private static final double[] OPTIMUM = {0.2 * (1 + S) - 0.05, 0.2 * (1 + S) - 0.01};

  static Stream<DualUpdate> rules() {
    return Stream.of(
        new ProjectedSubgradient(), new Momentum(0.5), NuPi.withDefaults(), new SelfSetting());
  }

  static DualSchedule schedule(DualUpdate rule) {
    return DualSchedule.every(5).update(rule).averaging();
  }

  @Test
  void theOptimumIsTheWrittenOne() {
    assertEquals(0.2633, OPTIMUM[0], 5e-5);
    assertEquals(0.3033, OPTIMUM[1], 5e-5);
    double[] left = SimulatedRun.disjoint(RHO, W, 0, 0, 0).violation().apply(OPTIMUM);
    assertEquals(0, Math.max(Math.abs(left[0]), Math.abs(left[1])), 1e-12);
  }

  @ParameterizedTest
  @MethodSource("rules")
  void withoutNoiseItIsExact(DualUpdate rule) {
    for (double lag : new double[] {0, 20}) {
      var result = SimulatedRun.disjoint(RHO, W, 0, lag, 0).run(schedule(rule));
      assertNear(OPTIMUM, result.state().lambda(), 1e-3);
      assertNear(OPTIMUM, result.averaged(), 2e-3);
    }
  }

  @ParameterizedTest
  @MethodSource("rules")
  void withNoiseAndLagTheAverageIsNear(DualUpdate rule) {
    for (int seed = 0; seed < 10; seed++) {
      for (double lag : new double[] {0, 5, 20, 50}) {
        var run = SimulatedRun.disjoint(RHO, W, 0.1, lag, seed);
        assertNear(OPTIMUM, run.run(schedule(rule)).averaged(), 0.05);
        var decaying = schedule(rule).decay(Decay.cosine(0.05));
        assertNear(OPTIMUM, run.run(decaying).averaged(), 0.05);
      }
    }
  }

  @ParameterizedTest
  @MethodSource("rules")
  void aConstraintThatHoldsAnywayEndsAtZero(DualUpdate rule) {
    double[] rho = {0.05, 0.3};
    double optimum = (0.2 - 0.05) / 0.8;
    double[] w = {0.2, 0.1};
    for (double noise : new double[] {0, 0.1}) {
      double[] found = SimulatedRun.disjoint(rho, w, noise, 20, 3).run(schedule(rule)).averaged();
      assertEquals(optimum, found[0], 0.05 * optimum);
      // Noise in the proportional term of nuPI lifts it off zero now and then.
      assertEquals(0, found[1], 1e-3);
    }
  }

  @Test
  void selfSettingCopesWithAnyCurvature() {
    double[] optimum = {0.3, 0.3, 0.3};
    for (double unit : new double[] {0.01, 1, 100}) {
      double[] curvature = {0.1 * unit, unit, 10 * unit};
      for (double lag : new double[] {0, 20}) {
        for (int seed = 0; seed < 5; seed++) {
          double noise = 0.005 * unit;
          var run = SimulatedRun.quadratic(curvature, optimum, noise, lag, seed);
          assertNear(optimum, run.run(schedule(new SelfSetting())).averaged(), 0.05);
        }
      }
    }
  }

  @Test
  void selfSettingCopesWithAnySizeOfMultiplier() {
    for (double size : new double[] {0.003, 0.03, 0.3, 3, 30, 300}) {
      for (double lag : new double[] {0, 5, 20}) {
        double[] optimum = {size};
        var run = SimulatedRun.quadratic(new double[] {1}, optimum, 0.1 * size, lag, 1);
        assertNear(optimum, run.run(schedule(new SelfSetting())).averaged(), 0.05);
      }
    }
  }

  @Test
  void oneFixedStepCannotDoThat() {
    double[] optimum = {0.3, 0.3};
    var run = SimulatedRun.quadratic(new double[] {0.1, 100}, optimum, 0, 0, 1);
    double[] found = run.run(schedule(new ProjectedSubgradient())).averaged();
    assertTrue(Math.abs(found[0] - 0.3) > 0.01 || Math.abs(found[1] - 0.3) > 0.01);
  }

  @Test
  void settlingHoldsTheAverage() {
    var settling = schedule(new ProjectedSubgradient()).settle(0.1);
    var result = SimulatedRun.disjoint(RHO, W, 0.1, 20, 1).run(settling);
    assertTrue(Arrays.equals(result.state().lambda(), result.averaged()));
    assertNear(OPTIMUM, result.state().lambda(), 0.05);
    var late = result.measured().stream().filter(m -> m.step() > 3610).toList();
    assertEquals(78, late.size());
    late.forEach(m -> assertTrue(Arrays.equals(result.averaged(), m.lambda())));
  }

  private static void assertNear(double[] expected, double[] actual, double relative) {
    for (int i = 0; i < expected.length; i++) {
      double tolerance = relative * expected[i];
      assertEquals(expected[i], actual[i], tolerance, () -> Arrays.toString(actual));
    }
  }
}
