package io.github.constraineddiffusion.view;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.NDArray;
import io.github.constraineddiffusion.constraint.ConstrainedProblem;
import io.github.constraineddiffusion.constraint.FeasibilityReport;
import io.github.constraineddiffusion.constraint.KlConstraint;
import io.github.constraineddiffusion.constraint.MixtureOracle;
import io.github.constraineddiffusion.constraint.SampleClassifier;
import io.github.constraineddiffusion.data.GaussianMixture;
import io.github.constraineddiffusion.data.Points;
import io.github.constraineddiffusion.denoiser.ResidualMlp;
import io.github.constraineddiffusion.dual.DualSchedule;
import io.github.constraineddiffusion.sampler.Ddim;
import io.github.constraineddiffusion.sampler.Trajectory;
import io.github.constraineddiffusion.trainer.DualTrainer;
import io.github.constraineddiffusion.trainer.Measurement;
import io.github.constraineddiffusion.trainer.Progress;
import io.github.constraineddiffusion.trainer.Run;
import io.github.constraineddiffusion.trainer.TrainingListener;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.knowm.xchart.XYChart;
import tech.tablesaw.api.DoubleColumn;
import tech.tablesaw.api.Table;

/** The views that take a run, on a real one of a few steps. */
class RunViewTest {
  private static final double[][] MEANS = {{1.5, 0}, {-0.75, 1.3}, {-0.75, -1.3}};
  private static ConstrainedProblem problem;
  private static Run run;

  @BeforeAll
  static void train() {
    GaussianMixture q = GaussianMixture.isotropic(0.025, MEANS, 0.94, 0.05, 0.01);
    problem =
        ConstrainedProblem.minimizeKlTo(q)
            .subjectTo(KlConstraint.to("upper", q.only(1)).minShare(0.2))
            .subjectTo(KlConstraint.to("lower <1>", q.only(2)).minShare(0.2))
            .build();
    run =
        DualTrainer.of(problem)
            .name("tiny & quick")
            .denoiser(ResidualMlp.builder().width(16).blocks(1))
            .dual(DualSchedule.every(2).stepSize(0.05).averaging(0.9))
            .batch(32)
            .steps(40)
            .listener(new Silent())
            .train();
  }

  @AfterAll
  static void close() {
    run.close();
  }

  private static final class Silent implements TrainingListener {
    @Override
    public void progress(Progress progress) {}
  }

  @Test
  void cardSaysWhatWasDoneAndHowTheConstraintsStand() {
    String card = RunCard.of(run);
    assertTrue(card.contains("<b>tiny &amp; quick</b>: 40 steps in "), card);
    assertTrue(card.contains(">lower &lt;1&gt;<"), card);
    assertTrue(card.contains(">1.609<"), card);
    assertTrue(card.contains("values in nats, means of the last 4 of 20 dual updates"), card);
    Table last = Tables.constraints(run.history(), 4);
    for (String value : Digits.cells(last.doubleColumn("value"))) {
      assertTrue(card.contains(">" + value + "<"), value + " is not in " + card);
    }
    assertTrue(card.contains("at the raw, then at the averaged weights"), card);
    assertFalse(card.contains("interrupted"), card);
    run.warnings().forEach(w -> assertTrue(card.contains(TableHtml.escape(w)), card));
  }

  @Test
  void chartsTakeARunAndAnOracle() {
    MixtureOracle oracle = MixtureOracle.of(problem);
    double[] exact = oracle.optimum().lambda();
    XYChart surface = Charts.dualSurface(oracle, run);
    assertEquals(exact[1], surface.getSeriesMap().get("exact λ*").getYData()[0]);
    assertEquals("λ of lower <1>", surface.getYAxisTitle());
    double gap =
        Charts.dualityGap(oracle, run).getSeriesMap().get("λ at each update").getYData()[3];
    double[] lambda = run.history().duals().get(3).lambda();
    assertEquals(oracle.dualSuboptimality(lambda), gap, 1e-9);
    assertEquals("measured, nats", Charts.divergences(run).getYAxisTitle());
    assertTrue(Charts.multipliers(run, exact).getSeriesMap().containsKey("exact 1"));
    assertEquals(
        1,
        Charts.losses(run).getSeriesMap().keySet().stream()
            .filter(n -> n.equals("tiny & quick"))
            .count());
    assertThrows(IllegalArgumentException.class, () -> Charts.losses(run, run));
  }

  /** Tells the points of the three Gaussians apart. */
  private static final class NearestMean implements SampleClassifier {
    @Override
    public int classes() {
      return MEANS.length;
    }

    @Override
    public NDArray logits(NDArray samples) {
      double[][] points = Points.of(samples);
      double[][] logits = new double[points.length][MEANS.length];
      for (int n = 0; n < points.length; n++) {
        for (int k = 0; k < MEANS.length; k++) {
          logits[n][k] = -Math.hypot(points[n][0] - MEANS[k][0], points[n][1] - MEANS[k][1]);
        }
      }
      return Points.tensor(samples.getManager(), logits);
    }
  }

  @Test
  void runsMeasuredByGeneratedSharesSaySo() {
    try (Run shares =
        DualTrainer.of(problem)
            .denoiser(ResidualMlp.builder().width(16).blocks(1))
            .dual(DualSchedule.every(1).stepSize(0.05))
            .measuredBy(Measurement.generatedShares(new NearestMean()).samples(20).clip(3))
            .batch(32)
            .steps(20)
            .listener(new Silent())
            .train()) {
      assertEquals("measured, nats of −log share", Charts.divergences(shares).getYAxisTitle());
      assertEquals("slack, nats of −log share", Charts.slacks(shares).getYAxisTitle());
      String card = RunCard.of(shares);
      assertTrue(
          card.contains("values in nats of −log share, means of the last 4 of 20 dual"), card);
      assertTrue(card.contains("at the averaged weights"), card);
      double plain = Tables.constraints(shares.history(), 4).doubleColumn("± error").get(0);
      double shown = Tables.constraints(shares.history(), 4, 5).doubleColumn("± error").get(0);
      assertEquals(2 * plain, shown, 1e-12, "four measurements of which each counts the last five");
      assertTrue(card.contains(Digits.cells(DoubleColumn.create("", shown)).get(0)), card);
    }
  }

  @Test
  void trajectoriesAreShownFromNoiseToData() {
    Trajectory way = run.sampler(Ddim.steps(5)).trajectory(30);
    Panels panels = Charts.snapshots("reverse", way, 3);
    assertEquals(3, panels.charts().size());
    assertEquals("t = 0", panels.charts().get(2).getTitle());
    assertEquals("t = " + way.timesteps().get(0), panels.charts().get(0).getTitle());
    XYChart paths = Charts.paths("reverse", way, 4);
    assertEquals(way.levels().size(), paths.getSeriesMap().get("path 3").getXData().length);
    assertThrows(IllegalArgumentException.class, () -> Charts.snapshots("reverse", way, 1));
    XYChart scatter = Charts.scatter("end", way.samples(), (x, y) -> 1);
    assertEquals(30, scatter.getSeriesMap().get("points").getXData().length);
  }

  @Test
  void feasibilityIsATableOfOneRowAConstraint() {
    Table table = Tables.feasibility(FeasibilityReport.of(problem));
    assertEquals(2, table.rowCount());
    assertArrayEquals(
        new double[] {Math.log(5), Math.log(5)},
        table.doubleColumn("threshold (nats)").asDoubleArray(),
        1e-12);
    assertEquals("upper", table.stringColumn("constraint").get(0));
  }
}
