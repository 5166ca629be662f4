package io.github.constraineddiffusion.data;

/**
 * A data file that is not what it should be: names the file, the place in it, what was found and
 * what was expected.
 */
public final class DataException extends IllegalArgumentException {
  private static final long serialVersionUID = 1;

  /** The faulty file. */
  private final String file;

  /** The place of the fault in it. */
  private final long offset;

  private DataException(String file, long offset, String place, String fault, Throwable cause) {
    super(file + place + ": " + fault, cause);
    this.file = file;
    this.offset = offset;
  }

  static DataException at(String file, long offset, String found, String expected) {
    return at(file, offset, found, expected, null);
  }

  static DataException at(
      String file, long offset, String found, String expected, Throwable cause) {
    return new DataException(file, offset, ", byte " + offset, fault(found, expected), cause);
  }

  /** A fault in a row of a table; the header is row 1. */
  static DataException inRow(String file, long row, String found, String expected) {
    return new DataException(file, row, ", row " + row, fault(found, expected), null);
  }

  /** A fault of the file as a whole. */
  static DataException of(String file, String found, String expected) {
    return of(file, found, expected, null);
  }

  static DataException of(String file, String found, String expected, Throwable cause) {
    return new DataException(file, 0, "", fault(found, expected), cause);
  }

  private static String fault(String found, String expected) {
    return found + ", expected " + expected;
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
   * @return bytes from the start of the (decompressed) content; in a table, the row, the header
   *     being row 1; 0 for a fault of the file as a whole
   */
  public long offset() {
    return offset;
  }
}
