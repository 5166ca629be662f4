package io.github.constraineddiffusion.data;

import io.github.constraineddiffusion.tensor.Session;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;

/** Image sets from two IDX files, one of images (N, H, W) and one of labels (N). */
final class IdxImages {
  private IdxImages() {}

  /**
   * Opens a pair of files as MNIST names them.
   *
   * @param part {@code train} or {@code t10k}
   */
  static ImageSet open(
      Session session, String name, Path folder, String part, List<String> classNames) {
    return open(
        session,
        name,
        find(folder, part + "-images", "idx3-ubyte"),
        find(folder, part + "-labels", "idx1-ubyte"),
        classNames);
  }

  private static DataFile find(Path folder, String stem, String type) {
    String dashed = stem + "-" + type;
    String dotted = stem + "." + type;
    return DataFile.find(
        folder,
        "an IDX file, plain or in gzip,",
        List.of(dashed, dashed + ".gz", dotted, dotted + ".gz"));
  }

  static ImageSet open(
      Session session, String name, DataFile images, DataFile labels, List<String> classNames) {
    Idx pixels = Idx.open(images, 3);
    Idx classes = Idx.open(labels, 1);
    if (pixels.size(0) != classes.size(0)) {
      throw DataException.at(
          labels.name(),
          4,
          classes.size(0) + " labels",
          "one for each of the %d images in %s".formatted(pixels.size(0), images.name()));
    }
    int[] numbers = classes.numbers();
    for (int i = 0; i < numbers.length; i++) {
      if (numbers[i] >= classNames.size()) {
        throw DataException.at(
            labels.name(), 8L + i, "label " + numbers[i], "0…" + (classNames.size() - 1));
      }
    }
    var shape = new ImageShape(1, pixels.size(1), pixels.size(2));
    ByteBuffer buffer = PixelStore.allocate(images.name(), numbers.length, shape);
    pixels.readInto(buffer);
    return ImageSet.adopt(session, name, buffer, shape, numbers, classNames);
  }
}
