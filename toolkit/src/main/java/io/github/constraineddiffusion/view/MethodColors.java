package io.github.constraineddiffusion.view;

import static java.util.Map.entry;

import java.awt.Color;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The colours of what is compared, methods and states of runs: the same in every chart for the same
 * names.
 */
final class MethodColors {
  static final Color DATA = Palette.tint(Palette.GIVEN, 0.8);

  /** What may become of a run, the best first. */
  static final List<String> STATES =
      List.of("converged", "oscillating", "diverging", "collapsed", "unstable", "failed");

  private static final Map<String, Color> NAMED =
      Map.ofEntries(
          entry("data", DATA),
          entry("pre-trained", DATA),
          entry("unconstrained", Palette.UNCONSTRAINED),
          entry("plain", Palette.UNCONSTRAINED),
          entry("constrained", Palette.CONSTRAINED),
          entry("exact optimum", Palette.EXACT),
          entry("early stopping", new Color(0xCC79A7)),
          entry("plain, slow", new Color(0xCC79A7)),
          entry("replay", new Color(0x56B4E9)),
          entry("oversampling", new Color(0xCC79A7)),
          entry("guidance", new Color(0x56B4E9)),
          entry("classifier-free guidance", new Color(0x56B4E9)),
          entry("rejection", Palette.HIGHLIGHT),
          entry("converged", Palette.EXACT),
          entry("oscillating", Palette.UNCONSTRAINED),
          entry("diverging", Palette.HIGHLIGHT),
          entry("collapsed", new Color(0xCC79A7)),
          entry("unstable", new Color(0x56B4E9)),
          entry("failed", Palette.INK),
          entry("C_XY", Palette.CONSTRAINED),
          entry("C_XX", Palette.UNCONSTRAINED),
          entry("identity", Palette.INK),
          entry("k-NN", Palette.EXACT),
          entry("shuffled", new Color(0xCC79A7)));

  private static final List<Color> OTHERS =
      List.of(
          new Color(0xCC79A7),
          new Color(0x56B4E9),
          Palette.HIGHLIGHT,
          Palette.EXACT,
          Palette.tint(Palette.CONSTRAINED, 0.45),
          new Color(0x000000));

  private MethodColors() {}

  /** Returns the colours of names; a name of its own colour keeps it, whatever stands before it. */
  static Map<String, Color> of(Collection<String> names) {
    Map<String, Color> colors = new LinkedHashMap<>();
    for (boolean known : new boolean[] {true, false}) {
      for (String name : names) {
        if (NAMED.containsKey(name) == known) {
          colors.put(name, next(name, colors.values()));
        }
      }
    }
    return colors;
  }

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
