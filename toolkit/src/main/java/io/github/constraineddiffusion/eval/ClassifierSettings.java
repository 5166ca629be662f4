package io.github.constraineddiffusion.eval;

import io.github.constraineddiffusion.data.LabelledSource;
import io.github.constraineddiffusion.tensor.AdamWConfig;
import io.github.constraineddiffusion.tensor.Session;
import io.github.constraineddiffusion.trainer.ConsoleProgress;
import io.github.constraineddiffusion.trainer.TrainingListener;

/** What a {@link ClassifierTrainer} was told; fields are set on a private copy only. */
final class ClassifierSettings implements Cloneable {
  String name = "classifier";
  Session session;
  LabelledSource source;
  FeatureNetwork network = PlainCnn.channels(16, 32, 64);
  Augmentation augmentation = Augmentation.none();
  AdamWConfig optimizer = AdamWConfig.defaults();
  int steps = 2000;
  int batch = 128;
  double learningRate = 2e-3;
  double smoothing = 0.05;
  double averaging = 0.998;
  TrainingListener listener = new ConsoleProgress();

  ClassifierSettings copy() {
    try {
      return (ClassifierSettings) clone();
    } catch (CloneNotSupportedException e) {
      throw new AssertionError(e);
    }
  }

  /** Everything that decides the weights but data and seed, as text. */
  String description() {
    return String.join(
        "; ",
        "steps " + steps,
        "batch " + batch,
        "learning rate " + learningRate + " (cosine, " + ClassifierLoop.WARM_UP + " warm-up steps)",
        "label smoothing " + smoothing,
        "averaging " + averaging,
        optimizer.toString(),
        augmentation.toString());
  }
}
