package io.github.constraineddiffusion.notebook;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/** How much a notebook computes. */
public enum Profile {
  /** Shows that everything runs; its numbers mean nothing. */
  SMOKE,
  /** Meaningful results on two CPU cores in minutes. */
  QUICK,
  /** The paper's settings. */
  PAPER;

  /**
   * {@return the profile of a name}
   *
   * @param name smoke, quick or paper
   * @throws IllegalArgumentException naming the choices
   */
  public static Profile of(String name) {
    return Arrays.stream(values())
        .filter(p -> p.toString().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "profile is \""
                        + name
                        + "\", but there are only "
                        + Arrays.stream(values())
                            .map(Profile::toString)
                            .collect(Collectors.joining(", "))
                        + ": set CDT_PROFILE or --profile to one of them"));
  }

  /** Returns the name in lower case, as it is given. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
