package io.github.constraineddiffusion.trainer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.constraineddiffusion.constraint.MixtureOracle;
import io.github.constraineddiffusion.data.PointSet;
import io.github.constraineddiffusion.denoiser.Denoiser;
import io.github.constraineddiffusion.denoiser.ForwardProcess;
import io.github.constraineddiffusion.denoiser.GaussianMixtureDenoiser;
import io.github.constraineddiffusion.divergence.Estimate;
import io.github.constraineddiffusion.tensor.Session;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** D_KL(q‖p) in nats. */
class ObjectiveTest {

  @ParameterizedTest
  @ValueSource(doubles = {0, 0.1, 0.5, 2})
  void ofAnExactModelIsTheOracles(double lambda) {
    MixtureOracle oracle = MixtureOracle.of(Problems.shares(0.2, 0.2));
    double exact = oracle.objectiveNats(lambda, lambda);
    try (Session session = Session.open().seed(3)) {
      var settings = new TrainerSettings();
      settings.session = session;
      Denoiser model =
          GaussianMixtureDenoiser.of(session, oracle.mixture(lambda, lambda), settings.schedule);
      Estimate found =
          Objective.measure(
              settings,
              new ForwardProcess(session.manager(), settings.schedule),
              session.random(1),
              Problems.DATA,
              model,
              20_000);
      assertTrue(found.standardError() < 0.03, found.toString());
      assertEquals(exact, found.value(), 4 * found.standardError() + 2e-3);
    }
  }

  @Test
  void ofARunIsMeasuredAgainstItsData() {
    try (Session session = Session.open().seed(1);
        Run run = Problems.tiny(session).train()) {
      Estimate found = run.objective(500);
      assertTrue(found.value() > 0 && found.standardError() < found.value(), found.toString());
      assertThrows(IllegalArgumentException.class, () -> run.objective(9));
    }
  }

  @Test
  void needsDataKnownInClosedForm() {
    PointSet points = PointSet.drawn(Problems.DATA, 100, 1);
    try (Session session = Session.open().seed(1);
        Run run = DualTrainer.plain(points).session(session).steps(2).batch(8).train()) {
      var error = assertThrows(IllegalArgumentException.class, () -> run.objective(500));
      assertTrue(error.getMessage().contains("GaussianMixture"), error.getMessage());
    }
  }
}
