package io.github.constraineddiffusion.eval;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.github.constraineddiffusion.data.GaussianMixture;
import io.github.constraineddiffusion.data.LabelledBatch;
import io.github.constraineddiffusion.data.LabelledSource;
import io.github.constraineddiffusion.tensor.GradMode;
import io.github.constraineddiffusion.tensor.LiveArrays;
import io.github.constraineddiffusion.tensor.Session;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ClassifierTrainerTest {
  private static final LabelledSource BARS = new Bars(1.5);

  static List<FeatureNetwork> networks() {
    return List.of(PlainCnn.channels(8, 16).features(12), ResidualCnn.channels(8, 12).blocks(2));
  }

  private static ClassifierTrainer trainer(Session session, FeatureNetwork network) {
    return trainer(session, network, BARS);
  }

  private static ClassifierTrainer trainer(
      Session session, FeatureNetwork network, LabelledSource source) {
    return ClassifierTrainer.of(session, source)
        .network(network)
        .batch(32)
        .steps(120)
        .learningRate(5e-3)
        .augmentation(Augmentation.none().shift(1).noise(0.1))
        .listener(progress -> {});
  }

  private static double accuracy(Session session, ImageClassifier classifier, LabelledBatch batch) {
    int[] told = classifier.classify(batch.samples());
    long[] labels = batch.labels().toLongArray();
    int right = 0;
    for (int n = 0; n < told.length; n++) {
      right += told[n] == labels[n] ? 1 : 0;
    }
    return right / (double) told.length;
  }

  @ParameterizedTest
  @MethodSource("networks")
  void learnsBars(FeatureNetwork network) {
    try (Session session = Session.open().seed(3);
        ImageClassifier classifier = trainer(session, network).train();
        NDManager scope = session.scope()) {
      LabelledBatch fresh = BARS.sampleLabelled(scope, session.random(77), 600);
      assertTrue(accuracy(session, classifier, fresh) > 0.95, classifier::toString);
      assertEquals(12, classifier.dimension());
      assertEquals(new Shape(600, 12), classifier.features(fresh.samples()).getShape());
    }
  }

  @Test
  void sameSeedSameWeights() {
    FeatureNetwork network = networks().get(1);
    List<float[]> runs = new ArrayList<>();
    for (long seed : new long[] {5, 5, 6}) {
      try (Session session = Session.open().seed(seed).threads(1);
          ImageClassifier classifier = trainer(session, network).steps(3).train()) {
        runs.add(classifier.weights().list().get(0).toFloatArray());
      }
    }
    assertArrayEquals(runs.get(0), runs.get(1));
    assertFalse(java.util.Arrays.equals(runs.get(0), runs.get(2)));
  }

  @Test
  void trainingLeavesTheWeightsAndNothingElse() {
    try (Session session = Session.open();
        NDManager scope = session.scope()) {
      NDArray images = BARS.sample(scope, session.random(1), 600);
      trainer(session, networks().get(0)).steps(2).train().close();
      int before = LiveArrays.count();
      ImageClassifier classifier = trainer(session, networks().get(0)).steps(5).train();
      int weights = classifier.weights().list().size();
      assertEquals(before + weights, LiveArrays.count());
      try (GradMode on = GradMode.on();
          NDArray logits = classifier.logits(images)) {
        assertEquals(before + weights + 1, LiveArrays.count(), "one result, no parts");
        assertFalse(logits.hasGradient());
      }
      classifier.close();
      assertEquals(before, LiveArrays.count());
    }
  }

  @Test
  void interruptEndsTrainingAndScoringAtOnce() {
    try (Session session = Session.open();
        NDManager scope = session.scope()) {
      NDArray images = BARS.sample(scope, session.random(1), 2);
      ClassifierTrainer trainer = trainer(session, networks().get(0)).steps(2);
      try (ImageClassifier classifier = trainer.train()) {
        int before = LiveArrays.count();
        Thread.currentThread().interrupt();
        var stopped = assertThrows(CancellationException.class, trainer::train);
        assertTrue(stopped.getMessage().contains("step 0 of 2"), stopped.getMessage());
        Thread.currentThread().interrupt();
        assertThrows(CancellationException.class, () -> classifier.logits(images));
        assertEquals(before, LiveArrays.count());
      }
      trainer.train().close();
    }
  }

  @Test
  void aLossThatIsNotFiniteIsAnError() {
    LabelledSource broken = new Bars(Double.NaN);
    try (Session session = Session.open()) {
      var trainer = trainer(session, networks().get(0), broken).name("bars");
      var fault = assertThrows(IllegalStateException.class, trainer::train);
      assertTrue(fault.getMessage().startsWith("bars: step 1 gave loss NaN"), fault.getMessage());
    }
  }

  @Test
  void refusesWhatCannotBeTrained() {
    try (Session session = Session.open()) {
      var trainer = ClassifierTrainer.of(session, BARS);
      refused("halved 4 times", () -> trainer.network(PlainCnn.channels(8, 8, 8, 8)));
      refused("no channels given", () -> PlainCnn.channels());
      refused("features is 0", () -> PlainCnn.channels(8).features(0));
      refused("steps is 0", () -> trainer.steps(0));
      refused("batch is -1", () -> trainer.batch(-1));
      refused("learning rate is 1.0", () -> trainer.learningRate(1));
      refused("label smoothing is 1.0", () -> trainer.labelSmoothing(1));
      refused("rotation is -1.0", () -> Augmentation.none().rotation(-1));
      refused("but a sample has shape (2)", () -> ClassifierTrainer.of(session, new Labelled(2)));
      refused(
          "must be even", () -> ResidualCnn.channels(8).plan(new Shape(1, 27, 28)).shapes().size());
    }
  }

  private static void refused(String part, org.junit.jupiter.api.function.Executable action) {
    var fault = assertThrows(IllegalArgumentException.class, action);
    assertTrue(fault.getMessage().contains(part), fault.getMessage());
  }

  /** Points with a class. */
  private record Labelled(int classes) implements LabelledSource {
    private static final GaussianMixture POINTS =
        GaussianMixture.isotropic(0.1, new double[][] {{0, 0}}, 1);

    @Override
    public double[] classShares() {
      double[] all = new double[classes];
      all[0] = 1;
      return all;
    }

    @Override
    public Shape sampleShape() {
      return POINTS.sampleShape();
    }

    @Override
    public NDArray sample(NDManager manager, RandomGenerator random, int count) {
      return POINTS.sample(manager, random, count);
    }

    @Override
    public String fingerprint() {
      return POINTS.fingerprint();
    }

    @Override
    public LabelledBatch sampleLabelled(NDManager manager, RandomGenerator random, int count) {
      return new LabelledBatch(sample(manager, random, count), manager.create(new long[count]));
    }
  }
}
