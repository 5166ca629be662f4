package io.github.constraineddiffusion.tensor;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** What the processor can do, as Linux reports it. */
final class Processor {
  private static final Path REPORT = Path.of("/proc/cpuinfo");

  private Processor() {}

  /** Returns false where nothing is reported. */
  static boolean hasBfloat16() {
    try {
      String report = Files.readString(REPORT, StandardCharsets.ISO_8859_1);
      return report.contains(" avx512_bf16") || report.contains(" amx_bf16");
    } catch (IOException | SecurityException notReported) {
      return false;
    }
  }
}
