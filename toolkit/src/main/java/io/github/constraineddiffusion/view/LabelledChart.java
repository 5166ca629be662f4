package io.github.constraineddiffusion.view;

import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.geom.Line2D;
import java.awt.geom.Rectangle2D;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** A line chart with a text beside each point, where it hides as little as possible. */
final class LabelledChart extends LineChart {
  private static final Font FONT = Theme.font(Font.PLAIN, 12);
  private static final double ASCENT = 9;
  private static final double[] AWAY = {7, 13, 21};
  private static final double POINT = 10;
  private static final double APART = 3;

  /** Directions in which a text may stand, the usual ones first: to the right, left, above … */
  private static final double[][] SIDES = {
    {1, -1}, {1, 1}, {-1, -1}, {-1, 1}, {0, -1}, {0, 1}, {1, 0}, {-1, 0}
  };

  private record Label(String text, double x, double y, Color color) {}

  private final List<Label> labels = new ArrayList<>();
  private final List<Line2D> lines = new ArrayList<>();

  LabelledChart(String title, String x, String y) {
    super(title, x, y, Theme.WIDTH, Theme.HEIGHT);
  }

  /** Writes a text beside a point. */
  void label(String text, double x, double y, Color color) {
    labels.add(new Label(text, x, y, color));
  }

  /** Names a line that texts should not cross. */
  void avoid(double x1, double y1, double x2, double y2) {
    lines.add(new Line2D.Double(x1, y1, x2, y2));
  }

  @Override
  public void paint(Graphics2D g, int width, int height) {
    super.paint(g, width, height);
    List<Rectangle2D> taken = new ArrayList<>();
    for (Label l : labels) {
      double x = getScreenXFromChart(l.x);
      double y = getScreenYFromChart(l.y);
      taken.add(new Rectangle2D.Double(x - POINT / 2, y - POINT / 2, POINT, POINT));
    }
    List<Line2D> drawn = lines.stream().map(this::onScreen).toList();
    for (Label l : labels) {
      if (!l.text.isEmpty()) {
        Rectangle2D box =
            places(l).stream()
                .min(Comparator.comparingDouble(place -> hidden(place, taken, drawn)))
                .orElseThrow();
        taken.add(
            new Rectangle2D.Double(
                box.getX() - APART, box.getY(), box.getWidth() + 2 * APART, box.getHeight()));
        double base = box.getY() + ASCENT;
        Theme.text(g, l.text, FONT, Palette.shade(l.color), box.getX(), base);
      }
    }
  }

  private Line2D onScreen(Line2D line) {
    return new Line2D.Double(
        getScreenXFromChart(line.getX1()),
        getScreenYFromChart(line.getY1()),
        getScreenXFromChart(line.getX2()),
        getScreenYFromChart(line.getY2()));
  }

  private List<Rectangle2D> places(Label l) {
    double x = getScreenXFromChart(l.x);
    double y = getScreenYFromChart(l.y);
    double width = GridLayout.width(l.text, FONT);
    List<Rectangle2D> places = new ArrayList<>();
    for (double away : AWAY) {
      for (double[] side : SIDES) {
        double gap = side[0] == 0 || side[1] == 0 ? away + 2 : away - 2;
        double left = x + side[0] * gap - (side[0] < 0 ? width : side[0] == 0 ? width / 2 : 0);
        double top = y + side[1] * gap - (side[1] < 0 ? ASCENT : side[1] == 0 ? ASCENT / 2 : 0);
        places.add(new Rectangle2D.Double(left, top, width, ASCENT));
      }
    }
    return places;
  }

  /** What a text would hide: other texts and points most of all, then lines; none is best. */
  private double hidden(Rectangle2D place, List<Rectangle2D> taken, List<Line2D> drawn) {
    double hidden = plot.getBounds().contains(place) ? 0 : 20;
    hidden += 10.0 * taken.stream().filter(place::intersects).count();
    return hidden + 3.0 * drawn.stream().filter(line -> line.intersects(place)).count();
  }
}
