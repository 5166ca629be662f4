package io.github.constraineddiffusion.denoiser;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.GradientCollector;
import com.google.gson.Gson;
import com.google.gson.JsonObject;
import io.github.constraineddiffusion.schedule.NoiseSchedule;
import io.github.constraineddiffusion.schedule.PredictionType;
import io.github.constraineddiffusion.tensor.Session;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Networks that diffusers has saved give the outputs that diffusers gives: golden/unet.py. */
class UNetGoldenTest {
  private static final Session SESSION = Session.open();
  private static final NoiseSchedule SCHEDULE = NoiseSchedule.linear(1000);

  private record Golden(
      long[] timesteps,
      Integer label,
      long[] shape,
      float[] x,
      float[] y,
      Map<String, double[]> gradients) {}

  @AfterAll
  static void close() {
    SESSION.close();
  }

  private static Path folder(String name) throws URISyntaxException {
    return Path.of(UNetGoldenTest.class.getResource("/golden/unet/" + name).toURI());
  }

  private static Golden golden(String name) throws IOException, URISyntaxException {
    return new Gson().fromJson(Files.readString(folder(name).resolve("golden.json")), Golden.class);
  }

  private static Network network(Path folder, Golden golden) {
    return Network.create(
        SESSION, UNet.load(folder), new Shape(golden.shape), SCHEDULE, PredictionType.EPSILON);
  }

  private static float[] output(Network network, Golden golden) {
    try (NDManager scope = SESSION.scope()) {
      NDArray x = scope.create(golden.x, new Shape(2).addAll(new Shape(golden.shape)));
      float[] t = {golden.timesteps[0] + 1, golden.timesteps[1] + 1};
      Denoiser denoiser =
          golden.label == null
              ? network.denoiser()
              : network.denoiser(network.weights(), golden.label, 1);
      return denoiser.noise(x, scope.create(t)).toFloatArray();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"attention", "deep", "classes", "everywhere"})
  void agreesWithDiffusers(String name) throws Exception {
    Golden golden = golden(name);
    try (Network network = network(folder(name), golden)) {
      assertArrayEquals(golden.y, output(network, golden), 1e-5f);
    }
  }

  /** Of every weight: the gradient along a fixed direction, and its norm. */
  @ParameterizedTest
  @ValueSource(strings = {"attention", "deep", "classes", "everywhere"})
  void gradientsAgreeWithDiffusers(String name) throws Exception {
    Golden golden = golden(name);
    try (Network network = network(folder(name), golden)) {
      Map<String, float[]> gradients = gradients(network, golden);
      assertEquals(golden.gradients.keySet(), gradients.keySet());
      gradients.forEach(
          (weight, g) -> {
            double[] expected = golden.gradients.get(weight);
            double tolerance = 1e-7 + 1e-4 * expected[1];
            assertEquals(expected[0], alongCosines(g), tolerance, weight);
            assertEquals(expected[1], norm(g), tolerance, weight);
          });
    }
  }

  private static Map<String, float[]> gradients(Network network, Golden golden) {
    try (NDManager scope = SESSION.scope();
        GradientCollector collector = Engine.getEngine("PyTorch").newGradientCollector()) {
      NDArray x = scope.create(golden.x, new Shape(2).addAll(new Shape(golden.shape)));
      NDArray t = scope.create(new float[] {golden.timesteps[0] + 1, golden.timesteps[1] + 1});
      NDArray y =
          golden.label == null
              ? network.output(x, t)
              : network.output(x, t, scope.full(t.getShape(), golden.label, DataType.INT64));
      NDArray cosines = scope.arange((float) golden.y.length).cos().reshape(y.getShape());
      collector.backward(y.mul(cosines).mean());
    }
    Map<String, float[]> gradients = new TreeMap<>();
    network
        .block()
        .getParameters()
        .forEach(
            p -> gradients.put(p.getKey(), p.getValue().getArray().getGradient().toFloatArray()));
    return gradients;
  }

  private static double alongCosines(float[] g) {
    return IntStream.range(0, g.length).mapToDouble(k -> g[k] * Math.cos(k)).sum();
  }

  private static double norm(float[] g) {
    return Math.sqrt(IntStream.range(0, g.length).mapToDouble(k -> (double) g[k] * g[k]).sum());
  }

  @ParameterizedTest
  @ValueSource(strings = {"attention", "deep", "classes", "everywhere"})
  void saveThenLoadIsTheSameNetwork(String name, @TempDir Path saved) throws Exception {
    Golden golden = golden(name);
    try (Network network = network(folder(name), golden)) {
      ((UNet) network.block()).save(saved);
    }
    try (Network network = network(saved, golden)) {
      assertArrayEquals(golden.y, output(network, golden), 1e-5f);
    }
    JsonObject before = json(folder(name));
    JsonObject after = json(saved);
    for (String key : after.keySet()) {
      if (!key.equals("attention_head_dim") || golden.label == null) {
        assertEquals(before.get(key), after.get(key), key);
      }
    }
  }

  private static JsonObject json(Path folder) throws IOException {
    String text = Files.readString(folder.resolve("config.json")).replaceAll("(\\d)\\.0\\b", "$1");
    return new Gson().fromJson(text, JsonObject.class);
  }

  @Test
  void halfPrecisionFilesStayWithinTheirRounding(@TempDir Path saved) throws Exception {
    Golden golden = golden("attention");
    try (Network network = network(folder("attention"), golden)) {
      ((UNet) network.block()).save(saved, network.weights(), true);
    }
    assertTrue(
        Files.size(saved.resolve(UNetFiles.WEIGHTS))
            < 0.7 * Files.size(folder("attention").resolve(UNetFiles.WEIGHTS)));
    try (Network network = network(saved, golden)) {
      assertArrayEquals(golden.y, output(network, golden), 5e-3f);
    }
  }

  @Test
  void bfloat16StaysNearFloat32() throws Exception {
    Golden golden = golden("deep");
    Pretrained half = UNet.load(folder("deep")).bfloat16(true);
    try (Network network =
        Network.create(SESSION, half, new Shape(golden.shape), SCHEDULE, PredictionType.EPSILON)) {
      float[] y = output(network, golden);
      assertArrayEquals(golden.y, y, 0.06f);
      assertTrue(!Arrays.equals(golden.y, y));
    }
  }

  @Test
  void refusesWeightsOfAnotherArchitecture(@TempDir Path mixed) throws Exception {
    Files.copy(folder("attention").resolve("config.json"), mixed.resolve("config.json"));
    Files.copy(folder("everywhere").resolve(UNetFiles.WEIGHTS), mixed.resolve(UNetFiles.WEIGHTS));
    Golden golden = golden("attention");
    var refused =
        assertThrows(IllegalArgumentException.class, () -> network(mixed, golden).close());
    assertTrue(refused.getMessage().contains("conv_in.weight"), refused.getMessage());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\"act_fn\": \"gelu\"",
        "\"time_embedding_type\": \"fourier\"",
        "\"downsample_type\": \"resnet\"",
        "\"class_embed_type\": \"timestep\"",
        "\"mid_block_scale_factor\": 2",
        "\"time_embedding_dim\": 7",
        "\"down_block_types\": [\"SkipDownBlock2D\", \"DownBlock2D\"]"
      })
  void refusesByNameWhatItDoesNotBuild(String setting, @TempDir Path folder) throws Exception {
    String key = setting.substring(1, setting.indexOf('"', 1));
    String json = Files.readString(folder("attention").resolve("config.json"));
    JsonObject changed = new Gson().fromJson(json, JsonObject.class);
    changed.add(key, new Gson().fromJson("{" + setting + "}", JsonObject.class).get(key));
    Files.writeString(folder.resolve("config.json"), changed.toString());
    Files.copy(folder("attention").resolve(UNetFiles.WEIGHTS), folder.resolve(UNetFiles.WEIGHTS));
    var refused = assertThrows(IllegalArgumentException.class, () -> UNet.load(folder));
    assertTrue(refused.getMessage().contains(key), refused.getMessage());
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 7, 40, 2000})
  void refusesDamagedFiles(int length, @TempDir Path folder) throws Exception {
    Files.copy(folder("attention").resolve("config.json"), folder.resolve("config.json"));
    byte[] whole = Files.readAllBytes(folder("attention").resolve(UNetFiles.WEIGHTS));
    Files.write(folder.resolve(UNetFiles.WEIGHTS), Arrays.copyOf(whole, length));
    Golden golden = golden("attention");
    var refused =
        assertThrows(IllegalArgumentException.class, () -> network(folder, golden).close());
    assertTrue(refused.getMessage().contains(folder.toString()), refused.getMessage());
  }
}
