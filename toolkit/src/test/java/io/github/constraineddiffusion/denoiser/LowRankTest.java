package io.github.constraineddiffusion.denoiser;

import static io.github.constraineddiffusion.denoiser.TinyUNets.SCHEDULE;
import static io.github.constraineddiffusion.denoiser.TinyUNets.assertSlopes;
import static io.github.constraineddiffusion.denoiser.TinyUNets.gradients;
import static io.github.constraineddiffusion.denoiser.TinyUNets.loss;
import static io.github.constraineddiffusion.denoiser.TinyUNets.network;
import static io.github.constraineddiffusion.denoiser.TinyUNets.noise;
import static io.github.constraineddiffusion.denoiser.TinyUNets.shaken;
import static io.github.constraineddiffusion.denoiser.TinyUNets.tiny;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import ai.djl.nn.LambdaBlock;
import ai.djl.nn.SequentialBlock;
import ai.djl.nn.core.Linear;
import ai.djl.training.GradientCollector;
import io.github.constraineddiffusion.data.GaussianMixture;
import io.github.constraineddiffusion.data.Moments;
import io.github.constraineddiffusion.schedule.PredictionType;
import io.github.constraineddiffusion.tensor.AdamW;
import io.github.constraineddiffusion.tensor.AdamWConfig;
import io.github.constraineddiffusion.tensor.LiveArrays;
import io.github.constraineddiffusion.tensor.Session;
import io.github.constraineddiffusion.tensor.TensorFile;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/** Low-rank adapters: what they compute, what is trained, and what they fold into. */
class LowRankTest {
  private static final Session SESSION = Session.open().seed(6);
  private static final Shape SHAPE = new Shape(1, 6, 5);

  @AfterAll
  static void close() {
    SESSION.close();
  }

  /** Weights that no start gives: adapters that lost them would show. */
  static byte[] weights(Session session, NetworkFactory architecture, Shape shape) {
    try (Network network = shaken(session, architecture, shape)) {
      return TensorFile.encode(Network.named(network.block()));
    }
  }

  static Pretrained unet(Session session) {
    NetworkFactory net = tiny().classes(2);
    return Pretrained.of(net, weights(session, net, SHAPE), "memory");
  }

  private static float[] given(Network network, int label) {
    return noise(SESSION, network.denoiser(network.weights(), label, 1), SHAPE);
  }

  /** Weights are equal to the bit; outputs may differ by where in memory these lie. */
  @Test
  void startsAsTheNetworkItAdapts() {
    Pretrained base = unet(SESSION);
    try (Network before = network(SESSION, base, SHAPE);
        Network adapted = network(SESSION, LowRank.of(base), SHAPE);
        NDManager scope = SESSION.scope()) {
      List<NDArray> merged =
          List.copyOf(adapted.merged(scope, adapted.weights()).weights().values());
      for (int i = 0; i < merged.size(); i++) {
        assertArrayEquals(before.weights().get(i).toFloatArray(), merged.get(i).toFloatArray(), 0);
      }
      assertArrayEquals(
          noise(SESSION, before.denoiser(), SHAPE),
          noise(SESSION, adapted.denoiser(), SHAPE),
          1e-6f);
      assertEquals(2, adapted.classes());
      assertEquals(2, adapted.nullClass());
      assertArrayEquals(given(before, 1), given(adapted, 1), 1e-6f);
      assertFalse(Arrays.equals(given(adapted, 0), given(adapted, 1)));
    }
  }

  @Test
  void bfloat16ReachesTheNetworkItAdapts() {
    LowRank adapters = LowRank.of(unet(SESSION));
    try (Network whole = network(SESSION, adapters, SHAPE);
        Network half = network(SESSION, adapters.bfloat16Copy(true), SHAPE)) {
      assertArrayEquals(given(whole, 1), given(half, 1), 0.05f);
      assertFalse(Arrays.equals(given(whole, 1), given(half, 1)));
    }
  }

  @Test
  void gradientEqualsFiniteDifferences() {
    try (Network network = shaken(SESSION, LowRank.of(unet(SESSION)).rank(2).alpha(3), SHAPE)) {
      assertSlopes(SESSION, network, SHAPE);
    }
  }

  /** Trap 1 of the engine: freed memory is overwritten between forward and backward. */
  @Test
  void gradientSurvivesGarbageCollectionBeforeBackward() {
    try (Network network = shaken(SESSION, LowRank.of(unet(SESSION)).rank(2).alpha(3), SHAPE)) {
      List<float[]> calm = gradients(SESSION, network, SHAPE, false);
      List<float[]> disturbed = gradients(SESSION, network, SHAPE, true);
      for (int p = 0; p < calm.size(); p++) {
        assertArrayEquals(calm.get(p), disturbed.get(p), 0);
      }
    }
  }

  @Test
  void stepsChangeAdaptersOnlyAndLeaveNoArraysBehind() {
    try (Network network = network(SESSION, LowRank.of(unet(SESSION)), SHAPE);
        AdamW adam = new AdamW(network.weights(), AdamWConfig.defaults())) {
      Block frozen = network.merged(SESSION.manager(), network.weights()).block();
      List<float[]> before = values(frozen);
      List<float[]> adapters = network.weights().stream().map(NDArray::toFloatArray).toList();
      double first = step(network, adam);
      int arrays = LiveArrays.count();
      double last = first;
      for (int i = 0; i < 15; i++) {
        last = step(network, adam);
      }
      assertEquals(arrays, LiveArrays.count());
      assertTrue(last < 0.9 * first, first + " → " + last);
      List<float[]> after = values(frozen);
      for (int i = 0; i < before.size(); i++) {
        assertArrayEquals(before.get(i), after.get(i), 0);
      }
      for (int i = 0; i < adapters.size(); i++) {
        float[] now = network.weights().get(i).toFloatArray();
        assertFalse(Arrays.equals(adapters.get(i), now), "adapter " + i);
      }
      frozen.getParameters().values().forEach(p -> assertFalse(p.getArray().hasGradient()));
    }
  }

  private static List<float[]> values(Block block) {
    return block.getParameters().values().stream().map(p -> p.getArray().toFloatArray()).toList();
  }

  private static double step(Network network, AdamW adam) {
    try (NDManager scope = SESSION.scope();
        GradientCollector collector = Engine.getEngine("PyTorch").newGradientCollector()) {
      NDArray loss = loss(network, scope, SHAPE);
      collector.backward(loss);
      adam.step(0.02, 0);
      return loss.getFloat();
    }
  }

  /** Equation 3, in double arithmetic. */
  @Test
  void foldsInAsThePaperSays() {
    Pretrained base = unet(SESSION);
    try (Network before = network(SESSION, base, SHAPE);
        Network network = shaken(SESSION, LowRank.of(base).rank(3).alpha(2), SHAPE);
        NDManager scope = SESSION.scope()) {
      Network.Merged merged = network.merged(scope, network.weights());
      Map<String, NDArray> old = Network.named(before.block());
      Map<String, NDArray> adapters = Network.named(network.block());
      List<String> names = List.copyOf(old.keySet());
      assertEquals(names, List.copyOf(merged.weights().keySet()));
      int changed = 0;
      for (int i = 0; i < names.size(); i++) {
        String layer = names.get(i).replaceAll("[.]weight$", "");
        NDArray a = adapters.get(layer + ".lora_A.weight");
        float[] w = old.get(names.get(i)).toFloatArray();
        float[] expected = w;
        if (a != null) {
          expected = changed(w, a, adapters.get(layer + ".lora_B.weight"), 2.0 / 3);
          changed++;
        }
        assertArrayEquals(expected, merged.weights().get(names.get(i)).toFloatArray(), 1e-6f);
      }
      assertEquals(adapters.size(), 2 * changed);
    }
  }

  private static float[] changed(float[] w, NDArray a, NDArray b, double factor) {
    int rank = (int) a.getShape().get(0);
    int in = (int) a.size() / rank;
    float[] left = b.toFloatArray();
    float[] right = a.toFloatArray();
    float[] result = new float[w.length];
    for (int k = 0; k < w.length; k++) {
      double sum = 0;
      for (int r = 0; r < rank; r++) {
        sum += (double) left[k / in * rank + r] * right[r * in + k % in];
      }
      result[k] = (float) (w[k] + factor * sum);
    }
    return result;
  }

  @Test
  void aMergedNetworkGivesTheSameOutputs() {
    Pretrained base = unet(SESSION);
    try (Network network = shaken(SESSION, LowRank.of(base).rank(2), SHAPE)) {
      Pretrained folded = network.factory(network.weights(), "merged");
      try (Network plain = network(SESSION, folded, SHAPE);
          Network before = network(SESSION, base, SHAPE)) {
        assertArrayEquals(given(network, 1), given(plain, 1), 1e-5f);
        assertFalse(Arrays.equals(given(before, 1), given(plain, 1)));
        assertEquals(plain.size(), network.mergedSize());
        assertEquals(plain.size(), plain.mergedSize());
      }
    }
  }

  /** r·(out + in) for each layer, r no more than the smaller of the two. */
  @Test
  void countsAdaptersAlone() {
    NetworkFactory mlp = ResidualMlp.builder().width(16).blocks(1).embedding(8).widening(2);
    Shape plane = new Shape(2);
    long in = 2 * (16 + 2);
    long out = 2 * (2 + 16);
    long time = 3 * (16 + 8);
    long widenAndNarrow = 2 * 3 * (32 + 16);
    assertEquals(in + out + time + widenAndNarrow, size(LowRank.of(mlp).rank(3), plane));
    assertEquals(time, size(LowRank.of(mlp).rank(3).layers("time"), plane));
    assertEquals(time + in, size(LowRank.of(mlp).rank(3).layers("time", "in"), plane));
    // 3 × 3 kernels belong to the inner side: 4 channels in, 8 out
    LowRank conv = LowRank.of(tiny()).rank(4).layers("down_blocks.1.resnets.0.conv1");
    assertEquals(4 * (8 + 4 * 9), size(conv, SHAPE));
  }

  private static long size(LowRank factory, Shape shape) {
    try (Network network = network(SESSION, factory, shape)) {
      return network.size();
    }
  }

  /** Around a preconditioned network, and around a block of the user's. */
  @Test
  void adaptsOtherNetworks() {
    Shape plane = new Shape(2);
    NetworkFactory mlp = ResidualMlp.builder().width(8).blocks(1).embedding(8);
    NetworkFactory conditioned =
        Preconditioned.of(mlp, moments(SESSION), SCHEDULE, PredictionType.EPSILON);
    NetworkFactory own = Denoiser.of("mine", LowRankTest::block);
    for (NetworkFactory factory : List.of(mlp, conditioned, own)) {
      try (Network network = shaken(SESSION, LowRank.of(factory).rank(1), plane);
          Network before = network(SESSION, factory, plane)) {
        assertTrue(network.size() < before.size());
        assertEquals(before.size(), network.mergedSize());
        assertSlopes(SESSION, network, plane);
      }
    }
  }

  static Moments moments(Session session) {
    double[][] means = {{1, -1}};
    GaussianMixture data = GaussianMixture.isotropic(0.5, means, 1);
    return Moments.of(session.manager(), session.random(1), data);
  }

  private static Block block() {
    return new SequentialBlock()
        .add(
            new LambdaBlock(
                list -> new NDList(list.get(0).concat(list.get(1).reshape(-1, 1), 1)), "join"))
        .add(Linear.builder().setUnits(4).build())
        .add(Linear.builder().setUnits(2).build());
  }
}
