package io.github.constraineddiffusion.view;

/**
 * A picture in SVG; a notebook shows it inline.
 *
 * @param markup the SVG document
 * @param title what it shows, in words
 */
public record Svg(String markup, String title) {
  @Override
  public String toString() {
    return title + " (SVG)";
  }
}
