package io.github.constraineddiffusion.view;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Lines of equal value by marching squares.
 *
 * <p>A line crosses the edges of grid cells. Each crossed edge is one point, placed by linear
 * interpolation, and joins at most two segments, one in each cell beside it; the segments are then
 * followed from edge to edge. Cells with a value that is not finite are left out.
 */
public final class ContourLines {
  private final Field field;
  private final double level;
  private final Map<Long, List<Long>> neighbours = new LinkedHashMap<>();

  private ContourLines(Field field, double level) {
    this.field = field;
    this.level = level;
  }

  /**
   * Returns the lines on which a field has a value.
   *
   * @param field the sampled function
   * @param level the value
   * @return lines, each of shape (points, 2); a closed line ends where it began
   */
  public static List<double[][]> of(Field field, double level) {
    ContourLines lines = new ContourLines(field, level);
    for (int j = 0; j + 1 < field.size(); j++) {
      for (int i = 0; i + 1 < field.size(); i++) {
        lines.addCell(i, j);
      }
    }
    return lines.follow();
  }

  private void addCell(int i, int j) {
    boolean a = above(i, j);
    boolean b = above(i + 1, j);
    boolean c = above(i + 1, j + 1);
    boolean d = above(i, j + 1);
    double centre =
        (field.z(i, j) + field.z(i + 1, j) + field.z(i + 1, j + 1) + field.z(i, j + 1)) / 4;
    if (!Double.isFinite(centre)) {
      return;
    }
    long bottom = edge(i, j, 0);
    long right = edge(i + 1, j, 1);
    long top = edge(i, j + 1, 0);
    long left = edge(i, j, 1);
    if (a == c && b == d && a != b) { // saddle: the value in the middle decides what is joined
      boolean joinsAc = (centre >= level) == a;
      join(bottom, joinsAc ? right : left);
      join(top, joinsAc ? left : right);
      return;
    }
    long[] crossed = new long[2];
    int count = 0;
    count = a != b ? put(crossed, count, bottom) : count;
    count = b != c ? put(crossed, count, right) : count;
    count = c != d ? put(crossed, count, top) : count;
    count = d != a ? put(crossed, count, left) : count;
    if (count == 2) {
      join(crossed[0], crossed[1]);
    }
  }

  private static int put(long[] crossed, int count, long edge) {
    crossed[count] = edge;
    return count + 1;
  }

  private boolean above(int i, int j) {
    return field.z(i, j) >= level;
  }

  /** The edge that starts at grid point (i, j): 0 along x, 1 along y. */
  private long edge(int i, int j, int direction) {
    return 2L * ((long) j * field.size() + i) + direction;
  }

  private void join(long from, long to) {
    neighbours.computeIfAbsent(from, k -> new ArrayList<>(2)).add(to);
    neighbours.computeIfAbsent(to, k -> new ArrayList<>(2)).add(from);
  }

  private List<double[][]> follow() {
    List<double[][]> lines = new ArrayList<>();
    Set<Long> done = new HashSet<>();
    for (int degree = 1; degree <= 2; degree++) { // open lines first, from their ends
      for (Map.Entry<Long, List<Long>> entry : neighbours.entrySet()) {
        if (entry.getValue().size() == degree && !done.contains(entry.getKey())) {
          lines.add(line(entry.getKey(), degree == 2, done));
        }
      }
    }
    return lines;
  }

  private double[][] line(long start, boolean closed, Set<Long> done) {
    List<double[]> points = new ArrayList<>();
    Long at = start;
    while (at != null) {
      done.add(at);
      points.add(point(at));
      at = neighbours.get(at).stream().filter(k -> !done.contains(k)).findFirst().orElse(null);
    }
    if (closed) {
      points.add(point(start));
    }
    return points.toArray(new double[0][]);
  }

  private double[] point(long edge) {
    int i = (int) (edge / 2 % field.size());
    int j = (int) (edge / 2 / field.size());
    boolean alongX = edge % 2 == 0;
    double from = field.z(i, j);
    double to = alongX ? field.z(i + 1, j) : field.z(i, j + 1);
    double u = (level - from) / (to - from);
    return alongX
        ? new double[] {field.x(i) + u * (field.x(i + 1) - field.x(i)), field.y(j)}
        : new double[] {field.x(i), field.y(j) + u * (field.y(j + 1) - field.y(j))};
  }
}
