package io.github.constraineddiffusion.sweep;

import java.util.List;

/**
 * Where a sweep is.
 *
 * @param name of the sweep
 * @param points settings in words, one a row of the grid
 * @param seeds one a column of the grid
 * @param states one list a row
 * @param elapsedSeconds since this call began
 * @param secondsLeft at the pace so far; NaN before there is one
 * @param messages failures and damaged runs, in words
 * @param finished whether the sweep has ended
 */
public record SweepProgress(
    String name,
    List<String> points,
    List<Long> seeds,
    List<List<CellState>> states,
    double elapsedSeconds,
    double secondsLeft,
    List<String> messages,
    boolean finished) {

  /** {@return how many runs there are} */
  public int total() {
    return points.size() * seeds.size();
  }

  /**
   * Counts runs.
   *
   * @param state where they are
   * @return how many
   */
  public int count(CellState state) {
    return (int) states.stream().flatMap(List::stream).filter(each -> each == state).count();
  }
}
