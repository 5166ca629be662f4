package io.github.constraineddiffusion.constraint;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.constraineddiffusion.data.GaussianMixture;
import io.github.constraineddiffusion.data.PointSet;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class FeasibilityReportTest {
  private final GaussianMixture q = Problems.separate(0.94, 0.05, 0.01);

  @Test
  void separateClassesHaveTheLogOfTheSharesSum() {
    FeasibilityReport report = FeasibilityReport.of(Problems.plane());
    assertEquals(Math.log(0.4), report.uStar(), 1e-9);
    assertTrue(report.feasible() && !report.infeasible());
    assertEquals(List.of(), report.conflicting());
    assertEquals(
        "Feasible: some model keeps every constraint with 0.9163 nats to spare (u* = -0.9163; by"
            + " quadrature).",
        report.toString());
  }

  static Iterable<GoldenOptimum> golden() {
    return GoldenOptimum.all();
  }

  @ParameterizedTest
  @MethodSource("golden")
  void agreesWithSciPyOnOverlappingMixtures(GoldenOptimum golden) {
    FeasibilityReport report = FeasibilityReport.of(golden.problem());
    assertEquals(golden.uStar(), report.uStar(), 1e-7);
    double[] weights =
        report.entries().stream().mapToDouble(FeasibilityReport.Entry::weight).toArray();
    assertArrayEquals(golden.uWeights(), weights, 1e-5);
    assertEquals(golden.uStar() <= 0, report.feasible());
  }

  /** The third constraint of the third golden problem plays no part. */
  @Test
  void onlyConstraintsInConflictAreNamed() {
    FeasibilityReport report = FeasibilityReport.of(GoldenOptimum.all().get(2).problem());
    assertEquals(List.of("q1", "q2"), report.conflicting());
    String text = report.toString();
    assertTrue(text.startsWith("Infeasible: no model can keep 'q1', 'q2' together."), text);
    assertTrue(text.contains("exceeds a threshold by 0.4408 nats"), text);
    assertTrue(text.contains("'q1' above 0.6408 nats (a share below 0.5269)"), text);
  }

  /** b + u* is the limit: a little more is feasible, a little less is not. */
  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void suggestedThresholdsAreTheLimit(int d) {
    var random = new Random(d);
    for (int trial = 0; trial < (d == 1 ? 30 : 4); trial++) {
      int m = 2 + random.nextInt(3);
      GaussianMixture objective = Problems.randomMixture(random, d, m + 1);
      var sources = new GaussianMixture[m];
      Arrays.setAll(sources, i -> objective.only(i));
      double[] nats = random.doubles(m, 0.05, 2).toArray();
      FeasibilityReport report = report(objective, sources, nats, 0);
      double[] limit = report.suggestedThresholds().values().stream().mapToDouble(b -> b).toArray();
      for (int i = 0; i < m; i++) {
        assertEquals(nats[i] + report.uStar(), limit[i], 1e-9);
        assertEquals(Math.exp(-limit[i]), report.entries().get(i).limitShare(), 1e-12);
      }
      FeasibilityReport loose = report(objective, sources, limit, 1e-3);
      assertEquals(-1e-3, loose.uStar(), 1e-7);
      assertTrue(loose.feasible());
      boolean oneIsEqualToItsSource = Arrays.stream(limit).min().orElseThrow() < 1e-4;
      assertTrue(oneIsEqualToItsSource || report(objective, sources, limit, -1e-5).infeasible());
    }
  }

  private static FeasibilityReport report(
      GaussianMixture objective, GaussianMixture[] sources, double[] nats, double shift) {
    double[] shifted = Arrays.stream(nats).map(b -> Math.max(1e-6, b + shift)).toArray();
    return FeasibilityReport.of(Problems.inNats(objective, sources, shifted));
  }

  /** u* = min_p max_i (KL_i − b_i), searched on a grid over the simplex. */
  @Test
  void uStarIsTheMinimumOverTheSimplex() {
    GoldenOptimum golden = GoldenOptimum.all().get(1);
    ConstrainedProblem problem = golden.problem();
    MixtureOracle oracle = MixtureOracle.of(problem);
    double[] b = problem.nats();
    double best = Double.POSITIVE_INFINITY;
    for (double a = 0.002; a < 1; a += 0.002) {
      // multipliers so large that the objective's part vanishes
      double[] kls = oracle.kls(1e9 * a, 1e9 * (1 - a));
      best = Math.min(best, Math.max(kls[0] - b[0], kls[1] - b[1]));
    }
    double uStar = FeasibilityReport.of(problem).uStar();
    assertTrue(uStar <= best + 1e-8 && best - uStar < 0.005, uStar + " against " + best);
  }

  @Test
  void sourcesWithoutDensityAreDecidedByTheirShares() {
    var points = PointSet.of(new double[][] {{0, 0}});
    var shares =
        ConstrainedProblem.minimizeKlTo(points)
            .subjectTo(KlConstraint.to("a", points).minShare(0.2))
            .subjectTo(KlConstraint.to("b", points).minShare(0.3))
            .build();
    FeasibilityReport report = FeasibilityReport.of(shares);
    assertEquals(Math.log(0.5), report.uStar(), 1e-12);
    assertTrue(report.toString().contains("if the classes are disjoint"));
    unknown(
        "thresholds in nats",
        ConstrainedProblem.minimizeKlTo(points)
            .subjectTo(KlConstraint.to("a", points).minShare(0.2))
            .subjectTo(KlConstraint.to("b", points).atMostNats(2))
            .build());
  }

  @Test
  void lossUnitsAreUnknown() {
    unknown(
        "loss units",
        ConstrainedProblem.minimizeKlTo(q)
            .subjectTo(KlConstraint.to("a", q.only(1)).atMostLoss(0.1))
            .build());
  }

  @Test
  void manyDimensionsAreDecidedWhereClassesAreSeparate() {
    double[][] means = new double[3][16];
    means[1][0] = 20;
    means[2][5] = 20;
    var apart = GaussianMixture.isotropic(1, means);
    var sources = new GaussianMixture[] {apart.only(0), apart.only(1)};
    FeasibilityReport report = report(apart, sources, new double[] {0.5, 0.6}, 0);
    assertEquals(Math.log(Math.exp(-0.5) + Math.exp(-0.6)), report.uStar(), 1e-12);
    assertEquals(List.of("q1", "q2"), report.conflicting());
    means[1][0] = 1;
    var close = GaussianMixture.isotropic(1, means);
    unknown(
        "overlap in 16 dimensions",
        Problems.inNats(
            close, new GaussianMixture[] {close.only(0), close.only(1)}, new double[] {0.5, 0.6}));
  }

  private static void unknown(String why, ConstrainedProblem problem) {
    FeasibilityReport report = FeasibilityReport.of(problem);
    assertEquals(FeasibilityReport.Verdict.UNKNOWN, report.verdict());
    assertFalse(report.feasible() || report.infeasible());
    assertTrue(Double.isNaN(report.uStar()));
    assertTrue(report.toString().contains(why), report.toString());
  }

  @Test
  void columnsHoldOneValueForEachConstraint() {
    Map<String, List<Object>> columns = FeasibilityReport.of(Problems.plane()).columns();
    assertEquals(List.of("upper", "lower"), columns.get("constraint"));
    assertEquals(List.of("share ≥ 0.2", "share ≥ 0.2"), columns.get("asked for"));
    assertEquals(-Math.log(0.2), columns.get("threshold (nats)").get(0));
    columns.values().forEach(column -> assertEquals(2, column.size()));
  }

  /** Σ e^(−b) = 1 and 94 % of the data in no class: λ would have to be infinite. */
  @Test
  void refusesTheBoundaryWhereDataOutsideTheClassesWouldHaveToVanish() {
    var data =
        io.github.constraineddiffusion.data.GaussianMixture.isotropic(
            0.025, new double[][] {{1.5, 0}, {-0.75, 1.3}, {-0.75, -1.3}}, 0.94, 0.05, 0.01);
    var problem =
        ConstrainedProblem.minimizeKlTo(data)
            .subjectTo(KlConstraint.to("B", data.only(1)).atMostNats(Math.log(2)))
            .subjectTo(KlConstraint.to("C", data.only(2)).atMostNats(Math.log(2)))
            .build();
    org.junit.jupiter.api.Assertions.assertTrue(FeasibilityReport.of(problem).infeasible());
    org.junit.jupiter.api.Assertions.assertThrows(
        IllegalArgumentException.class, () -> MixtureOracle.of(problem).optimum());
  }
}
