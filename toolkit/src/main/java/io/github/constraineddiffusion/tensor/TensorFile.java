package io.github.constraineddiffusion.tensor;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.LinkedHashMap;
import java.util.Map;

/** Named arrays as bytes in the safetensors format. */
public final class TensorFile {
  private TensorFile() {}

  /**
   * Encodes arrays.
   *
   * @param arrays by name
   * @return the bytes of a safetensors file
   */
  public static byte[] encode(Map<String, NDArray> arrays) {
    try (NDManager scope = arrays.values().iterator().next().getManager().newSubManager()) {
      NDList list = new NDList(arrays.size());
      for (Map.Entry<String, NDArray> entry : arrays.entrySet()) {
        NDArray copy = entry.getValue().stopGradient();
        copy.attach(scope);
        copy.setName(entry.getKey());
        list.add(copy);
      }
      return list.encode(NDList.Encoding.SAFETENSORS);
    }
  }

  /**
   * Decodes arrays.
   *
   * @param manager the owner of the result
   * @param bytes the bytes of a safetensors file
   * @return arrays by name; their own names are empty, as operators read names as instructions
   * @throws IOException where the bytes are not such a file
   */
  public static Map<String, NDArray> decode(NDManager manager, byte[] bytes) throws IOException {
    requireHeader(bytes);
    NDList list;
    try {
      list = NDList.decode(manager, new ByteArrayInputStream(bytes));
    } catch (RuntimeException e) {
      throw new IOException("not a safetensors file of " + bytes.length + " bytes: " + e, e);
    }
    Map<String, NDArray> arrays = new LinkedHashMap<>();
    for (NDArray array : list) {
      arrays.put(array.getName(), array);
      array.setName(null);
    }
    return arrays;
  }

  /** The first eight bytes hold the length of the header, which must lie within the file. */
  private static void requireHeader(byte[] bytes) throws IOException {
    long most = bytes.length - Long.BYTES;
    long header = most < 0 ? -1 : ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).getLong();
    if (header < 2 || header > most || bytes[Long.BYTES] != '{') {
      throw new IOException(
          "not a safetensors file: of "
              + bytes.length
              + " bytes, "
              + header
              + " would be its header: fetch the file again");
    }
  }
}
