package io.github.constraineddiffusion.trainer;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.constraineddiffusion.constraint.ConstrainedProblem;
import io.github.constraineddiffusion.constraint.KlConstraint;
import io.github.constraineddiffusion.denoiser.Denoiser;
import io.github.constraineddiffusion.denoiser.GaussianMixtureDenoiser;
import io.github.constraineddiffusion.schedule.NoiseSchedule;
import io.github.constraineddiffusion.tensor.Operators;
import io.github.constraineddiffusion.tensor.Session;
import java.util.List;
import java.util.concurrent.CancellationException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/** Three classes in the plane, disjoint, whose denoisers and shares are known exactly. */
class CalibrationTest {
  private static final Session SESSION = Session.open().seed(2);
  private static final NoiseSchedule SCHEDULE = NoiseSchedule.uniformLogSnr(100, 8, -8);
  private static final double[] SHARES = {0.05, 0.01};
  private static final Denoiser EXACT =
      GaussianMixtureDenoiser.of(SESSION, Problems.DATA, SCHEDULE);

  @AfterAll
  static void close() {
    SESSION.close();
  }

  private static ConstrainedProblem problem() {
    return ConstrainedProblem.minimizeKlTo(Problems.DATA)
        .subjectTo(withReference("B", 1))
        .subjectTo(withReference("C", 2))
        .build();
  }

  private static KlConstraint withReference(String name, int component) {
    return KlConstraint.to(name, Problems.DATA.only(component))
        .minShare(0.2)
        .reference(GaussianMixtureDenoiser.of(SESSION, Problems.DATA.only(component), SCHEDULE));
  }

  private static Calibration calibrate(Denoiser model, int samples, double... cuts) {
    return Calibration.on(SESSION, problem(), model, SCHEDULE, SHARES, samples, cuts);
  }

  /** D_KL(qⁱ‖q) = −log share, all of it above the noise that hides the classes. */
  @Test
  void theFullIntegralIsMinusTheLogarithmOfTheShare() {
    Calibration calibration = calibrate(EXACT, 3000, -2, 8);
    assertEquals(8, calibration.cut());
    for (int i = 0; i < 2; i++) {
      assertEquals(-Math.log(SHARES[i]), calibration.known()[i], 1e-12);
      var full = calibration.nats()[i][1];
      double error = 4 * full.standardError();
      assertTrue(full.standardError() < 0.15, full.toString());
      assertEquals(-Math.log(SHARES[i]), full.value(), error);
      assertEquals(0, calibration.offsets()[i], error);
      assertTrue(calibration.nats()[i][0].value() < full.value() - 1);
      assertEquals(3000, full.samples(), 50);
    }
    NatsMeasurement measurement = calibration.measurement();
    assertEquals(8, measurement.maxLogSnr());
    assertEquals(calibration.offsets()[1], measurement.offsets().get(1));
  }

  /** A misfit at clean levels, where the class is decided already: cut off, or taken off. */
  @Test
  void cutsAndOffsetsTakeOutAMisfitAboveTheClasses() {
    Denoiser misfit =
        (x, t) -> {
          var clean = t.toFloatArray();
          float[] bias = new float[clean.length];
          for (int k = 0; k < clean.length; k++) {
            bias[k] = SCHEDULE.logSnr((int) clean[k]) > 5 ? 1.5f : 0;
          }
          return Operators.combine(
              1,
              EXACT.noise(x, t),
              1,
              x.getManager().create(bias).reshape(-1, 1).broadcast(x.getShape()));
        };
    Calibration calibration = calibrate(misfit, 2000, 0, 5, 8);
    assertEquals(5, calibration.cut());
    // ½·‖(1.5, 1.5)‖² over 17½ of the schedule's steps of 0.16 in log-SNR
    for (int i = 0; i < 2; i++) {
      var cut = calibration.nats()[i][1];
      var full = calibration.nats()[i][2];
      double error = Math.hypot(cut.standardError(), full.standardError());
      assertEquals(2.25 * 17.5 * 0.16, full.value() - cut.value(), 4 * error);
      assertEquals(0, calibration.offsets()[i], 4 * cut.standardError());
    }
  }

  @Test
  void dependsOnTheSeedOnly() {
    double[] first = calibrate(EXACT, 200, 8).offsets();
    assertArrayEquals(first, calibrate(EXACT, 200, 8).offsets(), 0);
  }

  @Test
  void stopsWhenInterrupted() {
    Thread.currentThread().interrupt();
    assertThrows(CancellationException.class, () -> calibrate(EXACT, 100, 8));
    assertFalse(Thread.currentThread().isInterrupted());
  }

  @Test
  void refusesWhatCannotBeCalibrated() {
    assertTrue(messageOf(() -> calibrate(EXACT, 49, 8)).contains("49 samples"));
    assertTrue(messageOf(() -> calibrate(EXACT, 100)).contains("0 cuts"));
    assertTrue(messageOf(() -> calibrate(EXACT, 100, -9)).contains("only 0 of 100 levels"));
    for (double[] shares : List.of(new double[] {0.1}, new double[] {0, 1}, new double[0])) {
      String message =
          messageOf(() -> Calibration.on(SESSION, problem(), EXACT, SCHEDULE, shares, 100, 8));
      assertTrue(message.contains("2 constraints") && message.contains("(0, 1)"), message);
    }
    ConstrainedProblem bare = Problems.shares(0.2, 0.2);
    String message =
        messageOf(() -> Calibration.on(SESSION, bare, EXACT, SCHEDULE, SHARES, 100, 8));
    assertTrue(message.contains("'B'") && message.contains("reference(...)"), message);
  }

  private static String messageOf(org.junit.jupiter.api.function.Executable call) {
    return assertThrows(IllegalArgumentException.class, call).getMessage();
  }

  /** The same draws, so the same numbers less the offsets. */
  @Test
  void offsetsAreTakenOffEveryMeasurement() {
    double[] plain = firstMeasured(Measurement.nats());
    double[] less = firstMeasured(Measurement.nats().offsets(0.5, -0.25));
    assertEquals(plain[0] - 0.5, less[0], 1e-9);
    assertEquals(plain[1] + 0.25, less[1], 1e-9);
  }

  @Test
  void aCutAboveAllLevelsLeavesNothingOutAndALowOneNearlyAll() {
    double[] plain = firstMeasured(Measurement.nats());
    assertArrayEquals(plain, firstMeasured(Measurement.nats().upTo(8)), 0);
    double[] low = firstMeasured(Measurement.nats().upTo(-7));
    for (int i = 0; i < 2; i++) {
      assertTrue(low[i] < 0.3 * plain[i], low[i] + " of " + plain[i]);
    }
  }

  private static double[] firstMeasured(Measurement measurement) {
    return Problems.tiny(SESSION)
        .steps(5)
        .measuredBy(measurement)
        .train()
        .history()
        .duals()
        .get(0)
        .measured();
  }

  @Test
  void refusesBadMeasurementsBeforeAnyStep() {
    assertThrows(IllegalArgumentException.class, () -> Measurement.nats().upTo(Double.NaN));
    assertThrows(IllegalArgumentException.class, () -> Measurement.nats().offsets(1, Double.NaN));
    String count = messageOf(() -> firstMeasured(Measurement.nats().offsets(1, 1, 1)));
    assertTrue(count.contains("3 offsets") && count.contains("2 constraints"), count);
    String cut = messageOf(() -> firstMeasured(Measurement.nats().upTo(-8.5)));
    assertTrue(cut.contains("widen the range"), cut);
  }

  @Test
  void describesItselfForCheckpoints() {
    assertEquals("nats", Measurement.nats().description());
    assertEquals(
        "nats up to log-SNR 1.0 less [0.5]", Measurement.nats().upTo(1).offsets(0.5).description());
  }
}
