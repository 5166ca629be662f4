package io.github.constraineddiffusion.data;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * Reads the IDX format of MNIST: two zero bytes, the type (0x08 for bytes), the number of
 * dimensions, each dimension as a big-endian int32, then the bytes; plain or in gzip.
 *
 * <p>The content is read twice: first to see that it is as long as its header says, then into
 * memory of just that size. So no header makes it allocate what the file does not have.
 */
final class Idx {
  private static final int UNSIGNED_BYTES = 0x0800;

  private final DataFile file;
  private final int[] sizes;

  private Idx(DataFile file, int[] sizes) {
    this.file = file;
    this.sizes = sizes;
  }

  /** Checks header and length. */
  static Idx open(DataFile file, int dimensions) {
    try (var reader = new ContentReader(file)) {
      ByteBuffer header = reader.read(4 + 4 * dimensions, "an IDX header");
      int magic = header.getInt();
      if (magic != UNSIGNED_BYTES + dimensions) {
        throw DataException.at(
            file.name(),
            0,
            "magic number 0x%08x".formatted(magic),
            "0x%08x: IDX, bytes, %d dimensions".formatted(UNSIGNED_BYTES + dimensions, dimensions));
      }
      long length = 1;
      var sizes = new int[dimensions];
      for (int d = 0; d < dimensions; d++) {
        sizes[d] = header.getInt();
        // both factors are below 2³¹: no overflow
        length *= sizes[d];
        if (sizes[d] < 1 || length > Integer.MAX_VALUE) {
          throw DataException.at(
              file.name(),
              4 + 4L * d,
              "dimensions " + Arrays.toString(Arrays.copyOf(sizes, d + 1)),
              "each at least 1, and at most 2³¹ − 1 bytes together");
        }
      }
      reader.skipExactly(length, "the bytes that dimensions " + Arrays.toString(sizes) + " need");
      return new Idx(file, sizes);
    }
  }

  int size(int dimension) {
    return sizes[dimension];
  }

  /** Fills the buffer up to its capacity. */
  void readInto(ByteBuffer buffer) {
    try (var reader = new ContentReader(file)) {
      reader.read(4 + 4 * sizes.length, "an IDX header");
      reader.fill(buffer, "the bytes that its header announces");
    }
  }

  /** The bytes as numbers 0…255. */
  int[] numbers() {
    var bytes = new byte[sizes[0]];
    readInto(ByteBuffer.wrap(bytes));
    return IntStream.range(0, bytes.length).map(i -> bytes[i] & 0xff).toArray();
  }
}
