package io.github.constraineddiffusion.view;

import java.awt.Color;
import java.util.Collection;
import java.util.List;
import java.util.Map;

/** The colours of methods that are compared: the same in every chart for the same names. */
final class MethodColors {
  static final Color DATA = Palette.tint(Palette.GIVEN, 0.8);

  private static final Map<String, Color> NAMED =
      Map.of(
          "data", DATA,
          "unconstrained", Palette.UNCONSTRAINED,
          "constrained", Palette.CONSTRAINED,
          "exact optimum", Palette.EXACT,
          "C_XY", Palette.CONSTRAINED,
          "C_XX", Palette.UNCONSTRAINED,
          "identity", Palette.INK,
          "k-NN", Palette.EXACT,
          "shuffled", new Color(0xCC79A7));
  private static final List<Color> OTHERS =
      List.of(
          new Color(0xCC79A7),
          new Color(0x56B4E9),
          Palette.HIGHLIGHT,
          Palette.EXACT,
          Palette.tint(Palette.CONSTRAINED, 0.45),
          new Color(0x000000));

  private MethodColors() {}

  /** Returns the colour of a name, or the first that is not used yet. */
  static Color next(String name, Collection<Color> used) {
    Color named = NAMED.get(name);
    if (named != null && !used.contains(named)) {
      return named;
    }
    return OTHERS.stream()
        .filter(color -> !used.contains(color))
        .findFirst()
        .orElse(Palette.series(used.size()));
  }
}
