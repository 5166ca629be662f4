package io.github.constraineddiffusion.view;

import java.awt.image.BufferedImage;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.function.Predicate;

/**
 * Images under one label.
 *
 * @param label to the left of the images; empty for none
 * @param pictures at least one, all of one size
 * @param captions one below each; empty for none
 * @param marked whether each is framed
 */
record ImageRow(
    String label, List<BufferedImage> pictures, List<String> captions, List<Boolean> marked) {

  static ImageRow of(String label, List<BufferedImage> pictures) {
    return new ImageRow(
        label, pictures, List.of(), Collections.nCopies(pictures.size(), Boolean.FALSE));
  }

  ImageRow captions(String... texts) {
    requireOneEach("captions", texts.length);
    return new ImageRow(label, pictures, List.of(texts), marked);
  }

  ImageRow marked(boolean... which) {
    requireOneEach("marks", which.length);
    Boolean[] boxed = new Boolean[which.length];
    Arrays.setAll(boxed, i -> which[i]);
    return new ImageRow(label, pictures, captions, List.of(boxed));
  }

  /** Marks by the captions; a row without them stays as it is. */
  ImageRow marked(Predicate<String> caption) {
    return captions.isEmpty()
        ? this
        : new ImageRow(label, pictures, captions, captions.stream().map(caption::test).toList());
  }

  ImageRow pick(int... indices) {
    for (int i : indices) {
      if (i < 0 || i >= size()) {
        throw new IllegalArgumentException(
            "there is no image " + i + " among " + size() + ": give indices from 0");
      }
    }
    if (indices.length == 0) {
      throw new IllegalArgumentException("0 images were picked: pick at least 1");
    }
    return new ImageRow(
        label,
        chosen(pictures, indices),
        captions.isEmpty() ? captions : chosen(captions, indices),
        chosen(marked, indices));
  }

  private static <T> List<T> chosen(List<T> values, int[] indices) {
    return Arrays.stream(indices).mapToObj(values::get).toList();
  }

  int size() {
    return pictures.size();
  }

  int width() {
    return pictures.get(0).getWidth();
  }

  int height() {
    return pictures.get(0).getHeight();
  }

  private void requireOneEach(String what, int given) {
    if (given != pictures.size()) {
      throw new IllegalArgumentException(
          String.format(
              "there are %d %s for %d images%s: give one an image",
              given, what, pictures.size(), label.isEmpty() ? "" : " of row “" + label + "”"));
    }
  }
}
