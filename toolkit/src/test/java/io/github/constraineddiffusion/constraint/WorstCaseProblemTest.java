package io.github.constraineddiffusion.constraint;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.constraineddiffusion.data.GaussianMixture;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

class WorstCaseProblemTest {
  private static final GaussianMixture A = GaussianMixture.isotropic(0.1, new double[][] {{1, 0}});
  private static final GaussianMixture B = GaussianMixture.isotropic(0.1, new double[][] {{-1, 0}});

  private static KlConstraint worst(String name, GaussianMixture source) {
    return KlConstraint.to(name, source).atMostWorst();
  }

  @Test
  void theBlendIsTheMixtureOfTheSourcesAlone() {
    var problem = ConstrainedProblem.minimizeWorst(List.of(worst("A", A), worst("B", B)));
    assertTrue(problem.minimizesWorst());
    var blend = (GaussianMixture) problem.lambdaMixture(0.3, 0.7);
    assertEquals(0.3 * A.density(1, 0) + 0.7 * B.density(1, 0), blend.density(1, 0), 1e-12);
    assertEquals("minimise u subject to A: KL ≤ u; B: KL ≤ u", problem.toString());
    assertFalse(
        ConstrainedProblem.minimizeKlTo(A)
            .subjectTo(KlConstraint.to("B", B).minShare(0.1))
            .build()
            .minimizesWorst());
  }

  @Test
  void anOffsetMovesTheBound() {
    assertEquals(-1.5, KlConstraint.to("A", A).atMostWorst(1.5).nats());
    assertArrayEquals(
        new double[] {0, 0},
        ConstrainedProblem.minimizeWorst(List.of(worst("A", A), worst("B", B))).nats());
  }

  @Test
  void whatDoesNotFitIsRefusedByName() {
    refused("needs at least 2", () -> ConstrainedProblem.minimizeWorst(List.of(worst("A", A))));
    refused(
        "'B' asks for share ≥ 0.1",
        () ->
            ConstrainedProblem.minimizeWorst(
                List.of(worst("A", A), KlConstraint.to("B", B).minShare(0.1))));
    refused(
        "'A' is given to two",
        () -> ConstrainedProblem.minimizeWorst(List.of(worst("A", A), worst("A", B))));
    refused(
        "has no place beside an objective",
        () -> ConstrainedProblem.minimizeKlTo(A).subjectTo(worst("B", B)).build());
    var problem = ConstrainedProblem.minimizeWorst(List.of(worst("A", A), worst("B", B)));
    refused("OrOracle", () -> MixtureOracle.of(problem));
    refused("OrOracle", () -> FeasibilityReport.of(problem));
    refused("offset", () -> KlConstraint.to("A", A).atMostWorst(Double.NaN));
  }

  private static void refused(String part, Executable call) {
    var e = assertThrows(IllegalArgumentException.class, call);
    assertTrue(e.getMessage().contains(part), e.getMessage());
  }
}
