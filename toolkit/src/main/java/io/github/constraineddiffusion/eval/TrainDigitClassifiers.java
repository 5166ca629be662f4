package io.github.constraineddiffusion.eval;

import io.github.constraineddiffusion.data.Fingerprint;
import io.github.constraineddiffusion.data.ImageSet;
import io.github.constraineddiffusion.data.Mnist;
import io.github.constraineddiffusion.tensor.Session;
import io.github.constraineddiffusion.tensor.Toolkit;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Locale;

/**
 * Makes the weights and manifests of the two digit classifiers; run by {@code python3
 * environment/classifiers.py}.
 *
 * <p>On one thread, so that the weights do not depend on the number of cores.
 */
public final class TrainDigitClassifiers {
  private static final String COMMAND = "python3 environment/classifiers.py --data MNIST_DIR";

  private final Session session = Session.open().threads(1);
  private final ImageSet digits = Mnist.bundled(session);
  private final ImageSet heldOut = Mnist.bundledHeldOut(session);
  private final Path target;
  private final ImageSet test;

  private TrainDigitClassifiers(Path target, Path mnist) {
    this.target = target;
    this.test = mnist == null ? null : Mnist.openTest(session, mnist);
  }

  /**
   * Trains, measures and writes.
   *
   * @param arguments the folder for the four files; optionally a folder with MNIST's own test set
   * @throws IOException where the files cannot be written
   */
  public static void main(String[] arguments) throws IOException {
    if (arguments.length < 1 || arguments.length > 2) {
      System.err.println("give the folder for the weights, and optionally a folder with MNIST");
      System.exit(2);
    }
    Path mnist = arguments.length == 2 ? Path.of(arguments[1]) : null;
    var all = new TrainDigitClassifiers(Path.of(arguments[0]), mnist);
    Files.createDirectories(all.target);
    for (DigitRecipe recipe : DigitRecipe.values()) {
      all.make(recipe);
    }
  }

  private void make(DigitRecipe recipe) throws IOException {
    long seed = 1 + recipe.ordinal();
    ClassifierTrainer trainer = recipe.trainer(session.seed(seed), digits);
    long start = System.nanoTime();
    try (ImageClassifier trained = trainer.train()) {
      double seconds = Math.round((System.nanoTime() - start) / 1e9);
      byte[] bytes = DigitWeights.encode(trained);
      try (ImageClassifier stored = DigitWeights.decode(session, recipe, bytes)) {
        var manifest = manifest(recipe, trainer, seed, seconds, trained, stored, bytes);
        Files.write(target.resolve(recipe.weightFile()), bytes);
        Files.writeString(target.resolve(recipe.manifestFile()), manifest.toJson());
        report(manifest, bytes.length);
      }
    }
  }

  private ClassifierManifest manifest(
      DigitRecipe recipe,
      ClassifierTrainer trainer,
      long seed,
      double seconds,
      ImageClassifier trained,
      ImageClassifier stored,
      byte[] bytes) {
    return new ClassifierManifest(
        recipe.title(),
        COMMAND,
        Toolkit.version(),
        digits.toString(),
        digits.fingerprint(),
        digits.size(),
        seed,
        Instant.now().truncatedTo(ChronoUnit.SECONDS).toString(),
        seconds,
        recipe.network().description(),
        trained.size(),
        trainer.description(),
        DigitWeights.STORAGE.name().toLowerCase(Locale.ROOT),
        heldOut.size(),
        stored.accuracy(heldOut),
        trained.accuracy(heldOut),
        test == null ? 0 : test.size(),
        test == null ? null : stored.accuracy(test),
        test == null ? null : trained.accuracy(test),
        Fingerprint.sha256(bytes));
  }

  private static void report(ClassifierManifest m, int bytes) {
    System.out.printf(
        Locale.ROOT,
        "%s: %d bytes, %.0f s; right: %.2f %% of %d held out%s%n",
        m.name(),
        bytes,
        m.seconds(),
        100 * m.heldOutAccuracy(),
        m.heldOutImages(),
        m.mnistTestAccuracy() == null
            ? "; MNIST's test set was not given"
            : String.format(
                Locale.ROOT,
                ", %.2f %% of MNIST's %d test images",
                100 * m.mnistTestAccuracy(),
                m.mnistTestImages()));
  }
}
