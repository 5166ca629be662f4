package io.github.constraineddiffusion.denoiser;

import static io.github.constraineddiffusion.denoiser.TinyUNets.N;
import static io.github.constraineddiffusion.denoiser.TinyUNets.SCHEDULE;
import static io.github.constraineddiffusion.denoiser.TinyUNets.images;
import static io.github.constraineddiffusion.denoiser.TinyUNets.loss;
import static io.github.constraineddiffusion.denoiser.TinyUNets.network;
import static io.github.constraineddiffusion.denoiser.TinyUNets.noise;
import static io.github.constraineddiffusion.denoiser.TinyUNets.shaken;
import static io.github.constraineddiffusion.denoiser.TinyUNets.times;
import static io.github.constraineddiffusion.denoiser.TinyUNets.tiny;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.GradientCollector;
import io.github.constraineddiffusion.schedule.PredictionType;
import io.github.constraineddiffusion.tensor.AdamW;
import io.github.constraineddiffusion.tensor.AdamWConfig;
import io.github.constraineddiffusion.tensor.Session;
import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class UNetTest {
  private static final Session SESSION = Session.open().seed(6);

  @AfterAll
  static void close() {
    SESSION.close();
  }

  @ParameterizedTest
  @CsvSource({"9, 7, 2", "5, 6, 3", "1, 1, 1"})
  void oddSizesKeepTheirShapeAndTrain(int height, int width, int levels) {
    Shape shape = new Shape(2, height, width);
    int[] channels = new int[levels];
    Arrays.fill(channels, 8);
    try (Network network = network(SESSION, tiny().channels(channels), shape);
        AdamW adam = new AdamW(network.weights(), AdamWConfig.defaults())) {
      assertEquals(N * shape.size(), noise(SESSION, network.denoiser(), shape).length);
      double first = step(network, adam, shape);
      double last = first;
      for (int i = 0; i < 25; i++) {
        last = step(network, adam, shape);
      }
      assertTrue(last < 0.5 * first, first + " → " + last);
    }
  }

  private static double step(Network network, AdamW adam, Shape shape) {
    try (NDManager scope = SESSION.scope();
        GradientCollector collector = Engine.getEngine("PyTorch").newGradientCollector()) {
      NDArray loss = loss(network, scope, shape);
      collector.backward(loss);
      adam.step(0.02, 0);
      return loss.getFloat();
    }
  }

  @Test
  void startsAtZeroOutputAndDependsOnTheSeedOnly() {
    Shape shape = new Shape(1, 6, 6);
    try (Network a = network(SESSION, tiny(), shape);
        Network b = network(SESSION, tiny(), shape);
        Network c =
            Network.create(SESSION.seed(7), tiny(), shape, SCHEDULE, PredictionType.EPSILON)) {
      assertArrayEquals(new float[N * 36], noise(SESSION, a.denoiser(), shape), 0);
      assertArrayEquals(a.weights().get(0).toFloatArray(), b.weights().get(0).toFloatArray(), 0);
      assertFalse(
          Arrays.equals(a.weights().get(0).toFloatArray(), c.weights().get(0).toFloatArray()));
    }
  }

  /** The choice reaches the levels whichever way the architecture was given. */
  @Test
  void storedWeightsMayRunInEitherPrecision() {
    Pretrained stored = Pretrained.of(tiny(), new byte[0], "nowhere");
    assertFalse(stored.description().contains("bfloat16"));
    assertTrue(stored.bfloat16(true).description().contains("in bfloat16"));
    assertEquals(stored.description(), stored.bfloat16(true).bfloat16(false).description());
    assertEquals(tiny().bfloat16().description(), tiny().bfloat16Copy(true).description());
  }

  /**
   * As many weights as diffusers' model in environment/peer, which the benchmarks run beside it.
   */
  @Test
  void thePeersNetworkHasThePeersSize() {
    UNetBuilder builder = UNet.builder().channels(32, 64, 64).attention().headChannels(8);
    try (Network network = network(SESSION, builder, new Shape(1, 32, 32))) {
      assertEquals(1_062_497, network.size());
    }
  }

  /** The same weights on pixels moved into channels by hand. */
  @Test
  void pixelUnshuffleIsTheNetworkOnMovedPixels() {
    Shape whole = new Shape(2, 8, 6);
    Shape moved = new Shape(8, 4, 3);
    try (Network stem = shaken(SESSION, tiny().pixelUnshuffle(2), whole);
        Network plain = shaken(SESSION, tiny(), moved);
        NDManager scope = SESSION.scope()) {
      NDArray x = images(scope, whole, 0);
      NDArray blocks = x.reshape(N, 2, 4, 2, 3, 2).transpose(0, 1, 3, 5, 2, 4);
      NDArray y = plain.denoiser().noise(blocks.reshape(N, 8, 4, 3), times(scope));
      NDArray back = y.reshape(N, 2, 2, 2, 4, 3).transpose(0, 1, 4, 2, 5, 3);
      NDArray expected = back.reshape(N, 2, 8, 6);
      assertArrayEquals(
          expected.toFloatArray(), stem.denoiser().noise(x, times(scope)).toFloatArray(), 1e-5f);
    }
  }

  private static String messageOf(Supplier<?> call) {
    return assertThrows(IllegalArgumentException.class, call::get).getMessage();
  }

  static Stream<Arguments> badSettings() {
    return Stream.of(
        refused(() -> UNet.builder().channels(), "[]", "at least one level"),
        refused(() -> UNet.builder().channels(32, 0), "[32, 0]", "at least 1"),
        refused(() -> UNet.builder().layers(0), "layers is 0", "at least 1"),
        refused(() -> UNet.builder().attention(0, -1), "attention level is -1", "at least 0"),
        refused(() -> UNet.builder().headChannels(-1), "headChannels is -1", "at least 0"),
        refused(() -> UNet.builder().groups(0), "groups is 0", "at least 1"),
        refused(() -> UNet.builder().classes(0), "classes is 0", "at least 1"),
        refused(() -> UNet.builder().pixelUnshuffle(0), "pixelUnshuffle is 0", "at least 1"),
        refused(() -> UNet.builder().groups(3).config(), "groups is 3", "divide the 32 channels"),
        refused(
            () -> UNet.builder().headChannels(12).config(), "headChannels is 12", "64 channels"),
        refused(() -> UNet.builder().attention(2).config(), "level 2", "levels 0 to 1"),
        refused(() -> UNet.builder().channels(3).groups(3).config(), "has 3 channels", "even"),
        refused(() -> UNet.builder().build(new Shape(2)), "(2)", "ResidualMlp"),
        refused(
            () -> tiny().pixelUnshuffle(2).build(new Shape(1, 8, 7)),
            "pixelUnshuffle is 2",
            "width 7"),
        refused(
            () -> tiny().channels(8, 8, 8).build(new Shape(1, 9, 3)),
            "9 × 3",
            "at least 4 pixels"));
  }

  private static Arguments refused(Supplier<?> call, String value, String remedy) {
    return Arguments.of(value, remedy, call);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("badSettings")
  void refusesBadSettingsWithValueLimitAndRemedy(String value, String remedy, Supplier<?> call) {
    String message = messageOf(call);
    assertTrue(message.contains(value) && message.contains(remedy), message);
  }

  @Test
  void attentionMayBeLeftOut() {
    UNetConfig none = tiny().attention().config();
    assertEquals(List.of(false, false), none.downAttention());
    assertTrue(none.midAttention());
    assertEquals(List.of(true, false), tiny().attention(0).config().downAttention());
    assertEquals(List.of(false, true), tiny().config().upAttention());
  }
}
