package io.github.constraineddiffusion.data;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.concurrent.CancellationException;

/** Reads a file's content front to back and says where it stops being what it should. */
final class ContentReader implements AutoCloseable {
  private final String name;
  private final InputStream content;
  private final byte[] chunk = new byte[1 << 16];
  private long offset;

  ContentReader(DataFile file) {
    name = file.name();
    try {
      content = file.content();
    } catch (IOException fault) {
      throw fault(fault);
    }
  }

  /** The next bytes, all of them. */
  ByteBuffer read(int count, String what) {
    var bytes = ByteBuffer.allocate(count);
    fill(bytes, what);
    return bytes;
  }

  /** Fills a buffer to its limit and flips it. */
  void fill(ByteBuffer target, String what) {
    while (target.hasRemaining()) {
      int got = next(target.remaining());
      if (got < 0) {
        throw tooShort(target.remaining(), what);
      }
      target.put(chunk, 0, got);
    }
    target.flip();
  }

  /** Reads over what must be the rest of the content. */
  void skipExactly(long count, String what) {
    long left = count;
    while (left > 0) {
      int got = next((int) Math.min(left, chunk.length));
      if (got < 0) {
        throw tooShort(left, what);
      }
      left -= got;
    }
    if (next(1) > 0) {
      throw DataException.at(name, offset - 1, "more bytes", "the end after " + what);
    }
  }

  private int next(int most) {
    if (Thread.interrupted()) {
      throw new CancellationException("reading " + name + " was interrupted");
    }
    try {
      int got = content.read(chunk, 0, Math.min(most, chunk.length));
      offset += Math.max(got, 0);
      return got;
    } catch (IOException fault) {
      throw fault(fault);
    }
  }

  private DataException tooShort(long missing, String what) {
    return DataException.at(
        name,
        offset,
        "the file ends",
        "%d more bytes of %s: fetch it again, it is cut short".formatted(missing, what));
  }

  private DataException fault(IOException fault) {
    String found =
        fault instanceof EOFException
            ? "the compressed file ends"
            : "it cannot be read ("
                + fault.getClass().getSimpleName()
                + ": "
                + fault.getMessage()
                + ")";
    return DataException.at(name, offset, found, "a whole file: fetch it again", fault);
  }

  @Override
  public void close() {
    try {
      content.close();
    } catch (IOException fault) {
      throw fault(fault);
    }
  }
}
