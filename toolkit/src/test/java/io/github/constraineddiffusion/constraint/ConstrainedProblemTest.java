package io.github.constraineddiffusion.constraint;

import static io.github.constraineddiffusion.constraint.Problems.refused;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.constraineddiffusion.data.GaussianMixture;
import io.github.constraineddiffusion.data.MixtureSource;
import io.github.constraineddiffusion.data.PointSet;
import io.github.constraineddiffusion.data.SampleSource;
import io.github.constraineddiffusion.sampler.DiffusionModel;
import io.github.constraineddiffusion.sampler.GeneratedSamples;
import java.util.List;
import org.apache.commons.math3.distribution.NormalDistribution;
import org.junit.jupiter.api.Test;

class ConstrainedProblemTest {
  private final GaussianMixture q = Problems.separate(0.94, 0.05, 0.01);

  @Test
  void keepsItsPartsInOrder() {
    ConstrainedProblem problem = Problems.plane();
    assertEquals(List.of("upper", "lower"), problem.names());
    assertEquals(q, problem.objective());
    assertArrayEquals(new double[] {Math.log(5), Math.log(5)}, problem.nats(), 1e-15);
    assertEquals(
        "minimise KL(data‖model) subject to upper: share ≥ 0.2; lower: share ≥ 0.2",
        problem.toString());
  }

  @Test
  void theMixtureOfGaussiansIsAGaussianMixture() {
    var mixture = assertInstanceOf(GaussianMixture.class, Problems.plane().lambdaMixture(0.5, 1));
    assertArrayEquals(new double[] {0.94 / 2.5, 0.55 / 2.5, 1.01 / 2.5}, mixture.weights(), 1e-15);
  }

  @Test
  void theMixtureOfOtherSourcesDrawsFromThem() {
    var points = PointSet.of(new double[][] {{0, 0}});
    ConstrainedProblem problem =
        ConstrainedProblem.minimizeKlTo(points)
            .subjectTo(KlConstraint.to("a", q.only(1)).minShare(0.2))
            .build();
    var mixture = assertInstanceOf(MixtureSource.class, problem.lambdaMixture(3));
    assertEquals(List.of(points, q.only(1)), mixture.sources());
    assertArrayEquals(new double[] {0.25, 0.75}, mixture.weights(), 1e-15);
  }

  @Test
  void namesThePretrainedModelThatIsNull() {
    DiffusionModel model = null;
    GeneratedSamples samples = null;
    assertEquals(
        "model",
        assertThrows(NullPointerException.class, () -> KlConstraint.toPretrained(model))
            .getMessage());
    assertEquals(
        "samples",
        assertThrows(NullPointerException.class, () -> KlConstraint.toPretrained(samples))
            .getMessage());
  }

  @Test
  void multipliersAreChecked() {
    ConstrainedProblem problem = Problems.plane();
    refused("1 multipliers were given for 2 constraints", () -> problem.lambdaMixture(1));
    refused("hold NaN", () -> problem.lambdaMixture(1, Double.NaN));
    refused("hold -1.0", () -> problem.lambdaMixture(1, -1));
    refused("hold Infinity", () -> problem.lambdaMixture(Double.POSITIVE_INFINITY, 1));
  }

  @Test
  void thresholdsAreCheckedWhereTheyEnter() {
    KlConstraint.Target target = KlConstraint.to("a", q);
    refused("minShare is 1.3, but a share lies in (0, 1)", () -> target.minShare(1.3));
    refused("minShare is 1.0", () -> target.minShare(1));
    refused("minShare is 0.0", () -> target.minShare(0));
    refused("minShare is NaN", () -> target.minShare(Double.NaN));
    refused("atMostNats is -1.0, but must be", () -> target.atMostNats(-1));
    refused("atMostNats is NaN", () -> target.atMostNats(Double.NaN));
    refused("atMostNats is Infinity", () -> target.atMostNats(Double.POSITIVE_INFINITY));
    refused("atMostLoss is 0.0", () -> target.atMostLoss(0));
    refused("name is blank", () -> KlConstraint.to(" ", q));
    assertThrows(NullPointerException.class, () -> KlConstraint.to("a", null));
  }

  @Test
  void jointFaultsAreRefusedBeforeAnyWork() {
    refused("0 constraints", () -> ConstrainedProblem.minimizeKlTo(q).build());
    refused("the name 'a' is given to two", () -> shares("a", 0.1, "a", 0.1));
    refused("shares sum to 1.1, but must not exceed 1", () -> shares("a", 0.5, "b", 0.6));
    refused("0.94 of the data lies in no class", () -> shares("a", 0.5, "b", 0.5));
    var line = GaussianMixture.isotropic(1, new double[][] {{0}});
    refused(
        "constraint 'a' has samples of shape (1), but others have (2)",
        () ->
            ConstrainedProblem.minimizeKlTo(q)
                .subjectTo(KlConstraint.to("a", line).minShare(0.1))
                .build());
  }

  private ConstrainedProblem shares(String first, double a, String second, double b) {
    return ConstrainedProblem.minimizeKlTo(q)
        .subjectTo(KlConstraint.to(first, q.only(1)).minShare(a))
        .subjectTo(KlConstraint.to(second, q.only(2)).minShare(b))
        .build();
  }

  @Test
  void sharesMayFillEverythingWhereTheDataHoldNothingElse() {
    GaussianMixture two = q.only(0, 1);
    ConstrainedProblem problem =
        ConstrainedProblem.minimizeKlTo(two)
            .subjectTo(KlConstraint.to("a", two.only(0)).minShare(0.4))
            .subjectTo(KlConstraint.to("b", two.only(1)).minShare(0.6))
            .build();
    assertEquals(List.of(), problem.warnings());
    double share = MixtureOracle.of(problem).optimum().share()[1];
    assertEquals(0.6, share, 1e-6);
  }

  @Test
  void sharesThatFillEverythingAreDoubtedWhereTheDataAreNotKnown() {
    SampleSource points = PointSet.of(new double[][] {{0, 0}});
    ConstrainedProblem problem =
        ConstrainedProblem.minimizeKlTo(points)
            .subjectTo(KlConstraint.to("a", points).minShare(0.4))
            .subjectTo(KlConstraint.to("b", points).minShare(0.6))
            .build();
    assertEquals(1, problem.warnings().size());
    assertTrue(problem.warnings().get(0).contains("the shares sum to 1"));
  }

  /** Two unit Gaussians at distance D overlap by 2Φ(−D/2). */
  @Test
  void overlapIsMeasured() {
    for (int d : new int[] {1, 2, 3}) {
      double[][] means = new double[2][d];
      means[1][0] = 2;
      var pair = GaussianMixture.isotropic(1, means);
      ConstrainedProblem problem =
          ConstrainedProblem.minimizeKlTo(pair)
              .subjectTo(KlConstraint.to("minor", pair.only(1)).minShare(0.2))
              .build();
      ClassOverlap overlap = ClassOverlap.all(problem).get(0);
      double exact = 2 * new NormalDistribution().cumulativeProbability(-1);
      // quadrature meets a kink; in 3 dimensions 4000 samples have a standard error of 0.006
      assertEquals(exact, overlap.mass(), d < 3 ? 1e-3 : 0.03);
      String warning = problem.warnings().get(0);
      assertTrue(warning.startsWith("'minor' and the rest of the data overlap by 3"), warning);
    }
  }

  @Test
  void warnsOnlyWhereSharesMeetOverlap() {
    assertEquals(List.of(), Problems.plane().warnings());
    var close = GaussianMixture.isotropic(1, new double[][] {{0}, {1}});
    var builder =
        ConstrainedProblem.minimizeKlTo(close)
            .subjectTo(KlConstraint.to("a", close.only(0)).atMostNats(1));
    assertEquals(List.of(), builder.build().warnings());
    builder.subjectTo(KlConstraint.to("b", close.only(1)).minShare(0.2));
    String warning = builder.build().warnings().get(0);
    assertTrue(warning.startsWith("'a' and 'b' overlap by 62 % of their mass"), warning);
  }

  @Test
  void lossUnitsHaveNoNats() {
    KlConstraint constraint = KlConstraint.to("a", q).atMostLoss(0.05);
    var error = assertThrows(IllegalStateException.class, constraint::nats);
    assertTrue(error.getMessage().contains("constraint 'a' has the threshold loss ≤ 0.05"));
    assertThrows(IllegalStateException.class, () -> new Threshold.MaxLoss(1).nats());
    assertEquals(0.7, new Threshold.MaxNats(0.7).nats());
    assertEquals(Math.log(10), new Threshold.MinShare(0.1).nats(), 1e-15);
  }

  @Test
  void theReferenceIsKeptAndNothingElseChanges() {
    KlConstraint plain = KlConstraint.to("a", q).minShare(0.2);
    KlConstraint measured = plain.reference((x, t) -> x);
    assertTrue(plain.reference().isEmpty() && measured.reference().isPresent());
    assertEquals(plain.threshold(), measured.threshold());
    assertEquals("a: share ≥ 0.2", measured.toString());
  }

  @Test
  void fingerprintsTellProblemsApart() {
    assertEquals(Problems.plane().fingerprint(), shares("upper", 0.2, "lower", 0.2).fingerprint());
    assertNotEquals(
        Problems.plane().fingerprint(), shares("upper", 0.2, "lower", 0.21).fingerprint());
    assertNotEquals(Problems.plane().fingerprint(), shares("up", 0.2, "lower", 0.2).fingerprint());
  }
}
