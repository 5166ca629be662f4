package io.github.constraineddiffusion.data;

import io.github.constraineddiffusion.tensor.Session;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CancellationException;

/**
 * A folder, or a zip archive, of PNG and JPEG pictures as a data set. Immutable settings; nothing
 * is read before {@link #open(Session)}.
 *
 * <p>The class of a picture is the name of the sub-folder it lies in (at any depth), or comes from
 * a CSV file. Pictures are taken in the order of their names. Transparency is dropped, the
 * orientation that cameras note in EXIF is ignored, 16-bit values are cut to 8 bits.
 */
public final class ImageFolder {
  private final Path source;
  private final String below;
  private final int channels;
  private final Optional<ImageSize> size;
  private final Optional<LabelTable> table;
  private final List<String> classes;

  private ImageFolder(
      Path source,
      String below,
      int channels,
      Optional<ImageSize> size,
      Optional<LabelTable> table,
      List<String> classes) {
    this.source = source;
    this.below = below;
    this.channels = channels;
    this.size = size;
    this.table = table;
    this.classes = classes;
  }

  /**
   * Opens a folder with a sub-folder for each class, in colour, all pictures being of one size.
   *
   * @param session owns the pixels
   * @param source a folder or a zip archive
   * @return the pictures
   * @throws DataException where a picture cannot be used
   */
  public static ImageSet open(Session session, Path source) {
    return at(source).open(session);
  }

  /**
   * Names the place of the pictures.
   *
   * @param source a folder or a zip archive
   * @return settings: colour, size as it is, classes by sub-folder
   */
  public static ImageFolder at(Path source) {
    return new ImageFolder(source, "", 3, Optional.empty(), Optional.empty(), List.of());
  }

  /**
   * Takes the pictures below one folder only, such as {@code train} of an archive that has {@code
   * train} and {@code test}.
   *
   * @param folder its path inside the source, with {@code /} between the parts
   * @return new settings
   */
  public ImageFolder below(String folder) {
    String prefix = folder.replaceAll("/+$", "");
    return new ImageFolder(
        source, prefix.isEmpty() ? "" : prefix + "/", channels, size, table, classes);
  }

  /**
   * Asks for one channel: 0.299 red + 0.587 green + 0.114 blue (ITU-R BT.601).
   *
   * @return new settings
   */
  public ImageFolder grey() {
    return new ImageFolder(source, below, 1, size, table, classes);
  }

  /**
   * Asks for square pictures.
   *
   * @param side height and width in pixels
   * @return new settings, see {@link #size(int, int)}
   */
  public ImageFolder size(int side) {
    return size(side, side);
  }

  /**
   * Asks for pictures of one size: the largest centred part of that shape is kept and resized, each
   * new pixel being a weighted mean of the pixels it covers.
   *
   * @param height in pixels, at least 1
   * @param width in pixels, at least 1
   * @return new settings
   */
  public ImageFolder size(int height, int width) {
    return new ImageFolder(
        source, below, channels, Optional.of(new ImageSize(height, width)), table, classes);
  }

  /**
   * Takes the classes from the columns {@code file} and {@code label} of a table.
   *
   * @param csv see {@link #labels(Path, String, String)}
   * @return new settings
   */
  public ImageFolder labels(Path csv) {
    return labels(csv, "file", "label");
  }

  /**
   * Takes the classes from a table. It must have one row for each picture and no other rows.
   *
   * @param csv a file with commas, quotes where needed and a header, in UTF-8
   * @param fileColumn the column of the pictures' paths inside the source (or {@link #below}), with
   *     {@code /} between the parts
   * @param labelColumn the column of the names of the classes
   * @return new settings
   */
  public ImageFolder labels(Path csv, String fileColumn, String labelColumn) {
    var labels = new LabelTable(csv, fileColumn, labelColumn);
    return new ImageFolder(source, below, channels, size, Optional.of(labels), classes);
  }

  /**
   * Fixes the classes and their numbers, so that parts of a data set that are opened apart agree.
   * Otherwise they are the names that occur, sorted: as numbers if all are whole numbers.
   *
   * @param names in the order of the numbers from 0; a picture of another class is refused
   * @return new settings
   */
  public ImageFolder classes(String... names) {
    List<String> given = List.of(names);
    if (given.isEmpty() || given.stream().distinct().count() < given.size()) {
      throw new IllegalArgumentException(
          "classes are " + given + ", but must be at least one name, each once");
    }
    return new ImageFolder(source, below, channels, size, table, given);
  }

  /**
   * Reads the pictures.
   *
   * @param session owns the pixels
   * @return as many images as there are pictures, in the order of their names
   * @throws DataException where there is no picture, one cannot be used, or labels do not fit
   * @throws CancellationException where the thread is interrupted
   */
  public ImageSet open(Session session) {
    try (ImageEntries entries = ImageEntries.open(source, below)) {
      Map<String, String> named = classNames(entries);
      List<String> names = classes.isEmpty() ? ClassNames.sorted(named.values()) : classes;
      int[] labels = ClassNames.numbers(source.toString(), named, names);
      var decoder = new PictureReader(entries, channels, size);
      ImageShape shape = decoder.shape();
      ByteBuffer pixels = PixelStore.allocate(source.toString(), labels.length, shape);
      for (String entry : named.keySet()) {
        pixels.put(decoder.read(entry));
      }
      return ImageSet.adopt(session, name(), pixels.flip(), shape, labels, names);
    }
  }

  private TreeMap<String, String> classNames(ImageEntries entries) {
    return table.isPresent()
        ? table.get().classNames(source.toString(), entries.names())
        : ClassNames.ofFolders(name(), source.toString(), entries.names());
  }

  private String name() {
    Path last = source.toAbsolutePath().normalize().getFileName();
    return last == null ? "pictures" : last.toString().replaceFirst("\\.zip$", "");
  }
}
