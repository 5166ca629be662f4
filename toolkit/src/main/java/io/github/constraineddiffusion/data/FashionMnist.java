package io.github.constraineddiffusion.data;

import io.github.constraineddiffusion.tensor.Session;
import java.nio.file.Path;
import java.util.List;

/**
 * Fashion-MNIST (Xiao, Rasul, Vollgraf 2017; MIT licence): pictures of clothes in the format and
 * sizes of MNIST. Debian has it as {@code dataset-fashion-mnist}.
 */
public final class FashionMnist {
  private static final List<String> CLASS_NAMES =
      List.of(
          "T-shirt/top",
          "Trouser",
          "Pullover",
          "Dress",
          "Coat",
          "Sandal",
          "Shirt",
          "Sneaker",
          "Bag",
          "Ankle boot");

  private FashionMnist() {}

  /**
   * Opens the training set.
   *
   * @param session owns the pixels
   * @param folder holds {@code train-images-idx3-ubyte} and {@code train-labels-idx1-ubyte}, plain
   *     or with {@code .gz}
   * @return 60,000 grey images of 28 × 28 in the original's files
   * @throws DataException where a file is missing or not as expected
   */
  public static ImageSet open(Session session, Path folder) {
    return IdxImages.open(session, "Fashion-MNIST", folder, "train", CLASS_NAMES);
  }

  /**
   * Opens the test set.
   *
   * @param session owns the pixels
   * @param folder holds {@code t10k-images-idx3-ubyte} and {@code t10k-labels-idx1-ubyte}, plain or
   *     with {@code .gz}
   * @return 10,000 images in the original's files
   * @throws DataException where a file is missing or not as expected
   */
  public static ImageSet openTest(Session session, Path folder) {
    return IdxImages.open(session, "Fashion-MNIST, test", folder, "t10k", CLASS_NAMES);
  }
}
