package io.github.constraineddiffusion.constraint;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.github.constraineddiffusion.data.DrawnRows;
import io.github.constraineddiffusion.data.FiniteSource;
import io.github.constraineddiffusion.data.GaussianMixture;
import io.github.constraineddiffusion.data.SampleSource;
import io.github.constraineddiffusion.tensor.GradMode;
import io.github.constraineddiffusion.tensor.Session;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.stream.IntStream;

/**
 * The rows of one source, what each is worth, and its class where diversity is asked for.
 *
 * @param source the rows
 * @param weights of the rows, of sum 1
 * @param rewards of each constraint, of each row
 * @param classes of each row; null where nobody asks
 */
record SourceRows(FiniteSource source, double[] weights, double[][] rewards, int[] classes) {
  private static final long PLACE = 0x717;
  private static final int POINTS = 40_000;
  private static final int LARGE = 4_000;
  private static final int SMALL_SAMPLE = 64;
  private static final int CHUNK = 1_000;

  /**
   * Reads or draws the rows, and rewards each once.
   *
   * @param place tells the random numbers of one source from another's
   */
  static SourceRows of(
      SampleSource source,
      List<RewardConstraint> constraints,
      Diversity diversity,
      Session session,
      int place) {
    FiniteSource rows = finite(source, session, place);
    double[][] rewards = new double[constraints.size()][rows.size()];
    try (GradMode off = GradMode.off()) {
      for (int from = 0; from < rows.size() && !constraints.isEmpty(); from += CHUNK) {
        if (Thread.interrupted()) {
          throw new CancellationException("interrupted while rows of the data were rewarded");
        }
        int[] chunk = IntStream.range(from, Math.min(rows.size(), from + CHUNK)).toArray();
        try (NDManager scope = session.scope()) {
          NDArray samples = rows.rows(scope, chunk);
          for (int j = 0; j < rewards.length; j++) {
            float[] found = Rewards.of(constraints.get(j), samples);
            for (int n = 0; n < found.length; n++) {
              rewards[j][from + n] = found[n];
            }
          }
        }
      }
    }
    int[] classes = diversity == null ? null : RowClasses.of(rows, source, diversity);
    return new SourceRows(rows, rows.rowWeights(), rewards, classes);
  }

  private static FiniteSource finite(SampleSource source, Session session, int place) {
    if (source instanceof FiniteSource known) {
      return known;
    }
    if (source instanceof GaussianMixture mixture) {
      return DrawnRows.of(mixture, POINTS, place);
    }
    int count = source.sampleShape().size() > SMALL_SAMPLE ? LARGE : POINTS;
    try (NDManager scope = session.scope()) {
      return DrawnRows.of(source, scope, session.random(PLACE, place), count);
    }
  }

  int size() {
    return weights.length;
  }
}
