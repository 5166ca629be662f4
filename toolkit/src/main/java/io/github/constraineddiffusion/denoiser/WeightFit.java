package io.github.constraineddiffusion.denoiser;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Compares stored weights with those of a network, by name and shape. */
final class WeightFit {
  private static final int NAMED = 5;

  private WeightFit() {}

  /**
   * Puts stored weights into the order of the network's.
   *
   * @param needed the network's weights by name
   * @param stored the weights at hand by name
   * @param place where those are from, for messages
   * @return float32 arrays, one for each that is needed
   * @throws IllegalArgumentException where any is missing, is of another shape, or has no place in
   *     the network: the message names them with their shapes
   */
  static List<NDArray> inOrder(
      Map<String, NDArray> needed, Map<String, NDArray> stored, String place) {
    List<String> misfits = misfits(needed, stored);
    if (!misfits.isEmpty()) {
      int named = Math.min(NAMED, misfits.size());
      throw new IllegalArgumentException(
          "%d weights in %s do not fit the network: %s%s: give the architecture they were made for"
              .formatted(
                  misfits.size(),
                  place,
                  String.join("; ", misfits.subList(0, named)),
                  misfits.size() == named ? "" : "; and " + (misfits.size() - named) + " more"));
    }
    return needed.keySet().stream()
        .map(name -> stored.get(name).toType(DataType.FLOAT32, false))
        .toList();
  }

  private static List<String> misfits(Map<String, NDArray> needed, Map<String, NDArray> stored) {
    List<String> misfits = new ArrayList<>();
    needed.forEach(
        (name, array) -> {
          NDArray found = stored.get(name);
          if (found == null || !found.getShape().equals(array.getShape())) {
            String is = found == null ? "missing" : found.getShape().toString();
            misfits.add(
                "\"%s\" is %s, but the network needs %s".formatted(name, is, array.getShape()));
          }
        });
    new TreeMap<>(stored)
        .forEach(
            (name, array) -> {
              if (!needed.containsKey(name)) {
                misfits.add("\"%s\" of %s is not in the network".formatted(name, array.getShape()));
              }
            });
    return misfits;
  }
}
