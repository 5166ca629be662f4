package io.github.constraineddiffusion.eval;

import io.github.constraineddiffusion.data.LabelledSource;
import io.github.constraineddiffusion.tensor.Session;

/** How the two embedded classifiers are built and trained: everything differs but the digits. */
enum DigitRecipe {
  CLASSIFIER(
      "digit-classifier",
      "digit classifier",
      PlainCnn.channels(16, 32, 64),
      Augmentation.none().rotation(10).scale(0.1).shear(0.1).shift(1.5).noise(0.1)),
  JUDGE(
      "digit-judge",
      "digit judge",
      ResidualCnn.channels(32, 64),
      Augmentation.none().rotation(8).scale(0.12).shear(0.2).shift(2).elastic(0.7).noise(0.1));

  private final String file;
  private final String title;
  private final FeatureNetwork network;
  private final Augmentation augmentation;

  DigitRecipe(String file, String title, FeatureNetwork network, Augmentation augmentation) {
    this.file = file;
    this.title = title;
    this.network = network;
    this.augmentation = augmentation;
  }

  String title() {
    return title;
  }

  FeatureNetwork network() {
    return network;
  }

  String weightFile() {
    return file + ".safetensors";
  }

  String manifestFile() {
    return file + ".json";
  }

  ClassifierTrainer trainer(Session session, LabelledSource digits) {
    return ClassifierTrainer.of(session, digits)
        .name(title)
        .network(network)
        .augmentation(augmentation)
        .steps(4000);
  }
}
