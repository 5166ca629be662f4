package io.github.constraineddiffusion.sweep;

/** Errors in words. */
final class Failures {
  private Failures() {}

  /** The message, where it was written for people; with the error's class otherwise. */
  static String message(RuntimeException e) {
    boolean told = e instanceof IllegalArgumentException || isOurs(e);
    return told && e.getMessage() != null ? e.getMessage() : e.toString();
  }

  private static boolean isOurs(RuntimeException e) {
    return e.getClass().getName().startsWith("io.github.constraineddiffusion.");
  }
}
