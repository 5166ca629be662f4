package io.github.constraineddiffusion.notebook;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import io.github.constraineddiffusion.tensor.Toolkit;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * The numbers a notebook reports, under names that stay the same from run to run, written as {@code
 * metrics.json}. Profile, seed, device and toolkit_version are there from the start.
 */
public final class Metrics {
  private static final Pattern KEY = Pattern.compile("[a-z][a-z0-9_]*");
  private static final Gson GSON = new GsonBuilder().setPrettyPrinting().create();

  private final Map<String, Metrics> groups = new HashMap<>();
  private final Map<String, Object> values = new LinkedHashMap<>();
  private final Path folder;
  private final Metrics whole;
  private final long started = System.nanoTime();

  private Metrics(Metrics whole) {
    this.folder = whole.folder;
    this.whole = whole;
  }

  private Metrics(Settings settings) {
    this.folder = settings.output();
    this.whole = this;
    values.put("profile", settings.profile().toString());
    values.put("seed", settings.seed());
    values.put("device", settings.device());
    values.put("toolkit_version", Toolkit.version());
  }

  /**
   * Starts collecting.
   *
   * @param settings of the notebook; the file goes to its output folder
   * @return this
   */
  public static Metrics of(Settings settings) {
    return new Metrics(settings);
  }

  /**
   * Sets a number; setting it again replaces it.
   *
   * @param key lower-case letters, digits and underscores, such as "kl_nats"
   * @param value any finite number
   * @return this
   * @throws IllegalArgumentException if the key has other characters or the value is not finite
   */
  public Metrics put(String key, double value) {
    return set(key, finite(key, value));
  }

  /**
   * Sets a whole number.
   *
   * @param key as in {@link #put(String, double)}
   * @param value any number
   * @return this
   */
  public Metrics put(String key, long value) {
    return set(key, value);
  }

  /**
   * Sets a list of numbers.
   *
   * @param key as in {@link #put(String, double)}
   * @param value finite numbers
   * @return this
   */
  public Metrics put(String key, double[] value) {
    for (int i = 0; i < value.length; i++) {
      finite(key + "[" + i + "]", value[i]);
    }
    return set(key, value.clone());
  }

  /**
   * Sets a word.
   *
   * @param key as in {@link #put(String, double)}
   * @param value any text
   * @return this
   */
  public Metrics put(String key, String value) {
    return set(key, value);
  }

  /**
   * Starts a group of numbers, such as those of one case, or goes on with the group of that key.
   *
   * @param key as in {@link #put(String, double)}
   * @return an object whose numbers are written under that key, with those of this one
   */
  public Metrics in(String key) {
    Metrics group = groups.get(key);
    if (group == null || values.get(key) != group.values) {
      group = new Metrics(whole);
      set(key, group.values);
      groups.put(key, group);
    }
    return group;
  }

  /**
   * Sets the seconds since this object was made.
   *
   * @param key as in {@link #put(String, double)}, such as "seconds_first_figure"
   * @return this
   */
  public Metrics elapsed(String key) {
    return put(key, Math.round((System.nanoTime() - started) / 1e7) / 100.0);
  }

  /** {@return what was set so far, in order} */
  public Map<String, Object> values() {
    return Collections.unmodifiableMap(values);
  }

  /**
   * Writes {@code metrics.json} into the output folder: whole or not at all.
   *
   * @return the file
   * @throws UncheckedIOException naming the folder if it cannot be written
   */
  public Path write() {
    Path file = folder.resolve("metrics.json");
    Path draft = folder.resolve("metrics.json.part");
    try {
      Files.createDirectories(folder);
      Files.writeString(draft, GSON.toJson(whole.values) + "\n");
      Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
      return file;
    } catch (IOException e) {
      throw new UncheckedIOException(
          "the folder "
              + folder.toAbsolutePath()
              + " cannot be written: set CDT_OUTPUT to a folder you may write to, or free space",
          e);
    }
  }

  /** Names what was set so far: what a cell that ends in put(…) shows. */
  @Override
  public String toString() {
    return "Metrics: " + String.join(", ", values.keySet());
  }

  private Metrics set(String key, Object value) {
    if (!KEY.matcher(key).matches()) {
      throw new IllegalArgumentException(
          "the key is \""
              + key
              + "\", but keys have lower-case letters, digits and underscores: write it like"
              + " kl_nats");
    }
    values.put(key, value);
    return this;
  }

  private static double finite(String key, double value) {
    if (!Double.isFinite(value)) {
      throw new IllegalArgumentException(
          key + " is " + value + ", which no report should hold: find out where it comes from");
    }
    return value;
  }
}
