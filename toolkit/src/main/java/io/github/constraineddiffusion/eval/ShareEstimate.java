package io.github.constraineddiffusion.eval;

import java.util.Locale;

/**
 * Shares of components in a sample, with their uncertainty.
 *
 * @param share the estimated share of each component; they sum to 1
 * @param standardError standard error of each
 * @param samples how many samples were looked at
 */
public record ShareEstimate(double[] share, double[] standardError, int samples) {
  private static final double NORMAL_975 = 1.959963984540054;

  /**
   * Copies the arrays.
   *
   * @param share the estimated share of each component
   * @param standardError the standard error
   * @param samples how many samples were looked at
   */
  public ShareEstimate {
    share = share.clone();
    standardError = standardError.clone();
  }

  /** {@return a copy of the shares} */
  @Override
  public double[] share() {
    return share.clone();
  }

  /** {@return a copy of the standard errors} */
  @Override
  public double[] standardError() {
    return standardError.clone();
  }

  /** {@return half the widths of the 95 % intervals; 3 / samples for a share of zero} */
  public double[] margin95() {
    double[] margin = standardError.clone();
    for (int k = 0; k < margin.length; k++) {
      // no sample at all: the upper 95 % limit of a share that gave none is about 3 / N
      margin[k] = margin[k] == 0 && share[k] < 0.5 ? 3.0 / samples : margin[k] * NORMAL_975;
    }
    return margin;
  }

  @Override
  public String toString() {
    StringBuilder text = new StringBuilder();
    double[] margin = margin95();
    for (int k = 0; k < share.length; k++) {
      text.append(k == 0 ? "" : ", ")
          .append(String.format(Locale.ROOT, "%.3f ± %.3f", share[k], margin[k]));
    }
    return text + " (95 %, " + samples + " samples)";
  }
}
