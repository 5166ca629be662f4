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
import java.util.Set;
import tech.tablesaw.api.ColumnType;
import tech.tablesaw.api.NumericColumn;
import tech.tablesaw.api.Table;
import tech.tablesaw.io.AddCellToColumnException;
import tech.tablesaw.io.csv.CsvReadOptions;

/** Reads comma-separated values, one row a scan, with Tablesaw. */
final class SeriesCsv {
  private static final String EXPECTED =
      ": give comma-separated values in UTF-8, one row a scan, one column a channel";

  /** What Tablesaw reads as NaN. */
  private static final Set<String> MISSING = Set.of("", "NA", "N/A", "null", "*");

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
    List<String> first = cells(place, text.lines().findFirst().orElseThrow());
    boolean header = first.stream().anyMatch(SeriesCsv::isText);
    Table table = numbers(place, text, header, first.size());
    double[][] values =
        table.columns().stream()
            .map(column -> ((NumericColumn<?>) column).asDoubleArray())
            .toArray(double[][]::new);
    return TimeSeries.of(name, header ? first : SeriesChecks.numbered(first.size()), values);
  }

  private static List<String> cells(String place, String line) {
    Table row = table(place, line, false, null);
    return row.columns().stream().map(column -> column.getUnformattedString(0).strip()).toList();
  }

  private static Table numbers(String place, String text, boolean header, int columns) {
    var types = new ColumnType[columns];
    Arrays.fill(types, ColumnType.DOUBLE);
    return table(place, text, header, types);
  }

  /** As text where no types are given. */
  private static Table table(String place, String text, boolean header, ColumnType[] types) {
    var options =
        CsvReadOptions.builder(new StringReader(text))
            .separator(',')
            .header(header)
            .allowDuplicateColumnNames(true);
    try {
      return Table.read()
          .usingOptions(
              types == null
                  ? options.columnTypes(name -> ColumnType.STRING)
                  : options.columnTypes(types));
    } catch (RuntimeException fault) {
      throw new IllegalArgumentException(
          "%s cannot be read (%s)%s".formatted(place, reason(fault), EXPECTED), fault);
    }
  }

  /** Tablesaw counts rows from 0, the header being one. */
  private static String reason(RuntimeException fault) {
    if (fault instanceof AddCellToColumnException cell
        && !(cell.getCause() instanceof IndexOutOfBoundsException)) {
      return "row %d, the first being 0, column \"%s\": %s"
          .formatted(cell.getRowNumber(), cell.getColumnName(), cell.getCause().getMessage());
    }
    Throwable first = fault.getCause() == null ? fault : fault.getCause();
    return first.getMessage() + " The first row is number 0.";
  }

  private static boolean isText(String cell) {
    try {
      Double.parseDouble(cell);
      return false;
    } catch (NumberFormatException text) {
      return !MISSING.contains(cell);
    }
  }
}
