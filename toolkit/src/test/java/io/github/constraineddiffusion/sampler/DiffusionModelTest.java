package io.github.constraineddiffusion.sampler;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.github.constraineddiffusion.denoiser.Denoiser;
import io.github.constraineddiffusion.denoiser.Network;
import io.github.constraineddiffusion.denoiser.NetworkFactory;
import io.github.constraineddiffusion.denoiser.ResidualMlp;
import io.github.constraineddiffusion.denoiser.UNet;
import io.github.constraineddiffusion.schedule.NoiseSchedule;
import io.github.constraineddiffusion.schedule.PredictionType;
import io.github.constraineddiffusion.tensor.GradMode;
import io.github.constraineddiffusion.tensor.Session;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Models on disk: the same network comes back, and nothing but it. */
class DiffusionModelTest {
  private static final Session SESSION = Session.open().seed(4);
  private static final Shape SHAPE = new Shape(1, 8, 6);

  @TempDir Path folder;

  @AfterAll
  static void close() {
    SESSION.close();
  }

  private static ModelCard card(NoiseSchedule schedule) {
    return new ModelCard(
        "trial",
        "by a test",
        "denoiser tiny; steps 3",
        "data abc",
        4,
        3,
        1.25,
        schedule.describe(),
        PredictionType.V,
        SHAPE.getShape(),
        Map.of("fid", 12.5, "shares", List.of(0.1, 0.9)),
        "");
  }

  private static DiffusionModel model(NoiseSchedule schedule) {
    return model(
        schedule,
        UNet.builder()
            .channels(8, 8)
            .groups(4)
            .headChannels(4)
            .classes(2)
            .pixelUnshuffle(2)
            .bfloat16(SESSION.bfloat16()),
        SHAPE);
  }

  /** Weights are not the network's own, as with a moving average. */
  private static DiffusionModel model(NoiseSchedule schedule, NetworkFactory factory, Shape shape) {
    Network network = Network.create(SESSION, factory, shape, schedule, PredictionType.V);
    List<NDArray> average = network.weights().stream().map(DiffusionModelTest::moved).toList();
    return DiffusionModel.of(SESSION, network, average, card(schedule));
  }

  private static NDArray moved(NDArray weight) {
    try (GradMode off = GradMode.off();
        NDManager scope = SESSION.scope()) {
      NDArray sum = weight.add(scope.randomNormal(weight.getShape()).mul(0.05f));
      sum.attach(SESSION.manager());
      return sum;
    }
  }

  private static float[] noise(Denoiser denoiser) {
    try (NDManager scope = SESSION.scope()) {
      NDArray x = scope.arange(96f).sin().reshape(new Shape(2, 1, 8, 6));
      return denoiser.noise(x, scope.create(new float[] {2, 17})).toFloatArray();
    }
  }

  static Stream<NoiseSchedule> schedules() {
    return Stream.of(
        NoiseSchedule.linear(20, 1e-3, 0.2),
        NoiseSchedule.cosine(20),
        NoiseSchedule.sigmoid(20),
        NoiseSchedule.uniformLogSnr(20, 6, -8),
        NoiseSchedule.cosine(20).zeroTerminalSnr());
  }

  @ParameterizedTest
  @MethodSource("schedules")
  void saveThenLoadIsTheSameModel(NoiseSchedule schedule) {
    try (DiffusionModel saved = model(schedule)) {
      saved.save(folder, false);
      try (DiffusionModel loaded = DiffusionModel.load(SESSION, folder)) {
        assertArrayEquals(noise(saved.denoiser()), noise(loaded.denoiser()), 0);
        assertArrayEquals(noise(saved.given(1)), noise(loaded.given(1)), 0);
        assertArrayEquals(noise(saved.guided(1, 3)), noise(loaded.guided(1, 3)), 0);
        assertEquals(schedule.describe().toString(), loaded.schedule().describe().toString());
        assertEquals(SHAPE, loaded.sampleShape());
        assertEquals(saved.parameters(), loaded.parameters());
        try (NDArray a = saved.sampler(Ddim.steps(4)).clip(1).sample(3);
            NDArray b = loaded.sampler(Ddim.steps(4)).clip(1).sample(3)) {
          assertArrayEquals(a.toFloatArray(), b.toFloatArray(), 0);
        }
      }
    }
  }

  @Test
  void theCardComesBackWhole() {
    try (DiffusionModel saved = model(NoiseSchedule.cosine(20))) {
      saved.save(folder, false);
      try (DiffusionModel loaded = DiffusionModel.load(SESSION, folder)) {
        ModelCard card = loaded.card();
        assertEquals("trial", card.name());
        assertEquals("by a test", card.made());
        assertEquals("denoiser tiny; steps 3", card.training());
        assertEquals("data abc", card.data());
        assertEquals(4, card.seed());
        assertEquals(3, card.steps());
        assertEquals(1.25, card.seconds());
        assertEquals(PredictionType.V, card.prediction());
        assertEquals(saved.card().metrics(), card.metrics());
        assertEquals(64, card.sha256().length());
        assertTrue(loaded.toString().contains("trial"), loaded.toString());
      }
    }
  }

  @Test
  void theCardIsImmutable() {
    ModelCard card = card(NoiseSchedule.cosine(20));
    ModelCard more = card.with("other", Map.of("fid", 9.0, "kid", 0.1));
    assertEquals("trial", card.name());
    assertEquals(12.5, card.metrics().get("fid"));
    assertEquals("other", more.name());
    assertEquals(9.0, more.metrics().get("fid"));
    assertEquals(List.of(0.1, 0.9), more.metrics().get("shares"));
    card.sampleShape()[0] = 7;
    assertEquals(1, card.sampleShape()[0]);
    assertThrows(UnsupportedOperationException.class, () -> card.metrics().clear());
    assertThrows(UnsupportedOperationException.class, () -> card.schedule().clear());
  }

  /** Half the size, and within the rounding of ten bits. */
  @Test
  void halfPrecisionStaysNear() throws IOException {
    try (DiffusionModel saved = model(NoiseSchedule.cosine(20))) {
      saved.save(folder.resolve("whole"), false);
      saved.save(folder.resolve("half"), true);
      long whole = Files.size(folder.resolve("whole").resolve(UNet.WEIGHTS_FILE));
      assertTrue(Files.size(folder.resolve("half").resolve(UNet.WEIGHTS_FILE)) < 0.7 * whole);
      try (DiffusionModel loaded = DiffusionModel.load(SESSION, folder.resolve("half"))) {
        float[] a = noise(saved.denoiser());
        float[] b = noise(loaded.denoiser());
        assertArrayEquals(a, b, 0.03f);
        assertFalse(Arrays.equals(a, b));
      }
    }
  }

  /** What begins with a model's weights gives the model's outputs. */
  @Test
  void theFactoryStartsFromTheWeights() {
    NoiseSchedule schedule = NoiseSchedule.cosine(20);
    try (DiffusionModel saved = model(schedule)) {
      saved.save(folder, false);
      try (Network again =
          Network.create(SESSION, saved.factory(), SHAPE, schedule, PredictionType.V)) {
        assertArrayEquals(noise(saved.denoiser()), noise(again.denoiser()), 0);
      }
      try (DiffusionModel loaded = DiffusionModel.load(SESSION, folder);
          Network warm =
              Network.create(SESSION, loaded.factory(), SHAPE, schedule, PredictionType.V)) {
        assertArrayEquals(noise(saved.denoiser()), noise(warm.denoiser()), 0);
        assertTrue(loaded.factory().description().contains(loaded.card().sha256()));
        String message =
            messageOf(
                () ->
                    Network.create(
                        SESSION, loaded.factory(), new Shape(3, 8, 6), schedule, PredictionType.V));
        assertTrue(message.contains("1 channels") && message.contains("have 3"), message);
      }
    }
  }

  private String messageOfLoad() {
    return messageOf(() -> DiffusionModel.load(SESSION, folder));
  }

  private static String messageOf(org.junit.jupiter.api.function.Executable call) {
    return assertThrows(IllegalArgumentException.class, call).getMessage();
  }

  /** One bit, anywhere: neither shape nor format shows it. */
  @ParameterizedTest
  @ValueSource(doubles = {0.3, 0.99})
  void refusesWeightsThatAreNotThoseOfTheCard(double where) throws IOException {
    try (DiffusionModel saved = model(NoiseSchedule.cosine(20))) {
      saved.save(folder, false);
    }
    Path file = folder.resolve(UNet.WEIGHTS_FILE);
    byte[] bytes = Files.readAllBytes(file);
    bytes[(int) (where * bytes.length)] ^= 1;
    Files.write(file, bytes);
    String message = messageOfLoad();
    assertTrue(message.contains("SHA-256") && message.contains(folder.toString()), message);
    assertTrue(message.contains(UNet.WEIGHTS_FILE), message);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "{",
        "[]",
        "{}",
        "{\"prediction\": \"V\"}",
        "{\"prediction\": \"no such\"}",
        "null",
        "{\"steps\": \"many\"}"
      })
  void refusesACardThatIsNone(String json) throws IOException {
    try (DiffusionModel saved = model(NoiseSchedule.cosine(20))) {
      saved.save(folder, false);
    }
    Files.writeString(folder.resolve("model.json"), json);
    String message = messageOfLoad();
    assertTrue(message.contains("model.json") && message.contains(folder.toString()), message);
  }

  /** The schedule is part of the card, and damage to it must be told as such. */
  @ParameterizedTest
  @ValueSource(strings = {"\"kind\"", "\"steps\"", "\"sampleShape\"", "\"sha256\""})
  void refusesACardThatLacksAField(String key) throws IOException {
    try (DiffusionModel saved = model(NoiseSchedule.cosine(20))) {
      saved.save(folder, false);
    }
    Path card = folder.resolve("model.json");
    String json = Files.readString(card);
    String without = json.replace(key, "\"x" + key.substring(1));
    assertNotEquals(json, without);
    Files.writeString(card, without);
    String message = messageOfLoad();
    assertTrue(message.contains(folder.toString()) && message.contains("model.json"), message);
  }

  @Test
  void refusesAFolderWithoutAModelAndAnUnknownName() {
    String message =
        assertThrows(UncheckedIOException.class, () -> DiffusionModel.load(SESSION, folder))
            .getMessage();
    assertTrue(message.contains(folder.toString()) && message.contains("model.json"), message);
    String name = messageOf(() -> DiffusionModel.named(SESSION, "no-such"));
    assertTrue(name.contains("no-such") && name.contains("digits-unconstrained"), name);
  }

  @Test
  void savesUNetsOnly() {
    Shape plane = new Shape(2);
    try (DiffusionModel mlp =
        model(NoiseSchedule.cosine(20), ResidualMlp.builder().width(8).blocks(1), plane)) {
      String message =
          assertThrows(IllegalStateException.class, () -> mlp.save(folder, false)).getMessage();
      assertTrue(message.contains("ResidualMlp") && message.contains("checkpoints"), message);
    }
  }

  /** A model saved over another replaces it whole. */
  @Test
  void replacesAnEarlierModel() {
    try (DiffusionModel first = model(NoiseSchedule.cosine(20));
        DiffusionModel second = model(NoiseSchedule.linear(20, 1e-3, 0.2))) {
      first.save(folder, true);
      second.save(folder, false);
      try (DiffusionModel loaded = DiffusionModel.load(SESSION, folder)) {
        assertArrayEquals(noise(second.denoiser()), noise(loaded.denoiser()), 0);
      }
    }
  }
}
