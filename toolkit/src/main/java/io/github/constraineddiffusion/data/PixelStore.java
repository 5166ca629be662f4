package io.github.constraineddiffusion.data;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * The pixels and labels that all views of a data set share: one array of bytes on the device, and
 * the same bytes seen from Java.
 */
final class PixelStore {
  private final ByteBuffer bytes;
  private final NDArray tensor;
  private final ImageShape shape;
  private final int[] labels;
  private String contentHash;

  /**
   * Takes over the pixels and labels: the caller must not write to them any more.
   *
   * @param bytes a direct buffer, full from 0 to its limit
   */
  PixelStore(NDManager manager, ByteBuffer bytes, ImageShape shape, int[] labels) {
    this.bytes = bytes.asReadOnlyBuffer();
    this.shape = shape;
    this.labels = labels;
    // on the CPU the array lies on the buffer's memory and keeps it alive: no second copy
    this.tensor = manager.create(bytes, shape.batch(labels.length), DataType.UINT8);
  }

  /** A direct buffer of zeros, or an error that names its size. */
  static ByteBuffer allocate(String name, long count, ImageShape shape) {
    long size = shape.bytes(name, count);
    try {
      return ByteBuffer.allocateDirect((int) size);
    } catch (OutOfMemoryError tooLarge) {
      throw DataException.of(
          name,
          "%d images of %s need %d bytes".formatted(count, shape, size),
          "them to fit into memory: give Java more by -XX:MaxDirectMemorySize, or load fewer",
          tooLarge);
    }
  }

  int size() {
    return labels.length;
  }

  ImageShape shape() {
    return shape;
  }

  int label(int row) {
    return labels[row];
  }

  /** The bytes of one image: equal for equal pictures. */
  ByteBuffer image(int row) {
    return bytes.slice(row * shape.size(), shape.size());
  }

  /** Images as float32 (N, C, H, W) in [−1, 1], owned by the manager. */
  NDArray gather(NDManager manager, long[] rows) {
    try (NDArray index = manager.create(rows);
        NDArray picked = tensor.get(manager, new NDIndex("{}", index));
        NDArray half = manager.full(new Shape(), 127.5f, DataType.FLOAT32);
        NDArray one = manager.full(new Shape(), 1f, DataType.FLOAT32)) {
      NDArray images = picked.toType(DataType.FLOAT32, true);
      images.divi(half).subi(one);
      return images;
    }
  }

  /** The SHA-256 of shape, pixels and labels: computed once. */
  synchronized String contentHash() {
    if (contentHash == null) {
      try {
        var digest = MessageDigest.getInstance("SHA-256");
        digest.update(ByteBuffer.allocate(16).putInt(size()).put(shape.header()).flip());
        digest.update(bytes.duplicate());
        var text = ByteBuffer.allocate(4 * labels.length);
        text.asIntBuffer().put(labels);
        digest.update(text);
        contentHash = HexFormat.of().formatHex(digest.digest());
      } catch (NoSuchAlgorithmException impossible) {
        throw new IllegalStateException("every Java platform has SHA-256", impossible);
      }
    }
    return contentHash;
  }
}
