package io.github.constraineddiffusion.constraint;

import java.util.Locale;
import java.util.stream.Collectors;

/** A feasibility report in plain words. */
final class FeasibilityText {
  private FeasibilityText() {}

  static String of(FeasibilityReport report) {
    return switch (report.verdict()) {
      case UNKNOWN -> "Feasibility is unknown: " + report.note() + ".";
      case FEASIBLE ->
          text(
              "Feasible: some model keeps every constraint with %.4f nats to spare (u* = %.4f; %s).",
              rounded(-report.uStar()), rounded(report.uStar()), report.note());
      case INFEASIBLE -> infeasible(report);
    };
  }

  private static String infeasible(FeasibilityReport report) {
    String names =
        report.conflicting().stream()
            .map(name -> "'" + name + "'")
            .collect(Collectors.joining(", "));
    return text("Infeasible: no model can keep %s together.", names)
        + text(
            " The best exceeds a threshold by %.4f nats (u*; %s).", report.uStar(), report.note())
        + " Thresholds that would do, with a little room: "
        + report.entries().stream().map(FeasibilityText::remedy).collect(Collectors.joining("; "))
        + ".";
  }

  private static String remedy(FeasibilityReport.Entry entry) {
    return text(
        "'%s' above %.4f nats (a share below %.4f)",
        entry.name(), entry.limitNats(), entry.limitShare());
  }

  /** To four decimals, without a negative zero. */
  private static double rounded(double value) {
    return Math.round(value * 1e4) / 1e4 + 0.0;
  }

  private static String text(String format, Object... values) {
    return String.format(Locale.ROOT, format, values);
  }
}
