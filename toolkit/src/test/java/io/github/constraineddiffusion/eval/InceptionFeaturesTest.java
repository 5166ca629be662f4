package io.github.constraineddiffusion.eval;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.Shape;
import io.github.constraineddiffusion.tensor.GradMode;
import io.github.constraineddiffusion.tensor.LiveArrays;
import io.github.constraineddiffusion.tensor.Session;
import io.github.constraineddiffusion.tensor.TensorFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Against pytorch-fid itself, with weights from a formula: src/test/golden/inception.py. */
class InceptionFeaturesTest {
  private record Golden(
      long[] shape,
      List<String> order,
      double[][] features,
      double[][] grey,
      Map<String, Double> changes) {}

  private static final Golden GOLDEN = GoldenNumbers.read("inception.json", Golden.class);
  // rounding of float32 through 94 convolutions: 1e-5 was seen, where features go up to 29
  private static final double TOLERANCE = 1e-4;

  @TempDir private static Path folder;
  private static final Session SESSION = Session.open();
  private static InceptionFeatures network;

  @BeforeAll
  static void writeAndLoad() throws IOException {
    Path file = folder.resolve("inception.safetensors");
    try (NDManager scope = SESSION.scope()) {
      Map<String, NDArray> weights = new LinkedHashMap<>();
      Map<String, Shape> shapes = shapes();
      for (int i = 0; i < GOLDEN.order().size(); i++) {
        String name = GOLDEN.order().get(i);
        weights.put(name, weight(scope, name, shapes.get(name), 1000 + i));
      }
      weights.put("Conv2d_1a_3x3.bn.num_batches_tracked", scope.zeros(new Shape()));
      Files.write(file, TensorFile.encode(weights));
    }
    network = InceptionFeatures.load(SESSION, file);
    Files.delete(file);
  }

  @AfterAll
  static void close() {
    SESSION.close();
  }

  private static Map<String, Shape> shapes() {
    Map<String, Shape> shapes = new LinkedHashMap<>(InceptionNetwork.shapes());
    shapes.put("fc.weight", new Shape(1008, 2048));
    shapes.put("fc.bias", new Shape(1008));
    return shapes;
  }

  private static NDArray weight(NDManager manager, String name, Shape shape, int stream) {
    double[] u = GoldenNumbers.uniform(stream, (int) shape.size());
    var values = new float[u.length];
    double bound = Math.sqrt(6.0 / (shape.size() / shape.get(0)));
    boolean kernel = name.endsWith("conv.weight");
    boolean aroundOne = name.endsWith("bn.weight") || name.endsWith("running_var");
    for (int k = 0; k < u.length; k++) {
      values[k] =
          (float) (kernel ? (2 * u[k] - 1) * bound : aroundOne ? 0.5 + u[k] : 0.2 * (u[k] - 0.5));
    }
    return manager.create(values, shape);
  }

  private static NDArray images(NDManager manager) {
    Shape shape = new Shape(GOLDEN.shape());
    double[] u = GoldenNumbers.uniform(999, (int) shape.size());
    var values = new float[u.length];
    for (int k = 0; k < u.length; k++) {
      values[k] = (float) (2 * u[k] - 1);
    }
    return manager.create(values, shape);
  }

  @Test
  void agreesWithPytorchFid() {
    try (GradMode off = GradMode.off();
        NDManager scope = SESSION.scope()) {
      NDArray images = images(scope);
      NDArray features = network.features(images);
      assertEquals(new Shape(2, 2048), features.getShape());
      assertAgree(GOLDEN.features(), features);
      NDArray grey = images.get(new NDIndex(":, 0:1"));
      int before = LiveArrays.count();
      assertAgree(GOLDEN.grey(), network.features(grey));
      assertEquals(before + 1, LiveArrays.count());
    }
    GOLDEN.changes().forEach((what, change) -> assertTrue(change > 1000 * TOLERANCE, what));
  }

  private static void assertAgree(double[][] expected, NDArray features) {
    float[] all = features.toFloatArray();
    for (int n = 0; n < expected.length; n++) {
      var kept = new double[expected[n].length];
      for (int k = 0; k < kept.length; k++) {
        kept[k] = all[2048 * n + 16 * k];
      }
      assertArrayEquals(expected[n], kept, TOLERANCE);
    }
  }

  @Test
  void namesAreThoseOfPytorchFid() {
    assertEquals(GOLDEN.order().size(), shapes().size());
    assertTrue(shapes().keySet().containsAll(GOLDEN.order()));
    assertEquals(2048, network.dimension());
  }

  @Test
  void refusesOtherFilesAndSaysWhatIsWrong() throws IOException {
    Path file = folder.resolve("other.safetensors");
    try (NDManager scope = SESSION.scope()) {
      Files.write(
          file,
          TensorFile.encode(
              Map.of(
                  "Conv2d_1a_3x3.conv.weight", scope.ones(new Shape(32, 3, 5, 5)),
                  "AuxLogits.fc.weight", scope.ones(new Shape(2)))));
    }
    String message = refusal(file);
    assertTrue(
        message.contains(
            "Conv2d_1a_3x3.conv.weight has shape (32, 3, 5, 5), but must have (32, 3, 3, 3)"),
        message);
    assertTrue(message.contains("Conv2d_1a_3x3.bn.weight is missing"), message);
    assertTrue(message.contains("more faults"), message);

    byte[] whole = Files.readAllBytes(file);
    Files.write(file, Arrays.copyOf(whole, whole.length - 3));
    assertTrue(refusal(file).contains("must be a safetensors file"), refusal(file));
    Files.writeString(file, "PK no safetensors");
    assertTrue(refusal(file).contains("must be a safetensors file"));
    assertTrue(refusal(folder.resolve("absent")).contains("cannot read"));
    byte[] huge = new byte[64];
    Arrays.fill(huge, 0, 8, (byte) 0x7f);
    Files.write(file, huge);
    assertTrue(refusal(file).contains("must be a safetensors file"));
  }

  private static String refusal(Path file) {
    return assertThrows(IllegalArgumentException.class, () -> InceptionFeatures.load(SESSION, file))
        .getMessage();
  }

  @Test
  void refusesImagesOfTwoChannels() {
    try (NDManager scope = SESSION.scope()) {
      NDArray two = scope.ones(new Shape(1, 2, 8, 8));
      assertThrows(IllegalArgumentException.class, () -> network.features(two));
    }
  }
}
