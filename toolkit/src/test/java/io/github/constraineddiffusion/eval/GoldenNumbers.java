package io.github.constraineddiffusion.eval;

import com.google.gson.Gson;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.lang.reflect.Type;
import java.nio.charset.StandardCharsets;

/** The inputs of the golden scripts, made again: src/test/golden/distances.py. */
final class GoldenNumbers {
  private GoldenNumbers() {}

  static <T> T read(String file, Type type) {
    try (Reader reader =
        new InputStreamReader(
            GoldenNumbers.class.getResourceAsStream("/golden/" + file), StandardCharsets.UTF_8)) {
      return new Gson().fromJson(reader, type);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Numbers in [0, 1): SplitMix64 of stream·2^40 + k. */
  static double[] uniform(long stream, int n) {
    var numbers = new double[n];
    for (int k = 0; k < n; k++) {
      long z = (stream << 40) + k + 0x9e3779b97f4a7c15L;
      z = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
      z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
      z ^= z >>> 31;
      numbers[k] = (z >>> 11) * 0x1p-53;
    }
    return numbers;
  }

  /** Correlated features whose size falls with their index. */
  static double[][] features(long stream, int n, double mean, double spread, int d) {
    double[] u = uniform(stream, 3 * n * d);
    var rows = new double[n][d];
    for (int i = 0; i < n; i++) {
      for (int j = 0; j < d; j++) {
        int k = 3 * (i * d + j);
        rows[i][j] = (u[k] + u[k + 1] + u[k + 2] - 1.5) * spread / Math.sqrt(1.0 + j);
        rows[i][j] += j > 0 ? 0.5 * rows[i][j - 1] : 0;
      }
    }
    for (double[] row : rows) {
      for (int j = 0; j < d; j++) {
        row[j] = (float) (row[j] + mean);
      }
    }
    return rows;
  }
}
