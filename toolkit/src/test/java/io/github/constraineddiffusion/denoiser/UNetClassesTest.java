package io.github.constraineddiffusion.denoiser;

import static io.github.constraineddiffusion.denoiser.TinyUNets.SCHEDULE;
import static io.github.constraineddiffusion.denoiser.TinyUNets.network;
import static io.github.constraineddiffusion.denoiser.TinyUNets.noise;
import static io.github.constraineddiffusion.denoiser.TinyUNets.shake;
import static io.github.constraineddiffusion.denoiser.TinyUNets.shaken;
import static io.github.constraineddiffusion.denoiser.TinyUNets.tiny;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.github.constraineddiffusion.schedule.PredictionType;
import io.github.constraineddiffusion.tensor.GradMode;
import io.github.constraineddiffusion.tensor.Session;
import java.nio.file.Path;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A U-Net that may be told classes: labels, "no class" and guidance. */
class UNetClassesTest {
  private static final Session SESSION = Session.open().seed(6);

  @AfterAll
  static void close() {
    SESSION.close();
  }

  @Test
  void aLabelMattersAndNoLabelIsTheNullClass() {
    Shape shape = new Shape(1, 6, 6);
    try (Network network = shaken(SESSION, tiny().classes(3), shape)) {
      assertEquals(3, network.classes());
      assertEquals(3, network.nullClass());
      float[] free = noise(SESSION, network.denoiser(), shape);
      float[] first = noise(SESSION, network.denoiser(network.weights(), 0, 1), shape);
      float[] second = noise(SESSION, network.denoiser(network.weights(), 1, 1), shape);
      assertTrue(distance(free, first) > 1e-3);
      assertTrue(distance(first, second) > 1e-3);
      assertArrayEquals(free, noise(SESSION, labelled(network, 3), shape), 0);
      assertArrayEquals(first, noise(SESSION, labelled(network, 0), shape), 0);
    }
  }

  private static Denoiser labelled(Network network, int label) {
    return (x, t) -> {
      try (GradMode off = GradMode.off()) {
        return network.output(x, t, x.getManager().full(t.getShape(), label, DataType.INT64));
      }
    };
  }

  private static double distance(float[] a, float[] b) {
    double most = 0;
    for (int i = 0; i < a.length; i++) {
      most = Math.max(most, Math.abs(a[i] - b[i]));
    }
    return most;
  }

  /** ε̂ = ε_∅ + s·(ε_c − ε_∅), whatever the network predicts. */
  @ParameterizedTest
  @EnumSource(PredictionType.class)
  void guidanceIsTheFormula(PredictionType prediction) {
    Shape shape = new Shape(1, 6, 6);
    try (Network network =
        Network.create(SESSION, tiny().classes(2), shape, SCHEDULE, prediction)) {
      shake(network);
      float[] free = noise(SESSION, network.denoiser(), shape);
      float[] given = noise(SESSION, network.denoiser(network.weights(), 1, 1), shape);
      for (double scale : new double[] {0, 0.5, 3}) {
        float[] guided = noise(SESSION, network.denoiser(network.weights(), 1, scale), shape);
        for (int i = 0; i < free.length; i++) {
          double expected = free[i] + scale * (given[i] - free[i]);
          assertEquals(expected, guided[i], 2e-5 * (1 + Math.abs(expected)));
        }
      }
    }
  }

  /** A network from diffusers knows its classes and none for "no class". */
  @Test
  void refusesToGuessAClassWhereThereIsNoneForNoClass() throws Exception {
    Path folder = Path.of(UNetTest.class.getResource("/golden/unet/classes").toURI());
    Shape shape = new Shape(1, 9, 7);
    try (Network network = network(SESSION, UNet.load(folder), shape)) {
      assertEquals(-1, network.nullClass());
      String message =
          assertThrows(IllegalStateException.class, () -> noise(SESSION, network.denoiser(), shape))
              .getMessage();
      assertTrue(message.contains("5 classes") && message.contains("given(label)"), message);
      String guided = messageOf(() -> network.denoiser(network.weights(), 1, 2));
      assertTrue(guided.contains("2.0") && guided.contains("scale 1"), guided);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {-1, 2, 3})
  void refusesALabelThatTheNetworkDoesNotKnow(int label) {
    try (Network network = network(SESSION, tiny().classes(2), new Shape(1, 4, 4));
        Network blind = network(SESSION, tiny(), new Shape(1, 4, 4))) {
      String message = messageOf(() -> network.denoiser(network.weights(), label, 1));
      assertTrue(message.contains("label is " + label) && message.contains("2 classes"), message);
      assertTrue(messageOf(() -> blind.denoiser(blind.weights(), 0, 1)).contains("classes(10)"));
    }
  }

  private static String messageOf(Supplier<?> call) {
    return assertThrows(IllegalArgumentException.class, call::get).getMessage();
  }
}
