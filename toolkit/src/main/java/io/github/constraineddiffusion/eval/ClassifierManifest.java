package io.github.constraineddiffusion.eval;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;

/**
 * How the weights of a classifier were made, and how good it is; stands beside them as JSON.
 *
 * @param name the classifier
 * @param command what remakes it, from the top of the repository
 * @param toolkitVersion version of the toolkit that made it
 * @param data the training images, in words
 * @param dataFingerprint the training images, as {@code LabelledSource.fingerprint()} gives them
 * @param trainingImages how many
 * @param seed seed of the session
 * @param date when training ended, UTC, ISO 8601
 * @param seconds training time on one thread
 * @param network the architecture
 * @param weights how many numbers were trained
 * @param training steps, batch, rates and distortions
 * @param storage type of the stored numbers
 * @param heldOutImages embedded digits that no training saw
 * @param heldOutAccuracy share of these it tells right, with the stored weights
 * @param heldOutAccuracyFloat32 the same with the weights as trained
 * @param mnistTestImages images of MNIST's own test set; 0 where it was not measured
 * @param mnistTestAccuracy share of these it tells right, with the stored weights; null where it
 *     was not measured
 * @param mnistTestAccuracyFloat32 the same with the weights as trained
 * @param sha256 checksum of the weight file
 */
public record ClassifierManifest(
    String name,
    String command,
    String toolkitVersion,
    String data,
    String dataFingerprint,
    int trainingImages,
    long seed,
    String date,
    double seconds,
    String network,
    long weights,
    String training,
    String storage,
    int heldOutImages,
    double heldOutAccuracy,
    double heldOutAccuracyFloat32,
    int mnistTestImages,
    Double mnistTestAccuracy,
    Double mnistTestAccuracyFloat32,
    String sha256) {
  private static final Gson GSON =
      new GsonBuilder().setPrettyPrinting().disableHtmlEscaping().serializeNulls().create();

  String toJson() {
    return GSON.toJson(this) + "\n";
  }

  static ClassifierManifest fromJson(String json) {
    return GSON.fromJson(json, ClassifierManifest.class);
  }
}
