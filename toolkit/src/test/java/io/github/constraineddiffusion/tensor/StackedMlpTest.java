package io.github.constraineddiffusion.tensor;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.GradientCollector;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The closed-form backward pass against autograd on the same network, and steps against AdamW. */
class StackedMlpTest {
  private static final int D = 3;
  private static final int C = 6;
  private static final int H = 10;
  private static final int K = 8;
  private static final int BLOCKS = 2;
  private static final int N = 5;
  private static final int TIMESTEPS = 50;
  private static final int STEPS = 20;
  private static final long[] SIZES = {D, C, H, K, BLOCKS};

  /** By number: the runner would close modules. */
  static IntStream modules() {
    return IntStream.range(0, StackedArchive.modules().size());
  }

  @ParameterizedTest
  @MethodSource("modules")
  void hasTheOutputErrorAndGradientOfAutograd(int module) {
    for (int runs : new int[] {1, 3}) {
      for (boolean weighted : new boolean[] {false, true}) {
        compare(module, runs, weighted);
      }
    }
  }

  private static void compare(int module, int runs, boolean weighted) {
    try (Session session = Session.open();
        NDManager scope = session.scope()) {
      List<List<NDArray>> networks = networks(scope, runs);
      NDArray x = wave(scope, 100, runs * N, D);
      NDArray target = wave(scope, 101, runs * N, D);
      NDArray t = timesteps(scope, runs);
      NDArray factors = weighted ? wave(scope, 102, runs * N).abs() : null;
      try (StackedMlp stack =
          new StackedMlp(
              StackedArchive.modules().get(module),
              session.manager(),
              session.device(),
              SIZES,
              TIMESTEPS,
              networks,
              new AdamWConfig(0.9, 0.999, 1e-8, 0.01, 0, false))) {
        for (int r = 0; r < runs; r++) {
          String rows = r * N + ":" + (r + 1) * N;
          NDArray factor = weighted ? factors.get(rows) : scope.ones(new Shape(N));
          NDArray own = x.get(rows);
          NDArray given = weighted ? factor : null;
          double error = autograd(networks.get(r), own, t.get(rows), target.get(rows), factor);
          double[] still = {0};
          float[][] seen = stack.steps(r, own, t.get(rows), target.get(rows), given, still, still);
          assertEquals(error, seen[0][0], 1e-5);
          assertArrayEquals(
              gradients(networks.get(r)), stack.gradients().get(r).toFloatArray(), 2e-5f);
          NDArray expected = output(networks.get(r), own, t.get(rows)).stopGradient();
          float[] found = stack.output(r, false, own, t.get(rows)).toFloatArray();
          assertArrayEquals(expected.toFloatArray(), found, 2e-5f);
        }
      }
    }
  }

  /** Own learning rates; clipping, decay and average as {@link AdamW}. */
  @ParameterizedTest
  @CsvSource({"0, 1", "0, 4", "1, 1", "1, 4", "1, 20"})
  void stepsAsEachRunAlone(int module, int perCall) {
    assumeTrue(module < StackedArchive.modules().size());
    AdamWConfig config = new AdamWConfig(0.8, 0.95, 1e-6, 0.1, 0.5, false);
    double[] rates = {0.01, 0.003};
    try (Session session = Session.open();
        NDManager scope = session.scope()) {
      List<List<NDArray>> networks = networks(scope, 2);
      try (StackedMlp stack =
              new StackedMlp(
                  StackedArchive.modules().get(module),
                  session.manager(),
                  session.device(),
                  SIZES,
                  TIMESTEPS,
                  networks,
                  config);
          AdamW first = new AdamW(networks.get(0), config);
          AdamW second = new AdamW(networks.get(1), config)) {
        List<AdamW> alone = List.of(first, second);
        NDArray x = wave(scope, 100, 2 * N, D);
        NDArray target = wave(scope, 101, 2 * N, D);
        NDArray t = timesteps(scope, 2);
        for (int r = 0; r < 2; r++) {
          String rows = r * N + ":" + (r + 1) * N;
          for (int step = 1; step <= STEPS; step += perCall) {
            float[][] seen =
                stack.steps(
                    r,
                    repeated(x.get(rows), perCall),
                    repeated(t.get(rows), perCall),
                    repeated(target.get(rows), perCall),
                    null,
                    filled(perCall, rates[r]),
                    filled(perCall, 0.7));
            assertEquals(perCall, seen.length);
            for (float[] own : seen) {
              NDArray ones = scope.ones(new Shape(N));
              double error =
                  autograd(networks.get(r), x.get(rows), t.get(rows), target.get(rows), ones);
              assertEquals(error, own[0], 1e-4);
              assertEquals(alone.get(r).step(rates[r], 0.7), own[1], 1e-4);
            }
          }
        }
        for (int r = 0; r < 2; r++) {
          List<NDArray> averages = stack.averages(r, scope, networks.get(r));
          assertArrayEquals(flat(alone.get(r).average()), flat(averages), 1e-4f);
          List<NDArray> weights = networks(scope, 1).get(0);
          stack.copyWeights(r, weights);
          assertArrayEquals(flat(networks.get(r)), flat(weights), 1e-4f);
        }
      }
    }
  }

  @ParameterizedTest
  @MethodSource("modules")
  void leavesARunAloneWhoseGradientIsNotFinite(int module) {
    try (Session session = Session.open();
        NDManager scope = session.scope()) {
      List<List<NDArray>> networks = networks(scope, 2);
      try (StackedMlp stack =
          new StackedMlp(
              StackedArchive.modules().get(module),
              session.manager(),
              session.device(),
              SIZES,
              TIMESTEPS,
              networks,
              AdamWConfig.defaults())) {
        float[] bad = wave(scope, 101, 2 * N, D).toFloatArray();
        bad[0] = Float.NaN;
        NDArray x = wave(scope, 100, 2 * N, D);
        NDArray t = timesteps(scope, 2);
        NDArray target = scope.create(bad, new Shape(2 * N, D));
        String later = N + ":" + 2 * N;
        double[] rates = {0.01, 0.01};
        double[] decays = {0.7, 0.7};
        float[][] seen = stack.steps(0, x, t, target, null, rates, decays);
        assertEquals(Float.NaN, seen[0][0]);
        assertEquals(Float.NaN, seen[0][1]);
        assertEquals(Float.NaN, seen[1][0]);
        NDArray good = target.get(later);
        seen =
            stack.steps(1, x.get(later), t.get(later), good, null, filled(1, 0.01), filled(1, 0.7));
        assertTrue(Float.isFinite(seen[0][1]));
        NDArray before = scope.create(flat(networks.get(0)));
        assertArrayEquals(
            before.toFloatArray(), flat(stack.averages(0, scope, networks.get(0))), 0);
        List<NDArray> other = stack.averages(1, scope, networks.get(1));
        assertEquals(false, Arrays.equals(flat(networks.get(1)), flat(other)));
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"stacked_mlp.pt", "stacked_mlp_onednn.pt"})
  void archiveAndSourceAgree(String name) throws IOException {
    byte[] inArchive = null;
    try (InputStream in = StackedArchive.class.getResourceAsStream(name);
        ZipInputStream zip = new ZipInputStream(in)) {
      for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
        if (entry.getName().endsWith("extra/source.py")) {
          inArchive = zip.readAllBytes();
        }
      }
    }
    Path source = Path.of("src", "main", "torchscript", "stacked_mlp.py");
    assertEquals(
        Files.readString(source).replace("\r\n", "\n"),
        new String(inArchive, StandardCharsets.UTF_8),
        "run: python toolkit/src/main/torchscript/stacked_mlp.py");
  }

  @org.junit.jupiter.api.Test
  void refusesDecayTowardsTheStart() {
    AdamWConfig towards = AdamWConfig.defaults().withDecayTowardsStart(0.1);
    try (Session session = Session.open();
        NDManager scope = session.scope()) {
      List<List<NDArray>> networks = networks(scope, 1);
      assertThrows(
          IllegalArgumentException.class,
          () ->
              new StackedMlp(
                  session.manager(), session.device(), SIZES, TIMESTEPS, networks, towards));
    }
  }

  private static NDArray repeated(NDArray array, int times) {
    return NDArrays.concat(new NDList(Collections.nCopies(times, array)));
  }

  private static double[] filled(int length, double value) {
    double[] array = new double[length];
    Arrays.fill(array, value);
    return array;
  }

  private static double autograd(
      List<NDArray> w, NDArray x, NDArray t, NDArray target, NDArray factor) {
    try (GradientCollector collector = Engines.engine().newGradientCollector()) {
      NDArray error = Operators.weightedMeanSquaredError(output(w, x, t), target, factor);
      collector.backward(error);
      return error.getFloat();
    }
  }

  private static NDArray output(List<NDArray> w, NDArray x, NDArray t) {
    NDArray e = Operators.timestepEmbedding(t, K, 10_000);
    NDArray h =
        Operators.linear(x, w.get(0), w.get(1)).add(Operators.linear(e, w.get(2), w.get(3)));
    for (int i = 0; i < BLOCKS; i++) {
      h = Operators.residualMlp(h, w.subList(4 + 6 * i, 10 + 6 * i).toArray(NDArray[]::new));
    }
    return Operators.linear(h, w.get(w.size() - 2), w.get(w.size() - 1));
  }

  private static float[] gradients(List<NDArray> network) {
    return flat(network.stream().map(NDArray::getGradient).toList());
  }

  private static float[] flat(List<NDArray> arrays) {
    NDList flat = new NDList();
    arrays.forEach(array -> flat.add(array.stopGradient().flatten()));
    return NDArrays.concat(flat).toFloatArray();
  }

  /** Weights that are all different, in the order of a residual MLP's parameters. */
  private static List<List<NDArray>> networks(NDManager scope, int runs) {
    List<List<NDArray>> networks = new ArrayList<>();
    for (int r = 0; r < runs; r++) {
      List<NDArray> w = new ArrayList<>();
      linear(scope, w, r, C, D);
      linear(scope, w, r, C, K);
      for (int i = 0; i < BLOCKS; i++) {
        w.add(wave(scope, 10 * r + w.size(), C));
        w.add(wave(scope, 10 * r + w.size(), C));
        linear(scope, w, r, H, C);
        linear(scope, w, r, C, H);
      }
      linear(scope, w, r, D, C);
      w.forEach(weight -> weight.setRequiresGradient(true));
      networks.add(w);
    }
    return networks;
  }

  private static void linear(NDManager scope, List<NDArray> w, int run, int to, int from) {
    w.add(wave(scope, 10 * run + w.size(), to, from));
    w.add(wave(scope, 10 * run + w.size(), to));
  }

  private static NDArray timesteps(NDManager scope, int runs) {
    float[] t = new float[runs * N];
    for (int i = 0; i < t.length; i++) {
      t[i] = 1 + i * 7 % TIMESTEPS;
    }
    return scope.create(t);
  }

  private static NDArray wave(NDManager scope, int place, long... sizes) {
    Shape shape = new Shape(sizes);
    float[] values = new float[(int) shape.size()];
    for (int k = 0; k < values.length; k++) {
      values[k] = (float) (0.7 * Math.sin(0.37 * k * (1 + place % 3) + 0.5 * place));
    }
    return scope.create(values, shape);
  }
}
