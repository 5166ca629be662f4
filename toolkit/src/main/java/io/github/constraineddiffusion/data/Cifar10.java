package io.github.constraineddiffusion.data;

import io.github.constraineddiffusion.tensor.Session;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * CIFAR-10 (Krizhevsky 2009) in its binary version: colour, 32 × 32, ten classes.
 *
 * <p>A file is a row of records: one byte of label, then 1,024 bytes each of red, green and blue.
 */
public final class Cifar10 {
  static final int RECORDS = 10_000;
  private static final int BATCHES = 5;
  private static final ImageShape SHAPE = new ImageShape(3, 32, 32);
  private static final List<String> CLASS_NAMES =
      List.of(
          "airplane", "automobile", "bird", "cat", "deer", "dog", "frog", "horse", "ship", "truck");

  private Cifar10() {}

  /**
   * Says whether a folder holds CIFAR-10, as far as the name of its first file tells.
   *
   * @param folder any folder
   * @return whether {@code data_batch_1.bin} is there, plain or in gzip
   */
  public static boolean isIn(Path folder) {
    return DataFile.first(folder, List.of("data_batch_1.bin", "data_batch_1.bin.gz")).isPresent();
  }

  /**
   * Opens the training set.
   *
   * @param session owns the pixels
   * @param folder holds {@code data_batch_1.bin} to {@code data_batch_5.bin}, plain or in gzip
   * @return 50,000 images, in the order of the files
   * @throws DataException where a file is missing or not as expected
   */
  public static ImageSet open(Session session, Path folder) {
    return open(session, folder, BATCHES);
  }

  /**
   * Opens a part of the training set.
   *
   * @param session owns the pixels
   * @param folder holds {@code data_batch_1.bin} and the next ones, plain or in gzip
   * @param batches how many files to read, 1…5
   * @return 10,000 images a file
   * @throws DataException where a file is missing or not as expected
   */
  public static ImageSet open(Session session, Path folder, int batches) {
    if (batches < 1 || batches > BATCHES) {
      throw new IllegalArgumentException(
          "batches is " + batches + ", but CIFAR-10 has 1 to 5: ask for one of these numbers");
    }
    List<String> names =
        IntStream.rangeClosed(1, batches).mapToObj(b -> "data_batch_" + b + ".bin").toList();
    return open(session, "CIFAR-10", folder, names, RECORDS);
  }

  /**
   * Opens the test set.
   *
   * @param session owns the pixels
   * @param folder holds {@code test_batch.bin}, plain or in gzip
   * @return 10,000 images
   * @throws DataException where the file is missing or not as expected
   */
  public static ImageSet openTest(Session session, Path folder) {
    return open(session, "CIFAR-10, test", folder, List.of("test_batch.bin"), RECORDS);
  }

  static ImageSet open(
      Session session, String name, Path folder, List<String> names, int recordsPerFile) {
    var files = new ArrayList<DataFile>();
    for (String file : names) {
      files.add(
          DataFile.find(
              folder, "a file of CIFAR-10's binary version", List.of(file, file + ".gz")));
    }
    files.forEach(file -> checkLength(file, recordsPerFile));
    int count = files.size() * recordsPerFile;
    ByteBuffer pixels = PixelStore.allocate(folder.toString(), count, SHAPE);
    var labels = new int[count];
    for (int f = 0; f < files.size(); f++) {
      read(files.get(f), pixels, labels, f * recordsPerFile, recordsPerFile);
    }
    return ImageSet.adopt(session, name, pixels.flip(), SHAPE, labels, CLASS_NAMES);
  }

  /** Before any memory is taken. */
  private static void checkLength(DataFile file, int records) {
    try (var reader = new ContentReader(file)) {
      reader.skipExactly((long) records * (1 + SHAPE.size()), records + " records");
    }
  }

  private static void read(DataFile file, ByteBuffer pixels, int[] labels, int from, int records) {
    try (var reader = new ContentReader(file)) {
      for (int r = 0; r < records; r++) {
        ByteBuffer stored = reader.read(1 + SHAPE.size(), "record " + r);
        int label = stored.get() & 0xff;
        if (label >= CLASS_NAMES.size()) {
          throw DataException.at(
              file.name(), (long) r * (1 + SHAPE.size()), "label " + label, "0…9");
        }
        labels[from + r] = label;
        pixels.put(stored);
      }
    }
  }
}
