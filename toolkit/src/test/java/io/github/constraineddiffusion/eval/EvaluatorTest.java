package io.github.constraineddiffusion.eval;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.NDArray;
import io.github.constraineddiffusion.denoiser.Denoiser;
import io.github.constraineddiffusion.sampler.Ddim;
import io.github.constraineddiffusion.sampler.Sampler;
import io.github.constraineddiffusion.schedule.NoiseSchedule;
import io.github.constraineddiffusion.tensor.GradMode;
import io.github.constraineddiffusion.tensor.LiveArrays;
import io.github.constraineddiffusion.tensor.Operators;
import io.github.constraineddiffusion.tensor.Session;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class EvaluatorTest {
  private final Session session = Session.open().seed(5);
  private final FeatureExtractor pixels = FeatureExtractor.pixels(TestImages.SHAPE);
  private final FeatureSet reference =
      FeatureSet.measure(session, pixels, TestImages.digits(session, 300, 8), 100);
  private final ConfusionMatrix confusion =
      ConfusionMatrix.of(new int[][] {{99, 1, 0}, {0, 100, 0}, {0, 0, 100}});

  @AfterEach
  void close() {
    session.close();
  }

  private EvaluatorBuilder builder() {
    return Evaluator.builder(session)
        .judge(TestImages.classifier(), confusion)
        .features(pixels, reference)
        .listener(EvaluationListener.none())
        .batch(50);
  }

  @Test
  void measuresInOnePassWhatItsPartsMeasureAlone() {
    ImageSource images = TestImages.digits(session, 220, 9);
    List<EvaluationProgress> seen = new ArrayList<>();
    ImageReport report = builder().listener(seen::add).build().evaluate("digits", images);
    FeatureSet features = FeatureSet.measure(session, pixels, images, 17);
    assertEquals(FrechetDistance.measure(features, reference).value(), report.fid().value(), 1e-9);
    assertEquals(KernelDistance.measure(features, reference).value(), report.kid().value(), 1e-12);
    assertEquals(PrecisionRecall.measure(features, reference), report.precisionRecall());
    assertArrayEquals(
        ClassFrequencies.measure(session, TestImages.classifier(), confusion, images, 17)
            .corrected()
            .share(),
        report.frequencies().corrected().share());
    assertArrayEquals(
        new double[] {74 / 220.0, 73 / 220.0, 73 / 220.0}, report.frequencies().raw().share());
    assertEquals(220, report.images());
    assertTrue(report.toString().contains("FID"));
    assertEquals(
        List.of(50, 100, 150, 200, 220, 0, 1, 2, 3), seen.stream().map(p -> p.done()).toList());
    assertEquals("distances", seen.get(8).stage());
    EvaluationProgress first = seen.get(0);
    assertEquals(first.seconds() / 50 * 170, first.secondsLeft(), 1e-9);
  }

  @Test
  void generatesTheSameImagesAgainAndOthersForAnotherSeed() {
    ImageSource images = ImageSource.generated(sampler(), 60, 1);
    Evaluator evaluator = builder().batch(25).build();
    ImageReport first = evaluator.evaluate("model", images);
    int before = LiveArrays.count();
    ImageReport again = evaluator.evaluate("model", images);
    assertEquals(first.fid().value(), again.fid().value());
    ImageReport other = evaluator.evaluate("model", ImageSource.generated(sampler(), 60, 2));
    assertFalse(first.fid().value() == other.fid().value());
    assertEquals(before, LiveArrays.count());
    float[] batch = images.images(session.manager(), 0, 25).toFloatArray();
    assertFalse(batch[0] == images.images(session.manager(), 25, 50).toFloatArray()[0]);
    assertTrue(evaluator.estimateSeconds(images) > 0);
  }

  private Sampler sampler() {
    Denoiser model = (x, t) -> Operators.scale(x, 0.3);
    return Sampler.of(session, model, NoiseSchedule.uniformLogSnr(20, 6, -6), TestImages.SHAPE)
        .method(Ddim.steps(3));
  }

  @Test
  void recordsNothingForGradients() {
    boolean[] recording = {false};
    ImageSource watched =
        ImageSource.of(
            100,
            (manager, from, to) -> {
              recording[0] |= GradMode.isOn();
              return TestImages.digits(session, to - from).images(manager, 0, to - from);
            });
    try (GradMode on = GradMode.on()) {
      builder().build().evaluate("model", watched);
      assertTrue(GradMode.isOn());
    }
    assertFalse(recording[0]);
  }

  @Test
  void stopsWhenInterrupted() {
    ImageSource images = TestImages.digits(session, 300, 9);
    Evaluator evaluator =
        builder()
            .listener(
                p -> {
                  if (p.done() == 150) {
                    Thread.currentThread().interrupt();
                  }
                })
            .build();
    int before = LiveArrays.count();
    String message =
        assertThrows(CancellationException.class, () -> evaluator.evaluate("model", images))
            .getMessage();
    assertEquals("evaluation was interrupted after 150 of 300 images", message);
    assertEquals(before, LiveArrays.count());
  }

  @Test
  void printsTheEstimateFirst() {
    var bytes = new ByteArrayOutputStream();
    var listener =
        EvaluationListener.printing(new PrintStream(bytes, true, StandardCharsets.UTF_8));
    listener.progress(new EvaluationProgress("model", "images", 50, 5000, 0.5));
    listener.progress(new EvaluationProgress("model", "images", 100, 5000, 1));
    listener.progress(new EvaluationProgress("model", "images", 1200, 5000, 12));
    listener.progress(new EvaluationProgress("model", "distances", 0, 3, 0));
    assertEquals(
        List.of(
            "model: 50 of 5000 images, about 50 s left",
            "model: 1200 of 5000 images, about 38 s left",
            "model: 0 of 3 distances"),
        bytes.toString(StandardCharsets.UTF_8).lines().toList());
  }

  @Test
  void refusesWhatDoesNotFit() {
    assertThrows(IllegalArgumentException.class, () -> Evaluator.builder(session).build());
    assertThrows(IllegalArgumentException.class, () -> builder().batch(0));
    assertThrows(
        IllegalArgumentException.class,
        () -> builder().features(pixels.projected(4, 1), reference));
    assertThrows(
        IllegalArgumentException.class,
        () ->
            builder()
                .judge(TestImages.classifier(), ConfusionMatrix.of(new int[][] {{1, 0}, {0, 1}})));
    ImageSource three = TestImages.digits(session, 3);
    assertThrows(IllegalArgumentException.class, () -> builder().build().evaluate("model", three));
    ImageSource flat =
        ImageSource.of(10, (manager, from, to) -> manager.ones(new ai.djl.ndarray.types.Shape(3)));
    String message =
        assertThrows(
                IllegalArgumentException.class, () -> builder().build().evaluate("model", flat))
            .getMessage();
    assertTrue(message.contains("must have shape (10, C, H, W)"), message);
    assertThrows(
        IllegalArgumentException.class, () -> ImageSource.of(0, (manager, from, to) -> null));
    NDArray broken = session.manager().create(new float[] {Float.NaN}).reshape(1, 1, 1, 1);
    message =
        assertThrows(
                IllegalArgumentException.class,
                () ->
                    FeatureSet.measure(
                        session,
                        FeatureExtractor.pixels(new ai.djl.ndarray.types.Shape(1, 1, 1)),
                        ImageSource.of(broken),
                        1))
            .getMessage();
    assertTrue(message.startsWith("image 0 has the feature NaN"), message);
  }
}
