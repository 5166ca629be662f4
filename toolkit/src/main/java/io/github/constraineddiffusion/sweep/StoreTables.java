package io.github.constraineddiffusion.sweep;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import tech.tablesaw.api.DoubleColumn;
import tech.tablesaw.api.LongColumn;
import tech.tablesaw.api.StringColumn;
import tech.tablesaw.api.Table;

/** What a store holds, and what tells two of its runs apart, as tables. */
final class StoreTables {
  private static final int SHORT = 12;

  private StoreTables() {}

  static Table list(StoreFolder folder, StoreFolder.Contents contents) throws IOException {
    Table table =
        Table.create(
            folder.root().getFileName().toString(),
            StringColumn.create("run"),
            StringColumn.create("sweep"),
            StringColumn.create("state"),
            StringColumn.create("parameters"),
            LongColumn.create("seed"),
            LongColumn.create("steps"),
            StringColumn.create("finished"),
            DoubleColumn.create("kB"));
    List<SweepRun> runs = new ArrayList<>(contents.runs());
    runs.sort(Comparator.comparing(SweepRun::finished));
    for (SweepRun run : runs) {
      table.stringColumn("run").append(shortened(run));
      table.stringColumn("sweep").append(run.sweep());
      table.stringColumn("state").append(run.state().toString());
      table.stringColumn("parameters").append(run.point().toString());
      table.longColumn("seed").append(run.seed());
      table.longColumn("steps").append(run.stored().steps());
      table.stringColumn("finished").append(run.finished().toString());
      table.doubleColumn("kB").append(kiloBytes(folder, run.fingerprint()));
    }
    for (String name : contents.damaged()) {
      table.stringColumn("run").append(name);
      table.stringColumn("state").append("damaged");
      table.doubleColumn("kB").append(kiloBytes(folder, name));
      List.of("sweep", "parameters", "seed", "steps", "finished")
          .forEach(each -> table.column(each).appendMissing());
    }
    return table;
  }

  private static double kiloBytes(StoreFolder folder, String name) throws IOException {
    return StoreFolder.bytes(folder.entry(name)) / 1e3;
  }

  private static String shortened(SweepRun run) {
    return run.fingerprint().substring(0, SHORT);
  }

  static Table differences(SweepRun first, SweepRun second) {
    Map<String, String> left = leaves(first);
    Map<String, String> right = leaves(second);
    Set<String> names = new TreeSet<>(left.keySet());
    names.addAll(right.keySet());
    names.removeIf(name -> left.getOrDefault(name, "").equals(right.getOrDefault(name, "")));
    return Table.create(
        "differences",
        StringColumn.create("setting", names),
        column(first, left, names),
        column(second, right, names));
  }

  private static StringColumn column(SweepRun run, Map<String, String> values, Set<String> names) {
    List<String> cells = names.stream().map(name -> values.getOrDefault(name, "")).toList();
    return StringColumn.create(shortened(run), cells);
  }

  private static Map<String, String> leaves(SweepRun run) {
    Map<String, String> leaves = Json.leaves(run.stored().settings());
    Json.leaves(run.stored().point())
        .forEach((name, value) -> leaves.put("parameter " + name, value));
    leaves.put("seed", Long.toString(run.seed()));
    leaves.put("toolkit", run.toolkit());
    leaves.put("metrics", String.join(", ", run.stored().metricNames()));
    return leaves;
  }
}
