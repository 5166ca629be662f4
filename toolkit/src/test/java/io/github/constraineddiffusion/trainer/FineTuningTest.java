package io.github.constraineddiffusion.trainer;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.github.constraineddiffusion.constraint.ConstrainedProblem;
import io.github.constraineddiffusion.constraint.DisjointShares;
import io.github.constraineddiffusion.constraint.KlConstraint;
import io.github.constraineddiffusion.data.GaussianMixture;
import io.github.constraineddiffusion.data.Mnist;
import io.github.constraineddiffusion.denoiser.Denoiser;
import io.github.constraineddiffusion.denoiser.ForwardProcess;
import io.github.constraineddiffusion.denoiser.LowRank;
import io.github.constraineddiffusion.denoiser.Pretrained;
import io.github.constraineddiffusion.denoiser.ResidualMlp;
import io.github.constraineddiffusion.dual.Decay;
import io.github.constraineddiffusion.dual.DualSchedule;
import io.github.constraineddiffusion.sampler.Ddim;
import io.github.constraineddiffusion.sampler.DiffusionModel;
import io.github.constraineddiffusion.sampler.GeneratedSamples;
import io.github.constraineddiffusion.schedule.NoiseSchedule;
import io.github.constraineddiffusion.schedule.PredictionType;
import io.github.constraineddiffusion.tensor.Session;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A model of two Gaussians learns a third without forgetting them. */
class FineTuningTest {
  private static final double[][] MEANS = {{1.5, 0}, {-0.75, 1.3}, {-0.75, -1.3}};
  private static final GaussianMixture OLD =
      GaussianMixture.isotropic(0.025, new double[][] {MEANS[0], MEANS[1]});
  private static final GaussianMixture NEW =
      GaussianMixture.isotropic(0.025, new double[][] {MEANS[2]});
  private static final Session SESSION = Session.open().seed(3);
  private static DiffusionModel pretrained;

  @TempDir Path folder;

  @BeforeAll
  static void train() {
    pretrained =
        DualTrainer.plain(OLD)
            .session(SESSION)
            .denoiser(ResidualMlp.builder().width(64).blocks(2).embedding(16))
            .batch(256)
            .steps(1_500)
            .learningRate(LearningRate.cosine(4e-3))
            .listener(progress -> {})
            .train()
            .model();
  }

  @AfterAll
  static void close() {
    SESSION.close();
  }

  private static ConstrainedProblem keeping(double share) {
    return ConstrainedProblem.minimizeKlTo(NEW)
        .subjectTo(KlConstraint.toPretrained(pretrained.generated().count(4_000)).minShare(share))
        .build();
  }

  private static DualTrainer tuning(ConstrainedProblem problem) {
    return DualTrainer.of(problem)
        .session(SESSION)
        .denoiser(pretrained.factory())
        .batch(256)
        .steps(1_500)
        .learningRate(LearningRate.cosine(1e-3))
        .dual(
            DualSchedule.every(5)
                .samples(200)
                .stepSize(0.1)
                .start(1)
                .decay(Decay.cosine(0.1))
                .averaging(0.5)
                .settle(0.15))
        .listener(progress -> {});
  }

  private static double oldShare(Run run) {
    try (NDArray drawn = run.sampler(Ddim.steps(20)).sample(4_000)) {
      int[] told = new NearestMean(MEANS).classify(drawn);
      return Arrays.stream(told).filter(c -> c < 2).count() / 4_000.0;
    }
  }

  /** b = −log 0.8: the exact optimum is the mixture of λ* = 4. */
  @Test
  void keepsTheShareOfTheOldDistribution() {
    var exact = DisjointShares.of(new double[] {0}, new double[] {0.8}).optimum();
    assertArrayEquals(new double[] {4}, exact.lambda(), 1e-9);
    DualTrainer trainer = tuning(keeping(0.8));
    Run run = trainer.train();
    // what the small network misses of the old distribution counts as divergence too
    assertEquals(4, run.lambda().get(0), 1, run.toString());
    assertEquals(0.8, oldShare(run), 0.05);
    assertEquals(-Math.log(0.8), run.kl(run, 4_000).get(0).value(), 0.12);
    assertTrue(oldShare(trainer.unconstrained().train()) < 0.1, "plain fine-tuning forgets");
  }

  /** The reference of the constraint is what training begins with: no misfit to take off. */
  @Test
  void beginsAtDivergenceZero() {
    Run start = tuning(keeping(0.8)).steps(20).learningRate(LearningRate.constant(1e-12)).train();
    assertEquals(0, start.kl(start, 500).get(0).value(), 1e-6);
  }

  /**
   * Its own predictions are the target: where nothing else pulls, the loss is zero from the start.
   */
  @ParameterizedTest
  @EnumSource
  void aModelThatIsTaughtByItselfStaysWhatItIs(PrimalMode mode) {
    Run run =
        tuning(keeping(0.8))
            .primal(mode)
            .steps(60)
            .dual(DualSchedule.every(10).stepSize(1e-9).start(1e7))
            .train();
    assertEquals(0, run.kl(run, 500).get(0).value(), 1e-3);
    assertEquals(0, run.history().steps().get(0).loss(), 1e-6);
  }

  @Test
  void countsTheShareOfAllOldClassesTogether() {
    var classifier = new NearestMean(MEANS);
    var measurement = Measurement.generatedShares(classifier).clip(0).samples(100).smoothing(1);
    Run run =
        tuning(keeping(0.8))
            .steps(20)
            .dual(DualSchedule.every(10).stepSize(0.5).start(1))
            .measuredBy(measurement)
            .train();
    // the first two calls look at the constraint's data, and at the new
    int[] said = classifier.said().get(2);
    double share = (said[0] + said[1] + 0.5) / (said[0] + said[1] + said[2] + 1);
    assertEquals(-Math.log(share), run.history().duals().get(0).measured()[0], 1e-9);
    assertTrue(share > 0.5, "after ten steps of training");
  }

  @Test
  void refusesSharesThatCannotBeReachedOrCounted() {
    var poor = Measurement.generatedShares(new NearestMean(MEANS[2], MEANS[0])).clip(0);
    var all = tuning(keeping(0.8)).measuredBy(poor);
    String message = assertThrows(IllegalArgumentException.class, all::train).getMessage();
    assertTrue(message.contains("generates to classes [0]"), message);
    // the fourth mean lies beside the first: a few points of the old model are told to be new
    var near = new NearestMean(MEANS[0], MEANS[1], MEANS[2], new double[] {2.2, 0});
    var narrow = GaussianMixture.isotropic(0.001, new double[][] {{2.2, 0}});
    var asked =
        DualTrainer.of(
                ConstrainedProblem.minimizeKlTo(narrow)
                    .subjectTo(KlConstraint.toPretrained(pretrained).minShare(0.9999999))
                    .build())
            .session(SESSION)
            .denoiser(pretrained.factory())
            .measuredBy(Measurement.generatedShares(near).clip(0));
    message = assertThrows(IllegalArgumentException.class, asked::train).getMessage();
    assertTrue(message.contains("asks for share ≥ 0.9999999, but"), message);
    assertTrue(
        message.matches("(?s).*only a share of (0\\.9[0-9]*) are .*: ask for at most 0\\.9[0-9]*"),
        message);
  }

  @Test
  void refusesAnotherPredictionThanThePretrainedModels() {
    DualTrainer other = tuning(keeping(0.8)).prediction(PredictionType.V);
    DualTrainer another = tuning(keeping(0.8)).schedule(NoiseSchedule.cosine(100));
    for (DualTrainer wrong :
        List.of(
            other,
            other.unconstrained(),
            other.denoiser(LowRank.of(pretrained.factory())),
            another.unconstrained())) {
      String message = assertThrows(IllegalArgumentException.class, wrong::train).getMessage();
      assertTrue(message.contains("startingFrom(model)"), message);
    }
    DualTrainer fresh = other.denoiser(ResidualMlp.builder().width(16).blocks(1).embedding(8));
    String message = assertThrows(IllegalArgumentException.class, fresh::train).getMessage();
    assertTrue(message.contains("of the pre-trained model of 'pre-trained' is EPSILON"), message);
  }

  @Test
  void startsFromAModelInOneCall() {
    DualTrainer wrong = tuning(keeping(0.8)).prediction(PredictionType.V).steps(20);
    Run run = wrong.startingFrom(pretrained).learningRate(LearningRate.constant(1e-12)).train();
    assertEquals(0, run.kl(run, 500).get(0).value(), 1e-6);
  }

  /** Before the pool is made, which is what takes time. */
  @Test
  void refusesAScheduleOfMultipliersThatLeavesNoUpdateBeforeItGenerates() {
    var counted = new AtomicInteger();
    Denoiser counting =
        (x, t) -> {
          counted.incrementAndGet();
          return pretrained.denoiser().noise(x, t);
        };
    var old = GeneratedSamples.of(pretrained, counting, "counted").count(10);
    var problem =
        ConstrainedProblem.minimizeKlTo(NEW)
            .subjectTo(KlConstraint.toPretrained(old).minShare(0.8))
            .build();
    var wide = ResidualMlp.builder().width(8).blocks(1).embedding(8);
    for (DualTrainer wrong :
        List.of(
            tuning(problem).steps(4),
            tuning(problem).dual(DualSchedule.every(5).start(1, 2)),
            tuning(problem).denoiser(Pretrained.of(wide, new byte[8], "nowhere")))) {
      assertThrows(IllegalArgumentException.class, wrong::train);
    }
    assertEquals(0, counted.get());
  }

  /** b = −log w: λ* = w/(1 − w) is where fine-tuning by shares begins. */
  @Test
  void shareOfAPretrainedModelIsCountedWhereAClassifierIsKnown() {
    var settings = new TrainerSettings();
    settings.session = SESSION;
    settings.steps = 800;
    var before = DiffusionModel.named(SESSION, "digits-0-to-8");
    var problem =
        ConstrainedProblem.minimizeKlTo(Mnist.bundled(SESSION).only(9).first(10))
            .subjectTo(KlConstraint.toPretrained(before).minShare(0.8))
            .build();
    Defaults.fill(settings, problem);
    assertTrue(settings.measurement instanceof ShareMeasurement, "" + settings.measurement);
    assertEquals(
        List.of(4.0), settings.dual.start().stream().map(x -> Math.round(x * 1e9) / 1e9).toList());
    assertEquals(1, settings.dual.stepSize().getAsDouble(), 1e-9);
    before.close();
  }

  @Test
  void warnsOfFewPredictions() {
    var few = pretrained.generated().count(100).predictions(99);
    var problem =
        ConstrainedProblem.minimizeKlTo(NEW)
            .subjectTo(KlConstraint.toPretrained(few).minShare(0.5))
            .build();
    List<String> warnings = tuning(problem).steps(20).train().warnings();
    String expected =
        "'pre-trained' is taught by 99 predictions, each used up to 51.7 times at 0.99 a timestep:"
            + " ask for at least 103 by predictions(...)";
    assertTrue(warnings.contains(expected), "" + warnings);
    assertTrue(tuning(keeping(0.5)).steps(20).train().warnings().isEmpty());
  }

  @Test
  void warnsOfFewPredictionsInWordsThatFitTheNumber() {
    var settings = new TrainerSettings();
    settings.steps = 1;
    settings.batch = 1;
    String one = "is taught by 1 prediction, used up to 1 time at 0.01 a timestep: ";
    assertTrue(warning(settings, 1).contains(one), warning(settings, 1));
    String few = "is taught by 3 predictions, each used up to 0.333 times at 0.03 a timestep: ";
    assertTrue(warning(settings, 3).contains(few), warning(settings, 3));
    settings.steps = 20_480;
    assertTrue(warning(settings, 1).contains("used up to 20500 times"), warning(settings, 1));
  }

  private static String warning(TrainerSettings settings, int predictions) {
    var taught = KlConstraint.toPretrained(pretrained.generated().predictions(predictions));
    var problem = ConstrainedProblem.minimizeKlTo(NEW).subjectTo(taught.minShare(0.5)).build();
    return Teachers.warnings(problem, settings).get(0);
  }

  @Test
  void saysWhatAnInterruptBeforeTheFirstStepStopped() {
    var slow = new InterruptingMethod(Ddim.steps(5), 3);
    var samples = KlConstraint.toPretrained(pretrained.generated().count(100).method(slow));
    String message = interrupted(samples.minShare(0.8));
    assertTrue(message.contains("while the samples of the pre-trained model"), message);
    var predictions =
        KlConstraint.toPretrained(pretrained.generated().count(100))
            .minShare(0.8)
            .reference(
                (x, t) -> {
                  Thread.currentThread().interrupt();
                  return x.duplicate();
                });
    message = interrupted(predictions);
    assertTrue(message.contains("while the predictions of the pre-trained model"), message);
  }

  private static String interrupted(KlConstraint constraint) {
    var problem = ConstrainedProblem.minimizeKlTo(NEW).subjectTo(constraint).build();
    var e = assertThrows(CancellationException.class, tuning(problem).steps(30)::train);
    assertTrue(e.getMessage().endsWith("nothing of them is kept; run it again"), e.getMessage());
    assertTrue(e.getCause() instanceof CancellationException, "" + e.getCause());
    assertTrue(e.getMessage().contains(e.getCause().getMessage()), e.getMessage());
    return e.getMessage();
  }

  /** Three parts of (1, 4, 4)/9 are that in the mean, also where the batch holds one row. */
  @ParameterizedTest
  @ValueSource(ints = {1, 5, 64})
  void dividesABatchAmongSeveralTeachersWithoutBias(int batch) {
    var first = KlConstraint.toPretrained(pretrained).minShare(0.4);
    var second = KlConstraint.toPretrained(pretrained).named("another").minShare(0.4);
    var problem = ConstrainedProblem.minimizeKlTo(NEW).subjectTo(first).subjectTo(second).build();
    try (NDManager scope = SESSION.scope()) {
      var forward = new ForwardProcess(scope, pretrained.schedule());
      var few = pretrained.generated().count(10).predictions(10);
      var banks = new ArrayList<PredictionBank>();
      for (int i = 0; i < 2; i++) {
        banks.add(PredictionBank.of(scope, SESSION.random(i), few, pretrained.denoiser(), forward));
      }
      Sources sources = Sources.of(problem, banks);
      double[] rows = new double[3];
      for (int k = 0; k < 4_000; k++) {
        for (Sources.Part part : sources.parts(new double[] {4, 4}, SESSION.random(7, k), batch)) {
          rows[1 + banks.indexOf(part.teacher())] += part.rows() / 4_000.0;
        }
      }
      double[] exact = {batch / 9.0, 4 * batch / 9.0, 4 * batch / 9.0};
      assertArrayEquals(exact, rows, 0.04);
    }
  }

  @Test
  void resumesOnlyWithAsManyPredictions() {
    tuning(keeping(0.8)).steps(30).checkpoints(folder, 30).train();
    var fewer = pretrained.generated().count(4_000).predictions(5_000);
    var problem =
        ConstrainedProblem.minimizeKlTo(NEW)
            .subjectTo(KlConstraint.toPretrained(fewer).minShare(0.8))
            .build();
    DualTrainer other = tuning(problem).steps(30).checkpoints(folder, 30);
    String message = assertThrows(IllegalArgumentException.class, other::resume).getMessage();
    assertTrue(message.contains("other data, constraints or number of predictions"), message);
  }

  /** Samples are made before the first step: what follows must not depend on when that was. */
  @Test
  void resumesBitIdentically() {
    Run whole = tuning(keeping(0.8)).steps(30).train();
    DualTrainer stored = tuning(keeping(0.8)).steps(30).checkpoints(folder, 10);
    Run first = stored.snapshots(10, look -> Thread.currentThread().interrupt()).train();
    assertTrue(first.interrupted());
    Run second = tuning(keeping(0.8)).steps(30).checkpoints(folder, 10).resume();
    assertArrayEquals(whole.lambda().values(), second.lambda().values(), 0);
    try (NDArray a = whole.sampler(Ddim.steps(5)).sample(20);
        NDArray b = second.sampler(Ddim.steps(5)).sample(20)) {
      assertArrayEquals(a.toFloatArray(), b.toFloatArray(), 0);
    }
  }
}
