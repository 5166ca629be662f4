package io.github.constraineddiffusion.tensor;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.GradientCollector;
import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Values and gradients against PyTorch's own: src/test/golden/operators.py. */
class OperatorsTest {
  private static final JsonObject GOLDEN = golden();
  private static final Map<String, Function<NDArray[], NDArray>> OPERATORS = new LinkedHashMap<>();

  static {
    OPERATORS.put("silu", a -> Operators.silu(a[0]));
    OPERATORS.put("group_norm", a -> Operators.groupNorm(a[0], 2, a[1], a[2], 1e-5));
    OPERATORS.put("layer_norm", a -> Operators.layerNorm(a[0], a[1], a[2], 1e-5));
    OPERATORS.put("linear", a -> Operators.linear(a[0], a[1], a[2]));
    OPERATORS.put(
        "residual_mlp", a -> Operators.residualMlp(a[0], Arrays.copyOfRange(a, 1, a.length)));
    OPERATORS.put("conv2d", a -> Operators.conv2d(a[0], a[1], a[2], 2, 1, false));
    OPERATORS.put("attention", a -> Operators.attention(a[0], a[1], a[2]));
    OPERATORS.put("upsample_nearest", a -> Operators.upsampleNearest(a[0]));
    OPERATORS.put("scale", a -> Operators.scale(a[0], 1.7));
    OPERATORS.put("shift", a -> Operators.shift(a[0], 1.7));
    OPERATORS.put("combine", a -> Operators.combine(1.7, a[0], -0.3, a[1]));
    OPERATORS.put("scale_rows", a -> Operators.scaleRows(a[0], a[1]));
    OPERATORS.put("combine_rows", a -> Operators.combineRows(a[0], a[1], a[2], a[3]));
    OPERATORS.put("low_rank", a -> Operators.lowRank(a[0], a[0], a[1], a[2], 1.7));
    OPERATORS.put("clamp", a -> Operators.clamp(a[0], -0.5, 0.6));
    OPERATORS.put("squared_error", a -> Operators.squaredErrorPerSample(a[0], a[1]));
    OPERATORS.put("mse", a -> Operators.meanSquaredError(a[0], a[1]));
    OPERATORS.put("weighted_mse", a -> Operators.weightedMeanSquaredError(a[0], a[1], a[2]));
  }

  static Stream<String> names() {
    return OPERATORS.keySet().stream();
  }

  @ParameterizedTest
  @MethodSource("names")
  void agreesWithPyTorchInValueAndGradient(String name) {
    JsonObject golden = GOLDEN.getAsJsonObject(name);
    try (Session session = Session.open();
        NDManager scope = session.scope();
        GradientCollector collector = Engines.engine().newGradientCollector()) {
      NDArray[] inputs = inputs(scope, golden.getAsJsonArray("shapes"));
      NDArray y = OPERATORS.get(name).apply(inputs);
      assertArrayEquals(numbers(golden.getAsJsonArray("value")), toDouble(y), 2e-5);
      collector.backward(y.flatten().mul(scope.arange((float) y.size()).cos()).sum());
      JsonArray gradients = golden.getAsJsonArray("gradients");
      for (int i = 0; i < inputs.length; i++) {
        assertArrayEquals(
            numbers(gradients.get(i).getAsJsonArray()), toDouble(inputs[i].getGradient()), 2e-5);
      }
    }
  }

  /** The fault of platform trap 1, provoked: garbage collection between forward and backward. */
  @ParameterizedTest
  @MethodSource("names")
  void keepsItsGradientWhenGarbageIsCollectedBeforeBackward(String name) {
    JsonObject golden = GOLDEN.getAsJsonObject(name);
    try (Session session = Session.open();
        NDManager scope = session.scope();
        GradientCollector collector = Engines.engine().newGradientCollector()) {
      NDArray[] inputs = inputs(scope, golden.getAsJsonArray("shapes"));
      NDArray y = OPERATORS.get(name).apply(inputs);
      NDArray loss = y.flatten().mul(scope.arange((float) y.size()).cos()).sum();
      Garbage.collectAndOverwrite(scope);
      collector.backward(loss);
      JsonArray gradients = golden.getAsJsonArray("gradients");
      for (int i = 0; i < inputs.length; i++) {
        assertArrayEquals(
            numbers(gradients.get(i).getAsJsonArray()), toDouble(inputs[i].getGradient()), 2e-5);
      }
    }
  }

  @Test
  void embedsTimestepsWithCosinesFirst() {
    try (Session session = Session.open();
        NDManager scope = session.scope()) {
      NDArray t = scope.create(new float[] {0f, 1f, 57.5f, 999f});
      double[] expected =
          numbers(GOLDEN.getAsJsonObject("timestep_embedding").getAsJsonArray("value"));
      assertArrayEquals(expected, toDouble(Operators.timestepEmbedding(t, 8, 10_000)), 2e-4);
      assertThrows(IllegalArgumentException.class, () -> Operators.timestepEmbedding(t, 7, 10_000));
    }
  }

  @Test
  void convolvesInBfloat16ToItsPrecision() {
    JsonObject golden = GOLDEN.getAsJsonObject("conv2d");
    try (Session session = Session.open();
        NDManager scope = session.scope()) {
      NDArray[] a = inputs(scope, golden.getAsJsonArray("shapes"));
      double[] exact = numbers(golden.getAsJsonArray("value"));
      double[] rough = toDouble(Operators.conv2d(a[0], a[1], a[2], 2, 1, true));
      assertArrayEquals(exact, rough, 0.05);
      assertFalse(Arrays.equals(exact, rough));
    }
  }

  @Test
  void refusesGroupsThatDoNotDivideTheChannels() {
    try (Session session = Session.open();
        NDManager scope = session.scope()) {
      NDArray x = scope.ones(new Shape(1, 4, 2));
      NDArray w = scope.ones(new Shape(4));
      Exception e =
          assertThrows(IllegalArgumentException.class, () -> Operators.groupNorm(x, 3, w, w, 1e-5));
      assertEquals("groups is 3, but must divide the 4 channels of the input", e.getMessage());
    }
  }

  /** The archive carries the source it was made from. */
  @Test
  void archiveAndSourceAgree() throws Exception {
    byte[] inArchive = null;
    try (InputStream in = Archive.class.getResourceAsStream("operators.pt");
        ZipInputStream zip = new ZipInputStream(in)) {
      for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
        if (entry.getName().endsWith("extra/source.py")) {
          inArchive = zip.readAllBytes();
        }
      }
    }
    Path source = Path.of("src", "main", "torchscript", "operators.py");
    assertEquals(
        Files.readString(source).replace("\r\n", "\n"),
        new String(inArchive, StandardCharsets.UTF_8),
        "run: python toolkit/src/main/torchscript/operators.py");
  }

  private static NDArray[] inputs(NDManager scope, JsonArray shapes) {
    NDArray[] inputs = new NDArray[shapes.size()];
    for (int i = 0; i < inputs.length; i++) {
      double[] sizes = numbers(shapes.get(i).getAsJsonArray());
      Shape shape = new Shape(Arrays.stream(sizes).mapToLong(s -> (long) s).toArray());
      float[] wave = new float[(int) shape.size()];
      for (int k = 0; k < wave.length; k++) {
        wave[k] = (float) Math.sin(0.37 * k + 0.5 * i);
      }
      inputs[i] = scope.create(wave, shape);
      inputs[i].setRequiresGradient(true);
    }
    return inputs;
  }

  private static double[] numbers(JsonArray array) {
    double[] result = new double[array.size()];
    for (int i = 0; i < result.length; i++) {
      result[i] = array.get(i).getAsDouble();
    }
    return result;
  }

  private static double[] toDouble(NDArray array) {
    float[] values = array.toFloatArray();
    double[] result = new double[values.length];
    for (int i = 0; i < result.length; i++) {
      result[i] = values[i];
    }
    return result;
  }

  private static JsonObject golden() {
    InputStream in = OperatorsTest.class.getResourceAsStream("/golden/operators.json");
    return JsonParser.parseReader(new InputStreamReader(in, StandardCharsets.UTF_8))
        .getAsJsonObject();
  }
}
