package io.github.constraineddiffusion.denoiser;

import ai.djl.nn.Block;
import ai.djl.nn.Parameter;
import ai.djl.util.Pair;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Which layers get adapters: all, those whose name contains one of some texts, or those of a list.
 *
 * @param parts texts to look for; none for all layers
 * @param exactly whether a layer's name must equal a text
 */
record LayerChoice(List<String> parts, boolean exactly) {
  static final LayerChoice ALL = new LayerChoice(List.of(), false);
  private static final int NAMED = 20;

  static LayerChoice containing(String... parts) {
    List<String> list = List.of(parts);
    if (list.isEmpty() || list.stream().anyMatch(String::isBlank)) {
      throw new IllegalArgumentException(
          "layers is "
              + list
              + ", but must be parts of names, such as \"attentions\": leave it out for all");
    }
    return new LayerChoice(list, false);
  }

  static LayerChoice exactly(Set<String> names) {
    return new LayerChoice(List.copyOf(names), true);
  }

  /** Chooses among the layers of an initialised network; stored names may be absent from it. */
  List<Layer> of(Block network) {
    List<Layer> all = new ArrayList<>();
    for (Pair<String, Parameter> pair : network.getParameters()) {
      if (Layer.fits(pair.getValue())) {
        all.add(Layer.of(pair.getKey(), pair.getValue()));
      }
    }
    if (!exactly) {
      parts.forEach(part -> requireMatch(part, all));
    }
    return all.stream().filter(layer -> matches(layer.name())).toList();
  }

  private boolean matches(String name) {
    return exactly
        ? parts.contains(name)
        : parts.isEmpty() || parts.stream().anyMatch(name::contains);
  }

  private static void requireMatch(String part, List<Layer> all) {
    if (all.stream().noneMatch(layer -> layer.name().contains(part))) {
      List<String> names = all.stream().limit(NAMED).map(Layer::name).toList();
      int more = all.size() - names.size();
      throw new IllegalArgumentException(
          "no layer's name contains \"%s\": the layers are %s%s"
              .formatted(
                  part, String.join(", ", names), more == 0 ? "" : " and %d more".formatted(more)));
    }
  }

  @Override
  public String toString() {
    return parts.isEmpty() ? "all layers" : "layers " + parts;
  }
}
