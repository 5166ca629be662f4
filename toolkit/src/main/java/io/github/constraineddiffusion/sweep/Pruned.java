package io.github.constraineddiffusion.sweep;

import java.util.Locale;

/**
 * What was removed from a store.
 *
 * @param runs how many runs
 * @param bytes what they took on the disk
 * @param inUse how many were to go but are in the hands of a running sweep
 */
public record Pruned(int runs, long bytes, int inUse) {
  @Override
  public String toString() {
    return String.format(
        Locale.ROOT,
        "removed %d %s, %.1f MB%s",
        runs,
        runs == 1 ? "run" : "runs",
        bytes / 1e6,
        inUse == 0 ? "" : ", left " + inUse + " that a sweep is working on");
  }
}
