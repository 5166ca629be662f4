package io.github.constraineddiffusion.data;

import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.TreeMap;
import tech.tablesaw.api.ColumnType;
import tech.tablesaw.api.Table;
import tech.tablesaw.columns.Column;
import tech.tablesaw.io.csv.CsvReadOptions;

/** A CSV file that gives each picture its class. */
record LabelTable(Path csv, String fileColumn, String labelColumn) {
  private static final long MOST_BYTES = 1L << 26;

  /** The class of each picture, by picture. */
  TreeMap<String, String> classNames(String source, List<String> entries) {
    Table table = read();
    Column<?> files = column(table, fileColumn);
    Column<?> labels = column(table, labelColumn);
    var known = new HashSet<>(entries);
    var classes = new TreeMap<String, String>();
    for (int i = 0; i < table.rowCount(); i++) {
      String entry = files.getUnformattedString(i).strip().replace('\\', '/');
      String label = labels.getUnformattedString(i).strip();
      // the header is row 1
      if (!known.contains(entry)) {
        throw DataException.inRow(
            csv.toString(), i + 2L, "the file \"" + entry + "\"", "a picture in " + source);
      }
      if (label.isEmpty()) {
        throw DataException.inRow(csv.toString(), i + 2L, "no label", "the name of a class");
      }
      if (classes.put(entry, label) != null) {
        throw DataException.inRow(
            csv.toString(), i + 2L, entry + " for the second time", "one row for each picture");
      }
    }
    known.removeAll(classes.keySet());
    if (!known.isEmpty()) {
      throw DataException.of(
          csv.toString(),
          "no row for %d pictures such as %s".formatted(known.size(), known.iterator().next()),
          "one row for each picture in " + source);
    }
    return classes;
  }

  private Column<?> column(Table table, String name) {
    if (!table.columnNames().contains(name)) {
      throw DataException.inRow(
          csv.toString(), 1, "the columns " + table.columnNames(), "a column \"" + name + "\"");
    }
    return table.column(name);
  }

  private Table read() {
    try {
      long bytes = Files.size(csv);
      if (bytes > MOST_BYTES) {
        throw DataException.of(csv.toString(), bytes + " bytes", "at most " + MOST_BYTES);
      }
      // spreadsheets put a byte order mark first
      String text = Files.readString(csv).replaceFirst("^\uFEFF", "");
      return Table.read()
          .usingOptions(
              CsvReadOptions.builder(new StringReader(text))
                  .separator(',')
                  .columnTypes(name -> ColumnType.STRING)
                  .missingValueIndicator(""));
    } catch (DataException fault) {
      throw fault;
    } catch (IOException | RuntimeException fault) {
      throw DataException.of(
          csv.toString(),
          "it cannot be read (%s)".formatted(fault),
          "a CSV file in UTF-8 with a header",
          fault);
    }
  }
}
