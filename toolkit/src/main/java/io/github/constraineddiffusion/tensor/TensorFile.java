package io.github.constraineddiffusion.tensor;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** Named arrays as bytes in the safetensors format. */
public final class TensorFile {
  private static final String METADATA = "__metadata__";

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
   * Encodes arrays, with texts that the format's header has a place for.
   *
   * @param arrays by name
   * @param metadata texts by name
   * @return the bytes of a safetensors file
   */
  public static byte[] encode(Map<String, NDArray> arrays, Map<String, String> metadata) {
    byte[] plain = encode(arrays);
    JsonObject texts = new JsonObject();
    metadata.forEach(texts::addProperty);
    JsonObject header = JsonParser.parseString(headerText(plain)).getAsJsonObject();
    header.add(METADATA, texts);
    byte[] json = aligned(header.toString().getBytes(StandardCharsets.UTF_8));
    int data = Long.BYTES + (int) headerLength(plain);
    return ByteBuffer.allocate(Long.BYTES + json.length + plain.length - data)
        .order(ByteOrder.LITTLE_ENDIAN)
        .putLong(json.length)
        .put(json)
        .put(plain, data, plain.length - data)
        .array();
  }

  /** Readers that map the file into memory want the numbers to begin at a multiple of eight. */
  private static byte[] aligned(byte[] json) {
    byte[] padded = Arrays.copyOf(json, (json.length + Long.BYTES - 1) / Long.BYTES * Long.BYTES);
    Arrays.fill(padded, json.length, padded.length, (byte) ' ');
    return padded;
  }

  /**
   * Reads the texts in a file's header.
   *
   * @param bytes the bytes of a safetensors file
   * @return texts by name, none where the file has none
   * @throws IOException where the bytes are not such a file
   */
  public static Map<String, String> metadata(byte[] bytes) throws IOException {
    Map<String, String> texts = new LinkedHashMap<>();
    JsonObject header = header(bytes);
    if (header.has(METADATA)) {
      try {
        JsonObject all = header.getAsJsonObject(METADATA);
        all.keySet().forEach(name -> texts.put(name, all.get(name).getAsString()));
      } catch (ClassCastException | IllegalStateException | UnsupportedOperationException e) {
        throw new IOException("not a safetensors file: its metadata are no texts: " + e, e);
      }
    }
    return texts;
  }

  /**
   * Reads the names of a file's arrays.
   *
   * @param bytes the bytes of a safetensors file
   * @return the names, in order of the alphabet
   * @throws IOException where the bytes are not such a file
   */
  public static Set<String> names(byte[] bytes) throws IOException {
    Set<String> names = new TreeSet<>(header(bytes).keySet());
    names.remove(METADATA);
    return names;
  }

  private static JsonObject header(byte[] bytes) throws IOException {
    requireHeader(bytes);
    try {
      return JsonParser.parseString(headerText(bytes)).getAsJsonObject();
    } catch (JsonParseException | IllegalStateException e) {
      throw new IOException("not a safetensors file: its header is not JSON: " + e, e);
    }
  }

  private static String headerText(byte[] bytes) {
    return new String(bytes, Long.BYTES, (int) headerLength(bytes), StandardCharsets.UTF_8);
  }

  private static long headerLength(byte[] bytes) {
    return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).getLong();
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
    long header = most < 0 ? -1 : headerLength(bytes);
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
