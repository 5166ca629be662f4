package io.github.constraineddiffusion.denoiser;

import static io.github.constraineddiffusion.denoiser.TinyUNets.SCHEDULE;
import static io.github.constraineddiffusion.denoiser.TinyUNets.network;
import static io.github.constraineddiffusion.denoiser.TinyUNets.noise;
import static io.github.constraineddiffusion.denoiser.TinyUNets.shaken;
import static io.github.constraineddiffusion.denoiser.TinyUNets.tiny;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.github.constraineddiffusion.data.Moments;
import io.github.constraineddiffusion.schedule.PredictionType;
import io.github.constraineddiffusion.tensor.Session;
import io.github.constraineddiffusion.tensor.TensorFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What adapters may be told, their file, and weights that do not fit. */
class LowRankSettingsTest {
  private static final Session SESSION = Session.open().seed(6);
  private static final Shape SHAPE = new Shape(1, 6, 5);
  private static final Shape PLANE = new Shape(2);

  @TempDir Path folder;

  @AfterAll
  static void close() {
    SESSION.close();
  }

  private static String messageOf(Executable call) {
    return assertThrows(IllegalArgumentException.class, call).getMessage();
  }

  private static String messageOfNetwork(NetworkFactory factory) {
    return messageOf(() -> network(SESSION, factory, SHAPE).close());
  }

  private static void assertContains(String message, String... parts) {
    for (String part : parts) {
      assertTrue(message.contains(part), message);
    }
  }

  @Test
  void refusesBadSettings() {
    LowRank adapters = LowRank.of(tiny());
    assertContains(messageOf(() -> adapters.rank(0)), "rank is 0", "at least 1: try 4");
    for (double alpha : new double[] {0, -1, Double.NaN, Double.POSITIVE_INFINITY}) {
      assertContains(messageOf(() -> adapters.alpha(alpha)), "alpha is " + alpha, "above 0");
    }
    assertContains(messageOf(adapters::layers), "layers is []");
    assertContains(messageOf(() -> adapters.layers("conv", " ")), "parts of names");
    assertContains(messageOf(() -> LowRank.of(adapters)), "adapters already");
    byte[] none = {};
    assertContains(messageOf(() -> Pretrained.of(adapters, none, "x")), "LowRank.load(...)");
  }

  @Test
  void refusesLayersThatAreNotThere() {
    LowRank adapters = LowRank.of(tiny());
    String message = messageOfNetwork(adapters.layers("attentions", "dense"));
    assertContains(message, "\"dense\"", "conv_in, time_embedding.linear_1, ", " more");
    assertFalse(message.contains("norm"), message);
    LowRank mlp = LowRank.of(ResidualMlp.builder().width(4).blocks(1));
    String few = messageOf(() -> network(SESSION, mlp.layers("conv"), new Shape(2)));
    assertTrue(few.endsWith("are in, time, block0_widen, block0_narrow, out"), few);
  }

  @Test
  void refusesARankThatNoLayerHasRoomFor() {
    LowRank adapters = LowRank.of(tiny()).layers("conv_in", "conv_out");
    assertContains(messageOfNetwork(adapters.rank(5)), "rank is 5", "at most 4", "conv_out");
    try (Network network = network(SESSION, adapters.rank(4), SHAPE)) {
      Map<String, NDArray> named = Network.named(network.block());
      assertEquals(new Shape(4, 1, 3, 3), named.get("conv_in.lora_A.weight").getShape());
      assertEquals(new Shape(4, 4, 1, 1), named.get("conv_in.lora_B.weight").getShape());
      assertEquals(new Shape(1, 4, 3, 3), named.get("conv_out.lora_A.weight").getShape());
      assertEquals(new Shape(1, 1, 1, 1), named.get("conv_out.lora_B.weight").getShape());
    }
  }

  @Test
  void isNotToBePreconditioned() {
    Moments moments = LowRankTest.moments(SESSION);
    String message =
        messageOf(
            () -> Preconditioned.of(LowRank.of(tiny()), moments, SCHEDULE, PredictionType.EPSILON));
    assertContains(message, "LowRank.of(Preconditioned.of(...))");
  }

  /** It goes into checkpoints: whatever changes the numbers must show. */
  @Test
  void descriptionTellsSettingsApart() {
    LowRank adapters = LowRank.of(tiny());
    assertEquals(adapters.description(), LowRank.of(tiny()).rank(4).alpha(4).description());
    assertFalse(adapters.description().equals(tiny().description()));
    for (LowRank other :
        new LowRank[] {
          adapters.rank(5), adapters.alpha(5), adapters.layers("conv"), adapters.bfloat16Copy(true)
        }) {
      assertFalse(other.description().equals(adapters.description()), other.description());
    }
    assertEquals(
        adapters.description(), adapters.bfloat16Copy(true).bfloat16Copy(false).description());
  }

  private Path saved(LowRank factory) throws IOException {
    try (Network network = shaken(SESSION, factory, SHAPE)) {
      return Files.write(
          folder.resolve("adapters.safetensors"), network.adapters(network.weights()));
    }
  }

  @Test
  void adaptersComeBackFromTheirFile() throws IOException {
    Pretrained base = LowRankTest.unet(SESSION);
    LowRank factory = LowRank.of(base).rank(2).alpha(3).layers("conv1", "time_embedding");
    Path file = saved(factory);
    LowRank loaded = LowRank.load(base, file);
    try (Network first = shaken(SESSION, factory, SHAPE);
        Network second = network(SESSION, loaded, SHAPE)) {
      assertArrayEquals(
          noise(SESSION, first.denoiser(), SHAPE), noise(SESSION, second.denoiser(), SHAPE), 0);
      assertEquals(first.size(), second.size());
      assertFalse(loaded.description().equals(factory.description()));
    }
    byte[] bytes = Files.readAllBytes(file);
    assertEquals(Map.of("format", "pt", "rank", "2", "alpha", "3.0"), TensorFile.metadata(bytes));
    assertTrue(TensorFile.names(bytes).contains("mid_block.resnets.0.conv1.lora_B.weight"));
    assertEquals(0, (bytes[0] & 0xff) % 8);
  }

  @Test
  void namesLayersThatAdaptersDoNotFit() throws IOException {
    Path file = saved(LowRank.of(tiny()).rank(2).layers("conv_in", "down_blocks.1"));
    String wider = messageOfNetwork(LowRank.load(tiny().channels(4, 16), file));
    assertContains(
        wider, file.toString(), "down_blocks.1.resnets.0.conv1.lora_B.weight", "16, 2", "(8, 2");
    String fewer = messageOfNetwork(LowRank.load(tiny().channels(4), file));
    assertContains(
        fewer, "down_blocks.1.attentions.0.to_k.lora_A.weight\" of (2, 8) is not in the network");
    String rank = messageOfNetwork(LowRank.load(tiny(), file).rank(1));
    assertContains(rank, "conv_in.lora_A.weight", "(2, 1, 3, 3)", "(1, 1, 3, 3)");
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 7, 60})
  void refusesDamagedFiles(int length) throws IOException {
    Path file = saved(LowRank.of(tiny()));
    Files.write(file, java.util.Arrays.copyOf(Files.readAllBytes(file), length));
    assertContains(messageOf(() -> LowRank.load(tiny(), file)), file.toString(), "saveAdapters");
  }

  @Test
  void refusesFilesOfOtherThings() throws IOException {
    Path file = folder.resolve("other.safetensors");
    assertThrows(UncheckedIOException.class, () -> LowRank.load(tiny(), file));
    try (NDManager scope = SESSION.scope()) {
      Map<String, NDArray> one = Map.of("conv_in.weight", scope.ones(new Shape(2)));
      Files.write(file, TensorFile.encode(one));
      assertContains(messageOf(() -> LowRank.load(tiny(), file)), "rank is missing");
      Map<String, String> texts = new TreeMap<>(Map.of("rank", "2", "alpha", "1"));
      Files.write(file, TensorFile.encode(one, texts));
      assertContains(messageOf(() -> LowRank.load(tiny(), file)), "\"conv_in.weight\"");
      texts.put("alpha", "none");
      Files.write(file, TensorFile.encode(one, texts));
      assertContains(messageOf(() -> LowRank.load(tiny(), file)), "alpha is none");
    }
  }

  /** Up to five by name, all by number. */
  @Test
  void namesPretrainedWeightsThatDoNotFit() {
    byte[] narrow = LowRankTest.weights(SESSION, mlp(1), PLANE);
    String other = messageOfMlp(mlp(1).widening(3), narrow);
    assertContains(other, "3 weights in memory", "\"block0_widen_weight\" is (8, 4), but");
    assertContains(other, "needs (12, 4)", "\"block0_widen_bias\" is (8)", "block0_narrow_weight");
    assertFalse(other.contains("more"), other);
    String deeper = messageOfMlp(mlp(2), narrow);
    assertContains(deeper, "6 weights", "\"block1_norm_weight\" is missing", "(4)", "and 1 more");
    String shallow = messageOfMlp(mlp(1), LowRankTest.weights(SESSION, mlp(2), PLANE));
    assertContains(
        shallow, "6 weights", "\"block1_narrow_weight\" of (4, 8) is not in the network");
  }

  private static ResidualMlp.Builder mlp(int blocks) {
    return ResidualMlp.builder().width(4).blocks(blocks);
  }

  private static String messageOfMlp(NetworkFactory architecture, byte[] weights) {
    Pretrained factory = Pretrained.of(architecture, weights, "memory");
    return messageOf(() -> network(SESSION, factory, PLANE));
  }
}
