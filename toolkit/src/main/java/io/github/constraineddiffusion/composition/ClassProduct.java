package io.github.constraineddiffusion.composition;

import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * The product of models that differ in the shares of disjoint classes only. It lives on the classes
 * that every model has: elsewhere some divergence is infinite (derived).
 */
final class ClassProduct implements Product {
  private final int classes;
  private final int[] common;
  private final TabulatedProduct product;

  private ClassProduct(int classes, int[] common, TabulatedProduct product) {
    this.classes = classes;
    this.common = common;
    this.product = product;
  }

  static ClassProduct of(double[][] shares) {
    int[] common =
        IntStream.range(0, shares[0].length)
            .filter(c -> Arrays.stream(shares).allMatch(model -> model[c] > 0))
            .toArray();
    if (common.length == 0) {
      throw new IllegalArgumentException(
          "the models share no class, so that log Z is −∞ and their product does not exist: leave"
              + " out a model, or compose them by OR");
    }
    var kept = new double[shares.length][];
    Arrays.setAll(kept, i -> Arrays.stream(common).mapToDouble(c -> shares[i][c]).toArray());
    var table = Tabulated.of(kept, new double[common.length]);
    return new ClassProduct(shares[0].length, common, new TabulatedProduct(table));
  }

  @Override
  public Slope slope(double[] lambda) {
    return product.slope(lambda);
  }

  @Override
  public double[] shares(double[] lambda) {
    double[] masses = product.masses(lambda);
    var shares = new double[classes];
    for (int c = 0; c < common.length; c++) {
      shares[common[c]] = masses[c];
    }
    return shares;
  }
}
