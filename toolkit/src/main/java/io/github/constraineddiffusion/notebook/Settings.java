package io.github.constraineddiffusion.notebook;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * What a notebook is asked to do, read from the environment variables CDT_PROFILE, CDT_SEED,
 * CDT_DEVICE, CDT_DATA, CDT_FROM_SCRATCH and CDT_OUTPUT.
 *
 * @param profile how much to compute; quick unless set
 * @param seed of everything random; 0 unless set
 * @param device cpu or gpu; cpu unless set
 * @param data folder of the user's own data, where one was given
 * @param fromScratch whether to train what is otherwise loaded from stored weights
 * @param output folder for results; made when the first is written
 */
public record Settings(
    Profile profile,
    long seed,
    String device,
    Optional<Path> data,
    boolean fromScratch,
    Path output) {

  /**
   * Reads the settings.
   *
   * @param environment such as {@code System.getenv()}
   * @param notebook name of the notebook: its results go to target/notebooks/NAME unless set
   * @return the settings
   * @throws IllegalArgumentException if a variable has a value that cannot be used
   */
  public static Settings from(Map<String, String> environment, String notebook) {
    String output = value(environment, "CDT_OUTPUT", "");
    return new Settings(
        Profile.of(value(environment, "CDT_PROFILE", "quick")),
        seed(value(environment, "CDT_SEED", "0")),
        device(value(environment, "CDT_DEVICE", "cpu")),
        data(value(environment, "CDT_DATA", "")),
        flag("CDT_FROM_SCRATCH", value(environment, "CDT_FROM_SCRATCH", "0")),
        output.isEmpty() ? defaultOutput(notebook) : Path.of(output));
  }

  /**
   * {@return the value for the profile}
   *
   * @param smoke value in profile smoke
   * @param quick value in profile quick
   * @param paper value in profile paper
   * @param <T> type of the value
   */
  public <T> T pick(T smoke, T quick, T paper) {
    return switch (profile) {
      case SMOKE -> smoke;
      case QUICK -> quick;
      case PAPER -> paper;
    };
  }

  /**
   * {@return the number for the profile}
   *
   * @param smoke value in profile smoke
   * @param quick value in profile quick
   * @param paper value in profile paper
   */
  public int pick(int smoke, int quick, int paper) {
    return pick(Integer.valueOf(smoke), Integer.valueOf(quick), Integer.valueOf(paper));
  }

  /**
   * {@return the number for the profile}
   *
   * @param smoke value in profile smoke
   * @param quick value in profile quick
   * @param paper value in profile paper
   */
  public double pick(double smoke, double quick, double paper) {
    return pick(Double.valueOf(smoke), Double.valueOf(quick), Double.valueOf(paper));
  }

  private static String value(Map<String, String> environment, String name, String otherwise) {
    String value = environment.get(name);
    return value == null || value.isBlank() ? otherwise : value.strip();
  }

  private static long seed(String text) {
    try {
      return Long.parseLong(text);
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(
          "CDT_SEED is \"" + text + "\", but a seed is a whole number: give one such as 0", e);
    }
  }

  private static String device(String text) {
    if (text.equals("cpu") || text.equals("gpu")) {
      return text;
    }
    throw new IllegalArgumentException(
        "CDT_DEVICE is \"" + text + "\", but there are only cpu and gpu: set it to one of them");
  }

  private static boolean flag(String name, String text) {
    if (text.equals("0") || text.equals("1")) {
      return text.equals("1");
    }
    throw new IllegalArgumentException(
        name + " is \"" + text + "\", but must be 0 or 1: set it to one of them");
  }

  private static Optional<Path> data(String text) {
    if (text.isEmpty()) {
      return Optional.empty();
    }
    Path folder = Path.of(text);
    if (!Files.isDirectory(folder)) {
      throw new IllegalArgumentException(
          "CDT_DATA is \"" + text + "\", which is no folder: give the folder that holds the data");
    }
    return Optional.of(folder);
  }

  /** Beside the sources of the project where the notebook runs in its folder, else right here. */
  private static Path defaultOutput(String notebook) {
    Path here = Path.of("").toAbsolutePath();
    Path above = here.getParent();
    boolean inProject = above != null && Files.exists(above.resolve("pom.xml"));
    return (inProject ? above : here).resolve("target").resolve("notebooks").resolve(notebook);
  }
}
