package io.github.constraineddiffusion.sampler;

import io.github.constraineddiffusion.schedule.NoiseSchedule;
import io.github.constraineddiffusion.schedule.PredictionType;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * How a model came about, as stored beside its weights in {@code model.json}. Immutable.
 *
 * @param name what the model is called
 * @param made when, by which toolkit and on what, in words
 * @param training every setting that decided the weights
 * @param data fingerprint of the problem's data
 * @param seed the session's seed
 * @param steps training steps
 * @param seconds time in the training loop
 * @param schedule the noise schedule, as it describes itself
 * @param prediction what the network's output stands for
 * @param sampleShape shape of one sample
 * @param metrics numbers measured on the model, by name
 * @param sha256 of the weights' file; empty until saved
 */
public record ModelCard(
    String name,
    String made,
    String training,
    String data,
    long seed,
    int steps,
    double seconds,
    Map<String, Object> schedule,
    PredictionType prediction,
    long[] sampleShape,
    Map<String, Object> metrics,
    String sha256) {

  /**
   * Copies the maps.
   *
   * @param name see the record
   * @param made see the record
   * @param training see the record
   * @param data see the record
   * @param seed see the record
   * @param steps see the record
   * @param seconds see the record
   * @param schedule see the record
   * @param prediction see the record
   * @param sampleShape see the record
   * @param metrics see the record
   * @param sha256 see the record
   */
  public ModelCard {
    schedule = Collections.unmodifiableMap(new LinkedHashMap<>(schedule));
    metrics = Collections.unmodifiableMap(new LinkedHashMap<>(metrics));
    sampleShape = sampleShape.clone();
  }

  /** {@return a copy of the sample shape} */
  @Override
  public long[] sampleShape() {
    return sampleShape.clone();
  }

  /** {@return the noise schedule} */
  public NoiseSchedule noiseSchedule() {
    return NoiseSchedule.fromDescription(schedule);
  }

  /**
   * Returns a copy under another name and with numbers measured on the model.
   *
   * @param newName what the model is called
   * @param measured numbers by name, added to those it has
   * @return the copy
   */
  public ModelCard with(String newName, Map<String, ?> measured) {
    Map<String, Object> all = new LinkedHashMap<>(metrics);
    all.putAll(measured);
    return copy(newName, all, sha256);
  }

  ModelCard withSha256(String digest) {
    return copy(name, metrics, digest);
  }

  private ModelCard copy(String newName, Map<String, Object> newMetrics, String digest) {
    return new ModelCard(
        newName,
        made,
        training,
        data,
        seed,
        steps,
        seconds,
        schedule,
        prediction,
        sampleShape,
        newMetrics,
        digest);
  }
}
