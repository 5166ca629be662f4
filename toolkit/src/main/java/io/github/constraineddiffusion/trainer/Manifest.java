package io.github.constraineddiffusion.trainer;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import io.github.constraineddiffusion.dual.DualState;
import java.util.List;

/**
 * What a checkpoint says about its tensors, as JSON.
 *
 * <p>Random numbers need no state: every step's seed follows from the run's seed and the step.
 *
 * @param format version of this layout
 * @param toolkitVersion version of the toolkit that wrote it
 * @param description the run's settings, as text
 * @param dataFingerprint the data and constraints, as text
 * @param step last step done
 * @param seconds training time so far
 * @param dual state of the dual update; null for an unconstrained run
 * @param steps recorded steps
 * @param duals recorded dual updates
 * @param tensorsSha256 checksum of the tensor file
 */
record Manifest(
    int format,
    String toolkitVersion,
    String description,
    String dataFingerprint,
    int step,
    double seconds,
    DualState dual,
    List<StepRecord> steps,
    List<DualRecord> duals,
    String tensorsSha256) {

  static final int FORMAT = 1;
  private static final Gson GSON =
      new GsonBuilder().serializeSpecialFloatingPointValues().setPrettyPrinting().create();

  String toJson() {
    return GSON.toJson(this);
  }

  static Manifest fromJson(String json) {
    return GSON.fromJson(json, Manifest.class);
  }
}
