package io.github.constraineddiffusion.data;

import java.io.IOException;
import java.io.InputStream;

/** Reads a whole stream, but no more than a picture's file may have. */
final class Bounded {
  private Bounded() {}

  static byte[] read(InputStream stream, String place) throws IOException {
    // grows with what is there, whatever a header announces
    byte[] bytes = stream.readNBytes(ImageEntries.MOST_BYTES + 1);
    if (bytes.length > ImageEntries.MOST_BYTES) {
      throw DataException.at(
          place, ImageEntries.MOST_BYTES, "more bytes", "at most " + ImageEntries.MOST_BYTES);
    }
    return bytes;
  }
}
