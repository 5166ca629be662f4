package io.github.constraineddiffusion.data;

import java.util.Arrays;
import java.util.random.RandomGenerator;

/** The rows of a view by class, and how heavy an image of each class is. Immutable. */
final class ClassIndex {
  private final int[][] members;
  private final double[] weights;
  private final double[] shares;

  /**
   * Sorts rows by class.
   *
   * @param weights of one image of each class, relative; sampling gives class k the share weights_k
   *     · members_k, divided by the sum
   */
  ClassIndex(PixelStore store, int[] rows, double[] weights) {
    int[] counts = new int[weights.length];
    for (int row : rows) {
      counts[store.label(row)]++;
    }
    members = Arrays.stream(counts).mapToObj(int[]::new).toArray(int[][]::new);
    int[] next = new int[counts.length];
    for (int row : rows) {
      int label = store.label(row);
      members[label][next[label]++] = row;
    }
    this.weights = weights;
    var masses = new double[counts.length];
    Arrays.setAll(masses, k -> weights[k] * counts[k]);
    shares = Weights.normalised(masses, counts.length, "classes");
  }

  int count(int label) {
    return members[label].length;
  }

  double[] weights() {
    return weights.clone();
  }

  double[] shares() {
    return shares.clone();
  }

  /** The weights of one image that give the classes these shares. */
  double[] weightsFor(double[] wanted) {
    var perImage = new double[wanted.length];
    Arrays.setAll(perImage, k -> wanted[k] == 0 ? 0 : wanted[k] / count(k));
    return perImage;
  }

  /** The largest counts of images that have these shares, each rounded down. */
  int[] countsFor(double[] wanted) {
    double total = Double.POSITIVE_INFINITY;
    for (int k = 0; k < wanted.length; k++) {
      total = wanted[k] > 0 ? Math.min(total, count(k) / wanted[k]) : total;
    }
    var counts = new int[wanted.length];
    for (int k = 0; k < counts.length; k++) {
      // a hair more than the quotient, which may lie just below a whole number
      counts[k] = (int) Math.min(count(k), Math.floor(total * wanted[k] + 1e-9));
      if (wanted[k] > 0 && counts[k] == 0) {
        throw new IllegalArgumentException(
            ("class %d would keep none of its %d images for the share %s: ask for a larger share,"
                    + " or use reweight(…)")
                .formatted(k, count(k), wanted[k]));
      }
    }
    return counts;
  }

  /** Rows drawn with replacement: class counts stratified, images uniform within their class. */
  int[] draw(RandomGenerator random, int count) {
    int[] drawn = SystematicAllocation.shuffledLabels(shares, random, count);
    for (int n = 0; n < count; n++) {
      int[] rows = members[drawn[n]];
      drawn[n] = rows[random.nextInt(rows.length)];
    }
    return drawn;
  }
}
