package io.github.constraineddiffusion.eval;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.constraineddiffusion.constraint.ConstrainedProblem;
import io.github.constraineddiffusion.constraint.KlConstraint;
import io.github.constraineddiffusion.data.ImageSet;
import io.github.constraineddiffusion.data.Mnist;
import io.github.constraineddiffusion.denoiser.UNet;
import io.github.constraineddiffusion.dual.DualSchedule;
import io.github.constraineddiffusion.schedule.NoiseSchedule;
import io.github.constraineddiffusion.tensor.Session;
import io.github.constraineddiffusion.trainer.DualTrainer;
import io.github.constraineddiffusion.trainer.NatsMeasurement;
import io.github.constraineddiffusion.trainer.Run;
import io.github.constraineddiffusion.trainer.ShareMeasurement;
import org.junit.jupiter.api.Test;

/** Shares of digits are measured by generating and classifying, unless a reference was given. */
class DigitClassifierProviderTest {

  private static Run train(Session session, ConstrainedProblem problem) {
    return DualTrainer.of(problem)
        .session(session)
        .denoiser(UNet.builder().channels(8).groups(4).headChannels(4).pixelUnshuffle(4))
        .schedule(NoiseSchedule.cosine(50))
        .batch(4)
        .steps(4)
        .dual(DualSchedule.every(2))
        .listener(progress -> {})
        .train();
  }

  @Test
  void digitsAreCounted() {
    try (Session session = Session.open()) {
      ImageSet digits = Mnist.bundled(session);
      KlConstraint fours = KlConstraint.to("digit 4", digits.only(4)).minShare(0.2);
      try (Run run =
          train(session, ConstrainedProblem.minimizeKlTo(digits).subjectTo(fours).build())) {
        var shares = assertInstanceOf(ShareMeasurement.class, run.measurement());
        assertEquals(10, shares.samples());
        assertTrue(shares.classifier() instanceof DigitClassifier);
        assertEquals(2, run.history().duals().size());
      }
    }
  }

  @Test
  void aReferenceMeansNats() {
    try (Session session = Session.open()) {
      ImageSet digits = Mnist.bundled(session);
      KlConstraint fours =
          KlConstraint.to("digit 4", digits.only(4)).minShare(0.2).reference((x, t) -> x);
      try (Run run =
          train(session, ConstrainedProblem.minimizeKlTo(digits).subjectTo(fours).build())) {
        assertInstanceOf(NatsMeasurement.class, run.measurement());
      }
    }
  }
}
