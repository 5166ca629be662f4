package io.github.constraineddiffusion.eval;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.training.GradientCollector;
import io.github.constraineddiffusion.data.LabelledBatch;
import io.github.constraineddiffusion.tensor.AdamW;
import io.github.constraineddiffusion.tensor.StepRandom;
import io.github.constraineddiffusion.trainer.Progress;
import io.github.constraineddiffusion.trainer.RunHistory;
import java.util.List;
import java.util.concurrent.CancellationException;

/** The training of a classifier: one sub-manager a step. */
final class ClassifierLoop {
  static final int WARM_UP = 100;
  private static final long INITIALISE = 0xc1a550;
  private static final long STEP = 0xc1a551;
  private static final double SECONDS_BETWEEN_REPORTS = 0.25;

  private final ClassifierSettings settings;
  private final NDManager owner;
  private final RunHistory history = new RunHistory(List.of());
  private final long start = System.nanoTime();
  private LayerWeights weights;
  private int step;
  private double lastReport = Double.NEGATIVE_INFINITY;

  ClassifierLoop(ClassifierSettings settings) {
    this.settings = settings;
    this.owner = settings.session.manager().newSubManager();
  }

  ImageClassifier run() {
    boolean done = false;
    try {
      initialise();
      try (AdamW adam = new AdamW(weights.list(), settings.optimizer)) {
        while (step < settings.steps) {
          report();
          takeStep(adam);
        }
        ImageClassifier trained = classifier(adam.average());
        done = true;
        return trained;
      }
    } finally {
      if (!done) {
        owner.close();
      }
      settings.listener.finished(progress());
    }
  }

  private void initialise() {
    settings.session.random(INITIALISE);
    weights = plan().initialise(owner);
    weights.list().forEach(array -> array.setRequiresGradient(true));
  }

  private LayerPlan plan() {
    var source = settings.source;
    return ImageClassifier.plan(settings.network, source.sampleShape(), source.classes());
  }

  private void takeStep(AdamW adam) {
    if (Thread.interrupted()) {
      throw new CancellationException(
          settings.name
              + " was interrupted at step "
              + step
              + " of "
              + settings.steps
              + ": it is not kept, as a classifier trained by half would be a wrong judge");
    }
    int next = step + 1;
    try (NDManager scope = settings.session.scope()) {
      double loss = backward(scope, settings.session.random(STEP, next));
      double decay = Math.min(settings.averaging, next / (9.0 + next));
      double norm = adam.step(rate(next), decay);
      if (!Double.isFinite(loss) || !Double.isFinite(norm)) {
        throw new IllegalStateException(
            String.format(
                "%s: step %d gave loss %s and gradient norm %s at learning rate %s: check the"
                    + " images for values that are not finite, or lower the learning rate",
                settings.name, next, loss, norm, rate(next)));
      }
    }
    step = next;
  }

  private double backward(NDManager scope, StepRandom random) {
    LabelledBatch batch = settings.source.sampleLabelled(scope, random, settings.batch);
    NDArray images = settings.augmentation.apply(batch.samples(), random);
    long[] labels = batch.labels().toLongArray();
    try (GradientCollector collector = Engine.getEngine("PyTorch").newGradientCollector()) {
      NDArray logits = ImageClassifier.logits(settings.network, weights, images);
      NDArray loss = CrossEntropy.of(logits, labels, settings.smoothing);
      collector.backward(loss);
      return loss.getFloat();
    }
  }

  /** peak · min(1, k / warm-up) · ½(1 + cos(π k / total)), k from 1. */
  private double rate(int k) {
    double rise = Math.min(1, k / (double) WARM_UP);
    return settings.learningRate * rise * 0.5 * (1 + Math.cos(Math.PI * k / settings.steps));
  }

  private ImageClassifier classifier(List<NDArray> average) {
    NDManager kept = settings.session.manager().newSubManager();
    average.forEach(array -> array.attach(kept));
    LayerWeights result = weights.with(average);
    owner.close();
    var source = settings.source;
    return new ImageClassifier(
        settings.name, settings.network, source.sampleShape(), source.classes(), kept, result);
  }

  private void report() {
    Progress progress = progress();
    if (progress.elapsedSeconds() - lastReport >= SECONDS_BETWEEN_REPORTS) {
      lastReport = progress.elapsedSeconds();
      settings.listener.progress(progress);
    }
  }

  private Progress progress() {
    double seconds = (System.nanoTime() - start) / 1e9;
    return new Progress(settings.name, step, settings.steps, seconds, 0, history);
  }
}
