package io.github.constraineddiffusion.view;

import java.awt.Color;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Cells of a heat map for states of runs. */
final class StateCells {
  private StateCells() {}

  /** In the order of the known states, then as they come. */
  static Map<String, Color> colors(List<List<List<String>>> states) {
    Set<String> all = new LinkedHashSet<>(MethodColors.STATES);
    Set<String> seen = new LinkedHashSet<>();
    states.forEach(row -> row.forEach(seen::addAll));
    all.retainAll(seen);
    all.addAll(seen);
    return MethodColors.of(all);
  }

  /** One cell, a part a state. */
  static HeatCell of(List<String> states, Map<String, Color> colors) {
    List<HeatCell.Part> parts = new ArrayList<>();
    for (Map.Entry<String, Color> known : colors.entrySet()) {
      String state = known.getKey();
      long count = states.stream().filter(state::equals).count();
      if (count > 0) {
        boolean single = states.size() == 1;
        List<String> lines = List.of(single ? state : String.valueOf(count));
        String shortest = single ? state.substring(0, 1) : "";
        parts.add(new HeatCell.Part(count, known.getValue(), lines, shortest));
      }
    }
    return new HeatCell(parts);
  }
}
