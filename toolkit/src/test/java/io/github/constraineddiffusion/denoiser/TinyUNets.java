package io.github.constraineddiffusion.denoiser;

import static org.junit.jupiter.api.Assertions.assertEquals;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.GradientCollector;
import io.github.constraineddiffusion.schedule.NoiseSchedule;
import io.github.constraineddiffusion.schedule.PredictionType;
import io.github.constraineddiffusion.tensor.Garbage;
import io.github.constraineddiffusion.tensor.GradMode;
import io.github.constraineddiffusion.tensor.Operators;
import io.github.constraineddiffusion.tensor.Session;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** U-Nets of a few thousand weights, inputs that are the same everywhere, and a loss. */
final class TinyUNets {
  static final int N = 3;
  static final NoiseSchedule SCHEDULE = NoiseSchedule.cosine(20);

  private TinyUNets() {}

  static UNetBuilder tiny() {
    return UNet.builder().channels(4, 8).groups(2).headChannels(4);
  }

  static Network network(Session session, NetworkFactory factory, Shape shape) {
    return Network.create(session, factory, shape, SCHEDULE, PredictionType.EPSILON);
  }

  /** A network whose branches, which start at zero, all take part. */
  static Network shaken(Session session, NetworkFactory factory, Shape shape) {
    Network network = network(session, factory, shape);
    shake(network);
    return network;
  }

  static void shake(Network network) {
    int salt = 0;
    for (NDArray weight : network.weights()) {
      float[] values = weight.toFloatArray();
      for (int k = 0; k < values.length; k++) {
        values[k] += (float) (0.1 * Math.sin(1.7 * k + 13 * ++salt));
      }
      set(weight, values);
    }
  }

  static void set(NDArray weight, float[] values) {
    try (GradMode off = GradMode.off()) {
      weight.set(values);
    }
  }

  static NDArray images(NDManager scope, Shape shape, double phase) {
    Shape batch = new Shape(N).addAll(shape);
    float[] x = new float[(int) batch.size()];
    for (int i = 0; i < x.length; i++) {
      x[i] = (float) Math.sin(phase + 0.9 * i);
    }
    return scope.create(x, batch);
  }

  static NDArray times(NDManager scope) {
    return scope.create(new float[] {1, 9, 20});
  }

  static float[] noise(Session session, Denoiser denoiser, Shape shape) {
    try (NDManager scope = session.scope()) {
      return denoiser.noise(images(scope, shape, 0), times(scope)).toFloatArray();
    }
  }

  static NDArray loss(Network network, NDManager scope, Shape shape) {
    NDArray x = images(scope, shape, 0);
    NDArray y =
        network.classes() > 0
            ? network.output(x, times(scope), scope.create(new long[] {0, 1, network.nullClass()}))
            : network.output(x, times(scope));
    return Operators.meanSquaredError(y, images(scope, shape, 2));
  }

  static List<float[]> gradients(Session session, Network network, Shape shape, boolean disturb) {
    try (NDManager scope = session.scope();
        GradientCollector collector = Engine.getEngine("PyTorch").newGradientCollector()) {
      NDArray loss = loss(network, scope, shape);
      if (disturb) {
        Garbage.collectAndOverwrite(scope);
      }
      collector.backward(loss);
    }
    List<float[]> result = new ArrayList<>();
    for (NDArray weight : network.weights()) {
      NDArray gradient = weight.getGradient();
      result.add(gradient.toFloatArray());
      gradient.subi(gradient);
    }
    return result;
  }

  /** Of every trainable weight, along its gradient and across it: finite differences agree. */
  static void assertSlopes(Session session, Network network, Shape shape) {
    List<float[]> gradients = gradients(session, network, shape, false);
    for (int p = 0; p < gradients.size(); p++) {
      float[] g = gradients.get(p);
      double[] direction = new double[g.length];
      double norm = 1e-6;
      for (int k = 0; k < g.length; k++) {
        direction[k] = Math.sin(3 + 5 * k);
        norm = Math.max(norm, Math.abs(g[k]));
      }
      for (int k = 0; k < g.length; k++) {
        direction[k] += g[k] / norm;
      }
      assertSlope(session, network, shape, network.weights().get(p), g, direction);
    }
  }

  private static void assertSlope(
      Session session,
      Network network,
      Shape shape,
      NDArray weight,
      float[] gradient,
      double[] direction) {
    double length = Math.sqrt(Arrays.stream(direction).map(d -> d * d).sum());
    double expected = 0;
    for (int k = 0; k < gradient.length; k++) {
      expected += gradient[k] * direction[k] / length;
    }
    double h = 3e-3;
    double up = lossAlong(session, network, shape, weight, direction, h / length);
    double down = lossAlong(session, network, shape, weight, direction, -h / length);
    double slope = (up - down) / (2 * h);
    assertEquals(expected, slope, 1e-3 + 2e-2 * Math.abs(expected), weight.getShape().toString());
  }

  private static double lossAlong(
      Session session,
      Network network,
      Shape shape,
      NDArray weight,
      double[] direction,
      double by) {
    float[] values = weight.toFloatArray();
    float[] moved = values.clone();
    for (int k = 0; k < moved.length; k++) {
      moved[k] += (float) (by * direction[k]);
    }
    set(weight, moved);
    try (NDManager scope = session.scope()) {
      return loss(network, scope, shape).getFloat();
    } finally {
      set(weight, values);
    }
  }
}
