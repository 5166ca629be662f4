package io.github.constraineddiffusion.eval;

import ai.djl.ndarray.NDArray;
import io.github.constraineddiffusion.constraint.SampleClassifier;
import io.github.constraineddiffusion.tensor.Session;

/**
 * Measures the images of models, all in the same way: class frequencies, Fréchet and kernel
 * distance, precision and recall. Goes through the images once, in batches; what stays in memory is
 * their features. Immutable.
 *
 * <pre>{@code
 * var evaluator = Evaluator.builder(session)
 *     .judge(judge, ConfusionMatrix.measure(session, judge, heldOut, 250))
 *     .features(features, FeatureSet.measure(session, features, ImageSource.of(digits), 250))
 *     .build();
 * ImageReport report = evaluator.evaluate("constrained", ImageSource.generated(sampler, 5000, 1));
 * }</pre>
 */
public final class Evaluator {
  private static final int DISTANCES = 3;

  private final Session session;
  private final SampleClassifier judge;
  private final ConfusionMatrix confusion;
  private final FeatureExtractor features;
  private final FeatureSet reference;
  private final int batch;
  private final EvaluationListener listener;

  Evaluator(EvaluatorBuilder from) {
    this.session = from.session;
    this.judge = from.judge;
    this.confusion = from.confusion;
    this.features = from.features;
    this.reference = from.reference;
    this.batch = from.batch;
    this.listener = from.listener;
  }

  /**
   * Starts the settings.
   *
   * @param session where to compute
   * @return a builder
   */
  public static EvaluatorBuilder builder(Session session) {
    return new EvaluatorBuilder(session);
  }

  /**
   * Estimates how long the images of a model will take, by making and measuring one batch.
   *
   * @param images the images
   * @return seconds; the distances come on top, seconds for up to some hundred dimensions and one
   *     to two minutes for 2,048
   */
  public double estimateSeconds(ImageSource images) {
    int first = Math.min(batch, images.size());
    long start = System.nanoTime();
    pass(ImageSource.of(first, images::images), (x, from) -> {});
    return seconds(start) / first * images.size();
  }

  /**
   * Measures the images of a model.
   *
   * @param name of the model
   * @param images its images; more than 3
   * @return the measurements
   * @throws java.util.concurrent.CancellationException if the thread is interrupted
   */
  public ImageReport evaluate(String name, ImageSource images) {
    EvaluatorBuilder.requireEnough(images.size(), "generated");
    long start = System.nanoTime();
    int total = images.size();
    Pass pass =
        pass(
            images,
            (x, from) -> {
              int done = from + (int) x.getShape().get(0);
              listener.progress(
                  new EvaluationProgress(name, "images", done, total, seconds(start)));
            });
    var distances = new Distances(name, pass.collector.features());
    return new ImageReport(
        name,
        total,
        ClassFrequencies.of(pass.counts, confusion),
        distances.done(1, FrechetDistance.measure(distances.generated, reference)),
        distances.done(2, KernelDistance.measure(distances.generated, reference)),
        distances.done(DISTANCES, PrecisionRecall.measure(distances.generated, reference)),
        seconds(start));
  }

  private record Pass(int[] counts, FeatureCollector collector) {}

  private Pass pass(ImageSource images, ImageBatches.Visitor after) {
    var pass =
        new Pass(new int[judge.classes()], new FeatureCollector(session, features, images.size()));
    ImageBatches.forEach(
        session,
        images,
        batch,
        (NDArray x, int from) -> {
          ClassFrequencies.count(judge.classify(x), pass.counts);
          pass.collector.add(x, from);
          after.visit(x, from);
        });
    return pass;
  }

  /** Says how far the distances are. */
  private final class Distances {
    private final long start = System.nanoTime();
    private final String name;
    private final FeatureSet generated;

    Distances(String name, FeatureSet generated) {
      this.name = name;
      this.generated = generated;
      done(0, null);
    }

    <T> T done(int count, T result) {
      listener.progress(
          new EvaluationProgress(name, "distances", count, DISTANCES, seconds(start)));
      return result;
    }
  }

  private static double seconds(long start) {
    return (System.nanoTime() - start) / 1e9;
  }
}
