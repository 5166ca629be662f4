package io.github.constraineddiffusion.data;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** Short texts that identify data, for {@link SampleSource#fingerprint()} and checkpoints. */
public final class Fingerprint {
  private Fingerprint() {}

  /**
   * Returns the first 128 bits of the SHA-256 of the parts.
   *
   * @param kind what is identified, put in front of the digits, such as {@code "points"}
   * @param parts the texts that define it; where one ends and the next starts counts too
   * @return a text such as {@code "points:9f86d081884c7d659a2feaa0c55ad015"}
   */
  public static String of(String kind, Iterable<String> parts) {
    try {
      var digest = MessageDigest.getInstance("SHA-256");
      for (String part : parts) {
        byte[] bytes = part.getBytes(StandardCharsets.UTF_8);
        digest.update((bytes.length + ":").getBytes(StandardCharsets.UTF_8));
        digest.update(bytes);
      }
      return kind + ":" + HexFormat.of().formatHex(digest.digest(), 0, 16);
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException("every Java platform has SHA-256", impossible);
    }
  }

  /**
   * Returns the checksum of a file's content.
   *
   * @param content the bytes
   * @return all 256 bits of their SHA-256, in hexadecimal
   */
  public static String sha256(byte[] content) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content));
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException("every Java platform has SHA-256", impossible);
    }
  }
}
