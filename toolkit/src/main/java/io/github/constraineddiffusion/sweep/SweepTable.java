package io.github.constraineddiffusion.sweep;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import tech.tablesaw.api.BooleanColumn;
import tech.tablesaw.api.DoubleColumn;
import tech.tablesaw.api.LongColumn;
import tech.tablesaw.api.StringColumn;
import tech.tablesaw.api.Table;
import tech.tablesaw.columns.Column;

/** Runs as a table: columns of all runs, missing where a run lacks one. */
final class SweepTable {
  private SweepTable() {}

  static Table of(String name, List<SweepRun> runs) {
    List<Map<String, Object>> rows = runs.stream().map(SweepRun::cells).toList();
    Set<String> names = new LinkedHashSet<>();
    rows.forEach(row -> names.addAll(row.keySet()));
    names.removeIf(each -> each.startsWith(SweepRun.RELAXATION) && noneIn(rows, each));
    if (names.remove("message")) {
      names.add("message");
    }
    Table table = Table.create(name);
    for (String each : names) {
      List<Object> cells = new ArrayList<>();
      rows.forEach(row -> cells.add(row.get(each)));
      table.addColumns(column(each, cells));
    }
    return table;
  }

  /** Thresholds give way where constraints are resilient only. */
  private static boolean noneIn(List<Map<String, Object>> rows, String relaxation) {
    return rows.stream()
        .allMatch(row -> !(row.get(relaxation) instanceof Double u) || u.doubleValue() == 0);
  }

  private static Column<?> column(String name, List<Object> cells) {
    Column<?> column =
        all(cells, Long.class)
            ? LongColumn.create(name)
            : all(cells, Number.class)
                ? DoubleColumn.create(name)
                : all(cells, Boolean.class)
                    ? BooleanColumn.create(name)
                    : StringColumn.create(name);
    for (Object cell : cells) {
      if (cell == null) {
        column.appendMissing();
      } else if (column instanceof LongColumn whole) {
        whole.append((Long) cell);
      } else if (column instanceof DoubleColumn number) {
        number.append(((Number) cell).doubleValue());
      } else if (column instanceof BooleanColumn flag) {
        flag.append((Boolean) cell);
      } else {
        ((StringColumn) column).append(cell.toString());
      }
    }
    return column;
  }

  private static boolean all(List<Object> cells, Class<?> type) {
    return cells.stream().allMatch(cell -> cell == null || type.isInstance(cell));
  }
}
