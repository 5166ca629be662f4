package io.github.constraineddiffusion.trainer;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.NDManager;
import io.github.constraineddiffusion.data.GaussianMixture;
import io.github.constraineddiffusion.denoiser.Denoiser;
import io.github.constraineddiffusion.denoiser.ForwardProcess;
import io.github.constraineddiffusion.denoiser.ResidualMlp;
import io.github.constraineddiffusion.sampler.DiffusionModel;
import io.github.constraineddiffusion.sampler.GeneratedSamples;
import io.github.constraineddiffusion.schedule.NoiseSchedule;
import io.github.constraineddiffusion.tensor.Session;
import java.util.Arrays;
import java.util.concurrent.CancellationException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class PredictionBankTest {
  private static final Session SESSION = Session.open().seed(5);
  private static final NoiseSchedule SCHEDULE = NoiseSchedule.cosine(100);
  private static final ForwardProcess FORWARD = new ForwardProcess(SESSION.manager(), SCHEDULE);
  private static DiffusionModel model;

  @BeforeAll
  static void train() {
    model =
        DualTrainer.plain(GaussianMixture.isotropic(0.1, new double[][] {{1, 0}, {-1, 0.5}}))
            .session(SESSION)
            .denoiser(ResidualMlp.builder().width(16).blocks(1).embedding(8))
            .schedule(SCHEDULE)
            .batch(32)
            .steps(400)
            .listener(progress -> {})
            .train()
            .model();
  }

  @AfterAll
  static void close() {
    SESSION.close();
  }

  private static GeneratedSamples samples() {
    return model.generated().count(300).predictions(1_000);
  }

  private static PredictionBank bank(NDManager owner, long seed, Denoiser teacher) {
    return PredictionBank.of(owner, SESSION.random(seed), samples(), teacher, FORWARD);
  }

  @Test
  void holdsWhatTheModelPredicts() {
    try (NDManager scope = SESSION.scope()) {
      var rows = bank(scope, 1, model.denoiser()).draw(scope, SESSION.random(2), 40);
      float[] asked =
          model.denoiser().noise(rows.noisy(), scope.create(rows.levels())).toFloatArray();
      assertArrayEquals(asked, rows.predicted().toFloatArray(), 1e-5f);
    }
  }

  /** E‖x_t‖² = ᾱ E‖x₀‖² + (1 − ᾱ) d, apart for the cleanest, middle and noisiest levels. */
  @Test
  void noisesTheModelsSamplesToTheirLevels() {
    GeneratedSamples many = samples().predictions(60_000);
    try (NDManager scope = SESSION.scope()) {
      double second = many.all().square().mean().getFloat();
      var bank =
          PredictionBank.of(scope, SESSION.random(1), many, (x, t) -> x.duplicate(), FORWARD);
      var rows = bank.draw(scope, SESSION.random(2), 60_000);
      float[] squares = rows.noisy().square().mean(new int[] {1}).toFloatArray();
      double[] expected = new double[3];
      double[] measured = new double[3];
      for (int i = 0; i < squares.length; i++) {
        int t = (int) rows.levels()[i];
        double kept = SCHEDULE.alphaBar(t);
        expected[3 * (t - 1) / SCHEDULE.steps()] += kept * second + 1 - kept;
        measured[3 * (t - 1) / SCHEDULE.steps()] += squares[i];
      }
      for (int third = 0; third < 3; third++) {
        assertEquals(1, measured[third] / expected[third], 0.05, "third " + third);
      }
    }
  }

  /** Slices of equal size: 50 rows of 100 levels are one from every two. */
  @Test
  void drawsFromEveryPartOfTheLevels() {
    try (NDManager scope = SESSION.scope()) {
      PredictionBank bank = bank(scope, 1, model.denoiser());
      double mean = 0;
      for (int k = 0; k < 40; k++) {
        float[] t = bank.draw(scope, SESSION.random(3, k), 50).levels();
        for (int i = 0; i < t.length; i++) {
          assertTrue(t[i] >= 2 * i + 1 && t[i] <= 2 * i + 2, i + ": " + t[i]);
          mean += t[i] / t.length / 40;
        }
      }
      assertEquals(50.5, mean, 0.1);
    }
  }

  @Test
  void isTheSameForTheSameSeed() {
    try (NDManager scope = SESSION.scope()) {
      float[][] drawn = new float[3][];
      for (int i = 0; i < 3; i++) {
        PredictionBank bank = bank(scope, i / 2, model.denoiser());
        drawn[i] = bank.draw(scope, SESSION.random(9), 20).noisy().toFloatArray();
      }
      assertArrayEquals(drawn[0], drawn[1], 0);
      assertTrue(!Arrays.equals(drawn[0], drawn[2]), "another seed, other noise");
    }
  }

  @Test
  void givesUpWhenInterrupted() {
    try (NDManager scope = SESSION.scope()) {
      Denoiser slow =
          (x, t) -> {
            Thread.currentThread().interrupt();
            return model.denoiser().noise(x, t);
          };
      assertThrows(CancellationException.class, () -> bank(scope, 1, slow));
      assertTrue(!Thread.interrupted(), "the interrupt was taken");
    }
  }

  @Test
  void refusesNoPredictions() {
    String message =
        assertThrows(IllegalArgumentException.class, () -> model.generated().predictions(0))
            .getMessage();
    assertTrue(message.contains("8192"), message);
  }
}
