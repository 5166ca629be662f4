package io.github.constraineddiffusion.eval;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.github.constraineddiffusion.data.Fingerprint;
import io.github.constraineddiffusion.tensor.Session;
import io.github.constraineddiffusion.tensor.TensorFile;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/** The weights of the digit classifiers as bytes and back, checked on the way in. */
final class DigitWeights {
  static final Shape IMAGE = new Shape(1, 28, 28);
  static final int CLASSES = 10;
  static final DataType STORAGE = DataType.FLOAT16;

  private DigitWeights() {}

  static byte[] encode(ImageClassifier classifier) {
    return TensorFile.encode(classifier.weights().to(STORAGE).arrays());
  }

  /**
   * Decodes weights.
   *
   * @throws IOException where the bytes are no such file, or hold other layers than the recipe
   */
  static ImageClassifier decode(Session session, DigitRecipe recipe, byte[] bytes)
      throws IOException {
    NDManager owner = session.manager().newSubManager();
    try (NDManager scope = session.scope()) {
      Map<String, NDArray> stored = TensorFile.decode(scope, bytes);
      Map<String, NDArray> weights = new LinkedHashMap<>();
      var plan = ImageClassifier.plan(recipe.network(), IMAGE, CLASSES).shapes();
      for (Map.Entry<String, Shape> layer : plan.entrySet()) {
        NDArray array = stored.get(layer.getKey());
        if (array == null || !array.getShape().equals(layer.getValue())) {
          throw new IOException(
              "%s is %s where %s needs %s"
                  .formatted(
                      layer.getKey(),
                      array == null ? "missing" : array.getShape(),
                      recipe.network(),
                      layer.getValue()));
        }
        NDArray wide = array.toType(DataType.FLOAT32, true);
        wide.attach(owner);
        weights.put(layer.getKey(), wide);
      }
      return new ImageClassifier(
          recipe.title(), recipe.network(), IMAGE, CLASSES, owner, new LayerWeights(weights));
    } catch (IOException | RuntimeException e) {
      owner.close();
      throw e;
    }
  }

  static ClassifierManifest manifest(DigitRecipe recipe) {
    String json = new String(resource(recipe.manifestFile()), StandardCharsets.UTF_8);
    return ClassifierManifest.fromJson(json);
  }

  static ImageClassifier bundled(Session session, DigitRecipe recipe) {
    byte[] bytes = resource(recipe.weightFile());
    requireChecksum(recipe, bytes, manifest(recipe).sha256());
    try {
      return decode(session, recipe, bytes);
    } catch (IOException e) {
      throw damaged(recipe, e.getMessage(), e);
    }
  }

  static void requireChecksum(DigitRecipe recipe, byte[] bytes, String expected) {
    String found = Fingerprint.sha256(bytes);
    if (!found.equals(expected)) {
      throw damaged(recipe, "its SHA-256 is " + found + ", expected " + expected, null);
    }
  }

  private static IllegalStateException damaged(DigitRecipe recipe, String fault, Exception cause) {
    return new IllegalStateException(
        recipe.weightFile()
            + " in the toolkit's jar is not what was built: "
            + fault
            + ". Get the jar anew",
        cause);
  }

  private static byte[] resource(String name) {
    try (InputStream in = DigitWeights.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new FileNotFoundException("no such resource");
      }
      return in.readAllBytes();
    } catch (IOException e) {
      throw new IllegalStateException(
          "cannot read " + name + " from the toolkit's jar (" + e.getMessage() + "): get it anew",
          e);
    }
  }
}
