package io.github.constraineddiffusion.view;

import java.util.ArrayList;
import java.util.List;
import tech.tablesaw.api.NumericColumn;
import tech.tablesaw.api.Table;
import tech.tablesaw.columns.Column;

/** A table as HTML: first and last rows, numbers to the right with as many digits as they need. */
public final class TableHtml {
  private static final int WHOLE = 20;
  private static final int FIRST = 10;
  private static final int LAST = 5;

  private TableHtml() {}

  /**
   * {@return the HTML of a table; of more than twenty rows the first ten and the last five}
   *
   * @param table the table
   */
  public static String of(Table table) {
    return body(table) + "<p>" + dimensions(table) + "</p>";
  }

  /** The table without the line of its dimensions. */
  static String body(Table table) {
    List<List<String>> columns = new ArrayList<>();
    for (Column<?> column : table.columns()) {
      columns.add(Digits.cells(column));
    }
    StringBuilder html = new StringBuilder("<table>");
    if (table.name() != null && !table.name().isBlank()) {
      html.append("<caption>").append(escape(table.name())).append("</caption>");
    }
    html.append("<thead><tr>");
    table.columns().forEach(c -> html.append(cell("th", c, c.name())));
    html.append("</tr></thead><tbody>");
    int rows = table.rowCount();
    boolean whole = rows <= WHOLE;
    appendRows(html, table, columns, 0, whole ? rows : FIRST);
    if (!whole) {
      html.append("<tr>");
      table.columns().forEach(c -> html.append(cell("td", c, "⋮")));
      html.append("</tr>");
      appendRows(html, table, columns, rows - LAST, rows);
    }
    return html.append("</tbody></table>").toString();
  }

  /**
   * {@return the size of a table in words}
   *
   * @param table the table
   */
  public static String dimensions(Table table) {
    return String.format(
        "%d %s × %d %s",
        table.rowCount(),
        table.rowCount() == 1 ? "row" : "rows",
        table.columnCount(),
        table.columnCount() == 1 ? "column" : "columns");
  }

  private static void appendRows(
      StringBuilder html, Table table, List<List<String>> columns, int from, int to) {
    for (int r = from; r < to; r++) {
      html.append("<tr>");
      for (int c = 0; c < columns.size(); c++) {
        html.append(cell("td", table.column(c), columns.get(c).get(r)));
      }
      html.append("</tr>");
    }
  }

  private static String cell(String tag, Column<?> column, String text) {
    String side = column instanceof NumericColumn ? "right" : "left";
    return String.format("<%s style=\"text-align: %s\">%s</%s>", tag, side, escape(text), tag);
  }

  /**
   * {@return a line that should be noticed}
   *
   * @param text any text
   */
  public static String warning(String text) {
    return "<div style=\"color: #D55E00; font-weight: bold\">⚠ " + escape(text) + "</div>";
  }

  /**
   * Escapes text for HTML.
   *
   * @param text any text
   * @return the escaped text
   */
  public static String escape(String text) {
    return text.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;");
  }
}
