package io.github.constraineddiffusion.data;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/** Numbers as short text, the same in every locale. */
final class Numbers {
  private Numbers() {}

  /** At most four significant digits, without trailing zeros. */
  static String brief(double value) {
    String text = String.format(Locale.ROOT, "%.4g", value);
    if (!text.contains(".") || text.contains("e")) {
      return text;
    }
    return text.replaceFirst("0+$", "").replaceFirst("\\.$", "");
  }

  static String tuple(double[] values) {
    return Arrays.stream(values)
        .mapToObj(Numbers::brief)
        .collect(Collectors.joining(", ", "(", ")"));
  }

  static String matrix(double[][] rows) {
    return Arrays.stream(rows).map(Numbers::tuple).collect(Collectors.joining(", ", "[", "]"));
  }
}
