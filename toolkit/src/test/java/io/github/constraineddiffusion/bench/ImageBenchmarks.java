package io.github.constraineddiffusion.bench;

import static io.github.constraineddiffusion.bench.Benchmarks.print;
import static io.github.constraineddiffusion.bench.Benchmarks.report;

import ai.djl.ndarray.types.Shape;
import io.github.constraineddiffusion.constraint.ConstrainedProblem;
import io.github.constraineddiffusion.constraint.ConstrainedProblemBuilder;
import io.github.constraineddiffusion.constraint.KlConstraint;
import io.github.constraineddiffusion.data.ClassBalance;
import io.github.constraineddiffusion.data.ImageSet;
import io.github.constraineddiffusion.data.Mnist;
import io.github.constraineddiffusion.denoiser.Denoiser;
import io.github.constraineddiffusion.denoiser.Network;
import io.github.constraineddiffusion.denoiser.NetworkFactory;
import io.github.constraineddiffusion.denoiser.UNet;
import io.github.constraineddiffusion.denoiser.UNetBuilder;
import io.github.constraineddiffusion.dual.DualSchedule;
import io.github.constraineddiffusion.eval.DigitClassifier;
import io.github.constraineddiffusion.sampler.Ddim;
import io.github.constraineddiffusion.sampler.DiffusionModel;
import io.github.constraineddiffusion.sampler.DpmSolverPlusPlus;
import io.github.constraineddiffusion.sampler.GeneratedSamples;
import io.github.constraineddiffusion.sampler.Sampler;
import io.github.constraineddiffusion.schedule.NoiseSchedule;
import io.github.constraineddiffusion.schedule.PredictionType;
import io.github.constraineddiffusion.tensor.Session;
import io.github.constraineddiffusion.trainer.DualTrainer;
import io.github.constraineddiffusion.trainer.Measurement;
import io.github.constraineddiffusion.trainer.PrimalMode;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.UnaryOperator;

/**
 * Measurements of U-Nets on digits; those that have a peer use its network, image size and batch.
 *
 * <p>{@code -Dbench.steps=4} shortens them, to see whether they run.
 */
final class ImageBenchmarks {
  private static final int BATCH = 64;
  private static final int[] MINORITIES = {4, 5, 7};
  private static final ClassBalance RARE = ClassBalance.of(4, 0.01).and(5, 0.01).and(7, 0.01);
  private static final int STEPS = steps(12);
  private static final int MEASURED_EVERY = steps(50);
  private static final int WHOLE_RUN = 6 * MEASURED_EVERY;
  private static final int ROUNDS = 3;
  private static final int DIGITS = 256;
  private static final int SAMPLING_STEPS = steps(20);

  private ImageBenchmarks() {}

  private static int steps(int usual) {
    return Math.min(usual, Integer.getInteger("bench.steps", usual));
  }

  static Map<String, Runnable> measurements() {
    Map<String, Runnable> all = new LinkedHashMap<>();
    all.put("unet-step", () -> step("unet-step", false));
    all.put("unet-step-bfloat16", () -> step("unet-step-bfloat16", true));
    all.put("unet-separate-batches", ImageBenchmarks::separateBatches);
    all.put("unet-constrained", ImageBenchmarks::constrained);
    all.put("unet-constrained-over-unconstrained", ImageBenchmarks::overUnconstrained);
    all.put("fine-tuning-constrained-over-plain", ImageBenchmarks::fineTuning);
    all.put(
        "sampling-dpm-solver",
        () ->
            sampling(
                "sampling-dpm-solver", s -> s.method(DpmSolverPlusPlus.steps(SAMPLING_STEPS))));
    all.put(
        "sampling-ddim",
        () -> sampling("sampling-ddim", s -> s.method(Ddim.steps(SAMPLING_STEPS)).clip(1)));
    return all;
  }

  /** The peer's UNet2DModel: attention in the middle only, of heads of 8 channels. */
  private static UNetBuilder peersNetwork() {
    return UNet.builder().channels(32, 64, 64).attention().headChannels(8).groups(8);
  }

  private static DualTrainer trainer(
      Session session, ConstrainedProblem problem, NetworkFactory network) {
    return DualTrainer.of(problem)
        .session(session)
        .denoiser(network)
        .schedule(NoiseSchedule.linear(1000))
        .batch(BATCH)
        .steps(STEPS)
        .listener(progress -> {});
  }

  /** Every step of a plain run, by the time between its batches; the first quarter is dropped. */
  private static void step(String name, boolean bfloat16) {
    try (Session session = Session.open()) {
      TimedSource timed = new TimedSource(PaddedDigits.of(session));
      ConstrainedProblem problem = ConstrainedProblem.unconstrained(timed);
      trainer(session, problem, peersNetwork().bfloat16(bfloat16)).unconstrained().train();
      report(name, timed.intervalsMillis());
    }
  }

  /** The reference implementation's way: four batches a step, which also tell the losses. */
  private static void separateBatches() {
    try (Session session = Session.open()) {
      ImageSet digits = PaddedDigits.of(session);
      TimedSource timed = new TimedSource(digits.reweight(RARE));
      ConstrainedProblemBuilder problem = ConstrainedProblem.minimizeKlTo(timed);
      for (int digit : MINORITIES) {
        problem =
            problem.subjectTo(KlConstraint.to("digit " + digit, digits.only(digit)).atMostLoss(1));
      }
      trainer(session, problem.build(), peersNetwork())
          .primal(PrimalMode.SEPARATE_BATCHES)
          .dual(DualSchedule.every(STEPS).start(0.1, 0.1, 0.1))
          .train();
      report("unet-separate-batches", timed.intervalsMillis());
    }
  }

  /** One batch a step and a dual measurement: the whole run over its steps. */
  private static void constrained() {
    try (Session session = Session.open()) {
      ConstrainedProblem problem = fairDigits(PaddedDigits.of(session), null);
      DualTrainer trainer =
          trainer(session, problem, peersNetwork())
              .dual(DualSchedule.every(MEASURED_EVERY))
              .measuredBy(Measurement.generatedShares(new PaddedDigits(session)));
      report("unet-constrained", trainer.steps(MEASURED_EVERY).train().stepMillis());
    }
  }

  private static ConstrainedProblem fairDigits(ImageSet digits, Denoiser reference) {
    ConstrainedProblemBuilder problem = ConstrainedProblem.minimizeKlTo(digits.reweight(RARE));
    for (int digit : MINORITIES) {
      KlConstraint constraint = KlConstraint.to("digit " + digit, digits.only(digit)).minShare(0.1);
      problem = problem.subjectTo(reference == null ? constraint : constraint.reference(reference));
    }
    return problem.build();
  }

  /** Whole-run time over steps, in turns, for both ways to measure; with notebook 02's network. */
  private static void overUnconstrained() {
    try (Session session = Session.open()) {
      ImageSet digits = Mnist.bundled(session);
      NoiseSchedule schedule = NoiseSchedule.cosine(1000);
      UNetBuilder network =
          UNet.builder().channels(48, 96).pixelUnshuffle(2).bfloat16(session.bfloat16());
      Denoiser reference =
          Network.create(session, network, digits.sampleShape(), schedule, PredictionType.V)
              .denoiser();
      DualTrainer byNats = digits(session, fairDigits(digits, reference), network);
      DualTrainer byShares = digits(session, fairDigits(digits, null), network);
      Map<String, DualTrainer> measured = new LinkedHashMap<>();
      measured.put("shares", byShares.dual(DualSchedule.every(Math.min(30, MEASURED_EVERY))));
      measured.put("nats", byNats.dual(DualSchedule.every(MEASURED_EVERY)));
      DualTrainer trainer = byNats;
      trainer.unconstrained().steps(STEPS).train();
      inTurns("unet", trainer.unconstrained(), measured);
    }
  }

  /** Notebook 03's: a model of nine digits learns the tenth; its samples are drawn beforehand. */
  private static void fineTuning() {
    try (Session session = Session.open()) {
      DiffusionModel model = DiffusionModel.named(session, "digits-0-to-8");
      GeneratedSamples old = model.generated().count(DIGITS).method(Ddim.steps(STEPS));
      ConstrainedProblem problem =
          ConstrainedProblem.minimizeKlTo(Mnist.bundled(session).only(9).first(500))
              .subjectTo(KlConstraint.toPretrained(old).minShare(0.8))
              .build();
      DualTrainer byNats =
          trainer(session, problem, model.factory())
              .schedule(model.schedule())
              .prediction(PredictionType.V)
              .dual(DualSchedule.every(MEASURED_EVERY))
              .steps(WHOLE_RUN);
      DualTrainer byShares =
          byNats
              .dual(DualSchedule.every(Math.min(30, MEASURED_EVERY)))
              .measuredBy(
                  Measurement.generatedShares(DigitClassifier.bundled(session))
                      .samples(32)
                      .method(DpmSolverPlusPlus.steps(12)));
      Map<String, DualTrainer> measured = new LinkedHashMap<>();
      measured.put("shares", byShares);
      measured.put("nats", byNats);
      byNats.dual(DualSchedule.every(STEPS)).steps(STEPS).train();
      inTurns("fine-tuning", byNats.unconstrained(), measured);
    }
  }

  private static DualTrainer digits(
      Session session, ConstrainedProblem problem, UNetBuilder network) {
    return trainer(session, problem, network)
        .schedule(NoiseSchedule.cosine(1000))
        .prediction(PredictionType.V)
        .steps(WHOLE_RUN);
  }

  private static void inTurns(String what, DualTrainer plain, Map<String, DualTrainer> measured) {
    double[] base = new double[ROUNDS];
    Map<String, double[]> times = new LinkedHashMap<>();
    measured.keySet().forEach(name -> times.put(name, new double[ROUNDS]));
    for (int k = 0; k < ROUNDS; k++) {
      base[k] = stepMillis(plain);
      for (String name : measured.keySet()) {
        times.get(name)[k] = stepMillis(measured.get(name));
      }
    }
    report(what + "-run-unconstrained", base);
    times.forEach((name, time) -> report(what + "-run-constrained-by-" + name, time));
    times.forEach(
        (name, time) -> {
          double[] ratio = new double[ROUNDS];
          Arrays.setAll(ratio, k -> time[k] / base[k]);
          Benchmarks.reportRatio(what + "-constrained-by-" + name + "-over-unconstrained", ratio);
        });
  }

  private static double stepMillis(DualTrainer trainer) {
    try (var run = trainer.train()) {
      return run.stepMillis();
    }
  }

  /** 256 digits in 20 steps, in one batch; after a small one to warm up. */
  private static void sampling(String name, UnaryOperator<Sampler> method) {
    try (Session session = Session.open()) {
      Shape shape = new Shape(1, 32, 32);
      NoiseSchedule schedule = NoiseSchedule.linear(1000);
      Network network =
          Network.create(session, peersNetwork(), shape, schedule, PredictionType.EPSILON);
      Sampler sampler = method.apply(Sampler.of(session, network.denoiser(), schedule, shape));
      sampler.sample(BATCH / 2).close();
      double[] millis = new double[ROUNDS];
      for (int k = 0; k < ROUNDS; k++) {
        long start = System.nanoTime();
        sampler.sample(DIGITS).close();
        millis[k] = (System.nanoTime() - start) / 1e6;
      }
      report(name, millis);
      Arrays.sort(millis);
      Map<String, Object> record = new LinkedHashMap<>();
      record.put("name", name);
      record.put("images_per_second", 1e3 * DIGITS / millis[ROUNDS / 2]);
      print(record);
    }
  }
}
