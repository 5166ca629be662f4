package io.github.constraineddiffusion.graph;

import java.io.IOException;
import java.io.InputStream;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import tech.tablesaw.api.ColumnType;
import tech.tablesaw.api.Table;
import tech.tablesaw.columns.Column;
import tech.tablesaw.io.csv.CsvReadOptions;

/**
 * Reads comma-separated values, one row a scan. Tablesaw splits them into cells; what a number is
 * is said in {@link SeriesCell}, because Tablesaw knows no inf and no nan.
 */
final class SeriesCsv {
  private static final String EXPECTED =
      ": give comma-separated values in UTF-8, one row a scan, one column a channel";

  private SeriesCsv() {}

  static TimeSeries file(Path file) {
    String text;
    try {
      text = Files.readString(file);
    } catch (IOException fault) {
      throw new IllegalArgumentException(
          "%s cannot be read (%s)%s".formatted(file, fault, EXPECTED), fault);
    }
    return read(file.getFileName().toString(), file.toString(), text);
  }

  static TimeSeries resource(String name, String resource) {
    try (InputStream content = SeriesCsv.class.getResourceAsStream(resource)) {
      return read(name, resource, new String(content.readAllBytes(), StandardCharsets.US_ASCII));
    } catch (IOException fault) {
      throw new UncheckedIOException(fault);
    }
  }

  private static TimeSeries read(String name, String place, String content) {
    // spreadsheets put a byte order mark first
    String text = content.replaceFirst("^\uFEFF", "").strip();
    if (text.isEmpty()) {
      throw new IllegalArgumentException(place + " is empty" + EXPECTED);
    }
    requireCommas(place, text);
    List<String> first = firstRow(place, text.lines().findFirst().orElseThrow());
    var types = new ColumnType[first.size()];
    Arrays.fill(types, ColumnType.STRING);
    Table table = table(place, text, types);
    boolean header = isHeader(place, first);
    List<String> channels = header ? first : SeriesChecks.numbered(first.size());
    var values = new double[first.size()][];
    for (int i = 0; i < values.length; i++) {
      values[i] = numbers(place, table.column(i), channels.get(i), header ? 1 : 0);
    }
    return TimeSeries.of(name, channels, values);
  }

  /** Names the separator of a file that has another one. */
  private static void requireCommas(String place, String text) {
    List<String> lines = text.lines().toList();
    if (lines.get(0).contains(",")) {
      return;
    }
    // the last line, as names may hold spaces
    String last = lines.get(lines.size() - 1);
    String separator =
        last.contains(";")
            ? "';'"
            : last.contains("\t") ? "a tab" : last.contains(" ") ? "' '" : "";
    if (!separator.isEmpty()) {
      String where = text.contains(",") ? "the first row of " + place : place;
      throw new IllegalArgumentException(
          "no commas found in %s; the separator looks like %s: write commas"
              .formatted(where, separator));
    }
  }

  private static List<String> firstRow(String place, String line) {
    return table(place, line, null).columns().stream().map(column -> cell(column, 0)).toList();
  }

  /** All cells as they are written; Tablesaw counts those of a row where the types are given. */
  private static Table table(String place, String text, ColumnType[] types) {
    var options =
        CsvReadOptions.builder(new StringReader(text))
            .separator(',')
            .header(false)
            .missingValueIndicator("");
    try {
      return Table.read()
          .usingOptions(
              types == null
                  ? options.columnTypes(name -> ColumnType.STRING)
                  : options.columnTypes(types));
    } catch (RuntimeException fault) {
      Throwable first = fault.getCause() == null ? fault : fault.getCause();
      throw new IllegalArgumentException(
          "%s cannot be read (%s The first row is number 0.)%s"
              .formatted(place, first.getMessage(), EXPECTED));
    }
  }

  private static String cell(Column<?> column, int row) {
    return column.getUnformattedString(row).strip();
  }

  private static boolean isHeader(String place, List<String> first) {
    int text =
        IntStream.range(0, first.size())
            .filter(i -> SeriesCell.isText(first.get(i)))
            .findFirst()
            .orElse(-1);
    if (text >= 0 && first.stream().anyMatch(SeriesCell::isNumber)) {
      throw new IllegalArgumentException(
          ("first row of %s mixes numbers and text (column %d: \"%s\"): give a header of names"
                  + " only, or numbers only")
              .formatted(place, text + 1, first.get(text)));
    }
    return text >= 0;
  }

  private static double[] numbers(String place, Column<?> column, String channel, int from) {
    var values = new double[column.size() - from];
    for (int t = 0; t < values.length; t++) {
      String cell = cell(column, from + t);
      if (SeriesCell.isText(cell)) {
        throw new IllegalArgumentException(
            "%s has \"%s\" in row %d, the first being 0, column \"%s\": write a number there"
                .formatted(place, cell, from + t, channel));
      }
      values[t] = SeriesCell.value(cell);
    }
    return values;
  }
}
