package io.github.constraineddiffusion.data;

/**
 * A data file that is not what it should be: names the file, the place in it, what was found and
 * what was expected.
 */
public final class DataException extends IllegalArgumentException {
  private static final long serialVersionUID = 1;
  private final String file;
  private final long offset;

  private DataException(String file, long offset, String message, Throwable cause) {
    super(message, cause);
    this.file = file;
    this.offset = offset;
  }

  /**
   * Describes a fault at a place in a file.
   *
   * @param file the file, or an archive and its entry
   * @param offset bytes before the fault; in a compressed file, of its decompressed content
   * @param found what is there, such as {@code "magic number 0x801"}
   * @param expected what should be, and the remedy
   * @return the exception, to be thrown
   */
  public static DataException at(Object file, long offset, String found, String expected) {
    return at(file, offset, found, expected, null);
  }

  static DataException at(
      Object file, long offset, String found, String expected, Throwable cause) {
    String message = "%s, byte %d: %s, expected %s".formatted(file, offset, found, expected);
    return new DataException(file.toString(), offset, message, cause);
  }

  /**
   * Returns the faulty file.
   *
   * @return its path, or an archive's path and the name of an entry
   */
  public String file() {
    return file;
  }

  /**
   * Returns the place of the fault.
   *
   * @return bytes from the start of the (decompressed) file
   */
  public long offset() {
    return offset;
  }
}
