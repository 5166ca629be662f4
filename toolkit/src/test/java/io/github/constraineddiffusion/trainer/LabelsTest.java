package io.github.constraineddiffusion.trainer;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.github.constraineddiffusion.constraint.ConstrainedProblem;
import io.github.constraineddiffusion.constraint.KlConstraint;
import io.github.constraineddiffusion.data.ClassBalance;
import io.github.constraineddiffusion.data.ImageSet;
import io.github.constraineddiffusion.data.LabelledBatch;
import io.github.constraineddiffusion.data.SampleSource;
import io.github.constraineddiffusion.denoiser.Denoiser;
import io.github.constraineddiffusion.denoiser.Network;
import io.github.constraineddiffusion.denoiser.UNet;
import io.github.constraineddiffusion.denoiser.UNetBuilder;
import io.github.constraineddiffusion.dual.DualSchedule;
import io.github.constraineddiffusion.sampler.Ddim;
import io.github.constraineddiffusion.schedule.NoiseSchedule;
import io.github.constraineddiffusion.schedule.PredictionType;
import io.github.constraineddiffusion.tensor.Session;
import java.util.Arrays;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a class-conditional network is told while it trains, and what it learns from that. */
class LabelsTest {
  private static final Session SESSION = Session.open().seed(8);
  private static final NoiseSchedule SCHEDULE = NoiseSchedule.uniformLogSnr(40, 6, -8);
  private static final ImageSet IMAGES = TinyImages.of(SESSION);

  @AfterAll
  static void close() {
    SESSION.close();
  }

  private static UNetBuilder net() {
    return UNet.builder().channels(16, 16).groups(4).headChannels(8);
  }

  private static DualTrainer plain(UNetBuilder net) {
    return DualTrainer.plain(IMAGES.reweight(ClassBalance.of(1, 0.2)))
        .session(SESSION)
        .denoiser(net)
        .schedule(SCHEDULE)
        .batch(32)
        .steps(250)
        .learningRate(LearningRate.cosine(4e-3))
        .ema(0.98)
        .listener(progress -> {});
  }

  /** Given a class the network makes that class; given none, the classes in their shares. */
  @Test
  void learnsTheClassesAndTheModelOfAll() {
    Run run = plain(net().classes(2)).train();
    assertEquals(1, share(run, run.model().given(0), 0), 0.05);
    assertEquals(1, share(run, run.model().given(1), 1), 0.05);
    assertEquals(1, share(run, run.model().guided(1, 2), 1), 0.05);
    assertEquals(0.2, share(run, run.denoiser(), 1), 0.12);
    assertEquals("plain", run.name());
    assertTrue(run.history().duals().isEmpty());
  }

  private static double share(Run run, Denoiser denoiser, int label) {
    try (var drawn = run.model().sampler(denoiser, Ddim.steps(10)).clip(1).sample(200)) {
      int[] found = TinyImages.classifier().classify(drawn);
      return Arrays.stream(found).filter(c -> c == label).count() / 200.0;
    }
  }

  /** A reference is asked without a class: it must not learn that from one sample in ten. */
  @Test
  void referencesLearnWithoutLabels() {
    DualTrainer labelled = constrained(IMAGES, IMAGES.only(1));
    DualTrainer blind =
        constrained(new UnlabelledImages(IMAGES), new UnlabelledImages(IMAGES.only(1)));
    assertArrayEquals(reference(blind.train()), reference(labelled.train()), 0);
    String message =
        assertThrows(IllegalArgumentException.class, () -> labelled.dropLabels(0.1)).getMessage();
    assertTrue(message.contains("plain(data)"), message);
  }

  private static DualTrainer constrained(SampleSource data, SampleSource below) {
    ConstrainedProblem problem =
        ConstrainedProblem.minimizeKlTo(data)
            .subjectTo(KlConstraint.to("below", below).minShare(0.6))
            .build();
    return DualTrainer.of(problem)
        .session(SESSION)
        .denoiser(net().classes(2))
        .schedule(SCHEDULE)
        .batch(16)
        .steps(5)
        .learnedReferences(10)
        .dual(DualSchedule.every(5).samples(10))
        .listener(progress -> {});
  }

  private static float[] reference(Run run) {
    try (NDManager scope = SESSION.scope()) {
      NDArray x = scope.arange(32f).sin().reshape(new Shape(2, 1, 4, 4));
      NDArray t = scope.create(new float[] {3, 30});
      return run.references().denoisers().get(0).noise(x, t).toFloatArray();
    }
  }

  private static Network network(UNetBuilder net) {
    return Network.create(SESSION, net, new Shape(1, 4, 4), SCHEDULE, PredictionType.EPSILON);
  }

  private static long[] drawn(double dropped, int count) {
    try (Network network = network(net().classes(2));
        NDManager scope = SESSION.scope()) {
      LabelledBatch batch =
          new LabelDraw(network, dropped).draw(IMAGES, scope, SESSION.random(1), count);
      int[] seen = TinyImages.classifier().classify(batch.samples());
      long[] told = batch.labels().toLongArray();
      for (int i = 0; i < count; i++) {
        assertTrue(told[i] == seen[i] || told[i] == network.nullClass());
      }
      return told;
    }
  }

  @ParameterizedTest
  @ValueSource(doubles = {0, 0.1, 0.5})
  void dropsThatShareOfTheLabels(double dropped) {
    int count = 2000;
    double none = Arrays.stream(drawn(dropped, count)).filter(label -> label == 2).count();
    double deviation = Math.sqrt(dropped * (1 - dropped) / count);
    assertEquals(dropped, none / count, 4 * deviation);
  }

  @Test
  void tellsNoLabelsWhereTheNetworkOrTheDataHaveNone() {
    try (Network blind = network(net());
        Network told = network(net().classes(2));
        NDManager scope = SESSION.scope()) {
      assertNull(new LabelDraw(blind, 0).draw(IMAGES, scope, SESSION.random(1), 4).labels());
      var unlabelled = new UnlabelledImages(IMAGES);
      assertNull(new LabelDraw(told, 1).draw(IMAGES, scope, SESSION.random(1), 4).labels());
      assertNull(new LabelDraw(told, 0).draw(unlabelled, scope, SESSION.random(1), 4).labels());
    }
  }

  @Test
  void refusesDataOfMoreClassesThanTheNetworkKnows() {
    DualTrainer trainer = plain(net().classes(1));
    String message = assertThrows(IllegalArgumentException.class, trainer::train).getMessage();
    assertTrue(message.contains("2 classes") && message.contains("classes(2)"), message);
  }

  @ParameterizedTest
  @ValueSource(doubles = {-0.1, 1.1, Double.NaN})
  void refusesAFractionOutsideOfZeroToOne(double fraction) {
    assertThrows(IllegalArgumentException.class, () -> plain(net()).dropLabels(fraction));
  }
}
