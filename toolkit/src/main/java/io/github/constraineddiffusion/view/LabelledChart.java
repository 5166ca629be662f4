package io.github.constraineddiffusion.view;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.geom.Line2D;
import java.awt.geom.Point2D;
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
  private static final double ADOPTED = 4;
  private static final BasicStroke RIM =
      new BasicStroke(3f, BasicStroke.CAP_ROUND, BasicStroke.JOIN_ROUND);

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
    List<Point2D> points = labels.stream().map(this::onScreen).toList();
    for (Point2D p : points) {
      taken.add(around(p));
    }
    List<Line2D> drawn = lines.stream().map(this::onScreen).toList();
    for (int k = 0; k < labels.size(); k++) {
      Label l = labels.get(k);
      if (!l.text.isEmpty()) {
        Point2D own = points.get(k);
        Rectangle2D box =
            places(own, GridLayout.width(l.text, FONT)).stream()
                .min(
                    Comparator.comparingDouble(
                        place ->
                            hidden(place, taken, drawn) + ADOPTED * adopters(place, own, points)))
                .orElseThrow();
        taken.add(widened(box));
        write(g, l, box);
      }
    }
  }

  private static Rectangle2D around(Point2D p) {
    return new Rectangle2D.Double(p.getX() - POINT / 2, p.getY() - POINT / 2, POINT, POINT);
  }

  private static Rectangle2D widened(Rectangle2D box) {
    return new Rectangle2D.Double(
        box.getX() - APART, box.getY(), box.getWidth() + 2 * APART, box.getHeight());
  }

  /** With a white rim, to be read on top of lines. */
  private static void write(Graphics2D g, Label l, Rectangle2D box) {
    float x = (float) box.getX();
    float y = (float) (box.getY() + ASCENT);
    g.setColor(Color.WHITE);
    g.setStroke(RIM);
    g.draw(FONT.createGlyphVector(g.getFontRenderContext(), l.text).getOutline(x, y));
    Theme.text(g, l.text, FONT, Palette.shade(l.color), x, y);
  }

  /** How many other points a text would seem to belong to, being as near to them. */
  private static long adopters(Rectangle2D place, Point2D own, List<Point2D> points) {
    double near = distance(place, own) + APART;
    return points.stream().filter(p -> !p.equals(own) && distance(place, p) < near).count();
  }

  private static double distance(Rectangle2D box, Point2D p) {
    double dx = Math.max(0, Math.max(box.getMinX() - p.getX(), p.getX() - box.getMaxX()));
    double dy = Math.max(0, Math.max(box.getMinY() - p.getY(), p.getY() - box.getMaxY()));
    return Math.hypot(dx, dy);
  }

  private Point2D onScreen(Label l) {
    return new Point2D.Double(getScreenXFromChart(l.x), getScreenYFromChart(l.y));
  }

  private Line2D onScreen(Line2D line) {
    return new Line2D.Double(
        getScreenXFromChart(line.getX1()),
        getScreenYFromChart(line.getY1()),
        getScreenXFromChart(line.getX2()),
        getScreenYFromChart(line.getY2()));
  }

  private static List<Rectangle2D> places(Point2D at, double width) {
    List<Rectangle2D> places = new ArrayList<>();
    for (double away : AWAY) {
      for (double[] side : SIDES) {
        double gap = side[0] == 0 || side[1] == 0 ? away + 2 : away - 2;
        double before = side[0] < 0 ? width : side[0] == 0 ? width / 2 : 0;
        double above = side[1] < 0 ? ASCENT : side[1] == 0 ? ASCENT / 2 : 0;
        double left = at.getX() + side[0] * gap - before;
        double top = at.getY() + side[1] * gap - above;
        places.add(new Rectangle2D.Double(left, top, width, ASCENT));
      }
    }
    return places;
  }

  /** What a text would hide: other texts and points most of all, then lines; none is best. */
  private double hidden(Rectangle2D place, List<Rectangle2D> taken, List<Line2D> drawn) {
    double hidden = plot.getBounds().contains(place) ? 0 : 20;
    hidden += 10.0 * taken.stream().filter(place::intersects).count();
    return hidden + drawn.stream().filter(line -> line.intersects(place)).count();
  }
}
