package io.github.constraineddiffusion.graph;

import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/** What a cell of comma-separated values says: a number, nothing, or a text. */
final class SeriesCell {
  /** What programs write where a value is missing, in lower case. */
  private static final Set<String> MISSING = Set.of("", "na", "n/a", "null", "*");

  private static final Pattern NAN = Pattern.compile("[+-]?nan");
  private static final Pattern INFINITE = Pattern.compile("[+-]?inf(inity)?");

  /** Not what Java takes besides: hexadecimal numbers, and 3d, which may be a name. */
  private static final Pattern DECIMAL =
      Pattern.compile("[+-]?(\\d+\\.?\\d*|\\.\\d+)(e[+-]?\\d+)?");

  private SeriesCell() {}

  /** {@return whether it is a number, be it nan or inf in any case} */
  static boolean isNumber(String cell) {
    String lower = lower(cell);
    return DECIMAL.matcher(lower).matches()
        || NAN.matcher(lower).matches()
        || INFINITE.matcher(lower).matches();
  }

  /** {@return whether it is neither a number nor missing} */
  static boolean isText(String cell) {
    return !isNumber(cell) && !MISSING.contains(lower(cell));
  }

  /** {@return the number; NaN where it is missing} */
  static double value(String cell) {
    String lower = lower(cell);
    if (DECIMAL.matcher(lower).matches()) {
      return Double.parseDouble(lower);
    }
    if (INFINITE.matcher(lower).matches()) {
      return lower.startsWith("-") ? Double.NEGATIVE_INFINITY : Double.POSITIVE_INFINITY;
    }
    return Double.NaN;
  }

  private static String lower(String cell) {
    return cell.toLowerCase(Locale.ROOT);
  }
}
