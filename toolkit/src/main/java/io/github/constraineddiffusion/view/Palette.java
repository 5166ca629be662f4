package io.github.constraineddiffusion.view;

import java.awt.Color;

/** The colours of every chart: Okabe and Ito's set, which colour-blind readers can tell apart. */
public final class Palette {
  /** Text and reference marks. */
  public static final Color INK = new Color(0x333333);

  /** What was given rather than learned: data, thresholds. */
  public static final Color GIVEN = new Color(0x8C8C8C);

  /** The unconstrained model. */
  public static final Color UNCONSTRAINED = new Color(0xE69F00);

  /** The constrained model. */
  public static final Color CONSTRAINED = new Color(0x0072B2);

  /** What is known exactly. */
  public static final Color EXACT = new Color(0x009E73);

  /** What the reader should look at first, such as images of a minority class. */
  public static final Color HIGHLIGHT = new Color(0xD55E00);

  static final Color GRID = new Color(0xE4E4E4);

  // the yellow of the set is left out: it cannot be read on white
  private static final Color[] SERIES = {
    CONSTRAINED,
    HIGHLIGHT,
    EXACT,
    new Color(0xCC79A7),
    UNCONSTRAINED,
    new Color(0x56B4E9),
    new Color(0x000000)
  };

  private static final Color[] SEQUENCE = {
    new Color(0x440154),
    new Color(0x3B528B),
    new Color(0x21918C),
    new Color(0x5EB947),
    UNCONSTRAINED
  };

  private Palette() {}

  /**
   * {@return the colour of a series; after seven the colours come again}
   *
   * @param index number of the series, from 0
   */
  public static Color series(int index) {
    return SERIES[Math.floorMod(index, SERIES.length)];
  }

  /**
   * Mixes a colour with white.
   *
   * @param color the colour
   * @param share how much of the colour is left, from 0 (white) to 1
   * @return the mixture
   */
  public static Color tint(Color color, double share) {
    return new Color(
        mix(color.getRed(), share), mix(color.getGreen(), share), mix(color.getBlue(), share));
  }

  /**
   * {@return a colour of the ramp for ordered values, from pale to dark blue}
   *
   * @param position from 0 (lowest) to 1 (highest)
   */
  public static Color ramp(double position) {
    double p = Math.min(1, Math.max(0, position));
    return new Color((int) (184 - 176 * p), (int) (208 - 160 * p), (int) (228 - 121 * p));
  }

  /**
   * {@return the colour of a series as HTML writes it}
   *
   * @param index number of the series, from 0
   */
  public static String hex(int index) {
    return String.format("#%06X", series(index).getRGB() & 0xFFFFFF);
  }

  /**
   * A colour of the sequence for lines of ordered settings, from 0 (purple) over blue and green to
   * 1 (orange): viridis with a last colour that can be read on white.
   */
  static Color sequence(double position) {
    double p = Math.min(1, Math.max(0, position)) * (SEQUENCE.length - 1);
    int i = (int) Math.min(SEQUENCE.length - 2, Math.floor(p));
    Color a = SEQUENCE[i];
    Color b = SEQUENCE[i + 1];
    double share = p - i;
    return new Color(
        (int) Math.round(a.getRed() + share * (b.getRed() - a.getRed())),
        (int) Math.round(a.getGreen() + share * (b.getGreen() - a.getGreen())),
        (int) Math.round(a.getBlue() + share * (b.getBlue() - a.getBlue())));
  }

  /** A darker colour, in which small letters can be read on white. */
  static Color shade(Color color) {
    double share = 0.75;
    return new Color(
        (int) (share * color.getRed()),
        (int) (share * color.getGreen()),
        (int) (share * color.getBlue()));
  }

  /** The colour as a veil through which what is below can be seen; alpha from 0 to 255. */
  static Color translucent(Color color, int alpha) {
    return new Color(color.getRed(), color.getGreen(), color.getBlue(), alpha);
  }

  private static int mix(int channel, double share) {
    return (int) Math.round(255 + (channel - 255) * share);
  }
}
