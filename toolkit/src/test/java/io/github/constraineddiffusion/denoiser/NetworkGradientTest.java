package io.github.constraineddiffusion.denoiser;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.GradientCollector;
import io.github.constraineddiffusion.schedule.NoiseSchedule;
import io.github.constraineddiffusion.schedule.PredictionType;
import io.github.constraineddiffusion.tensor.AdamW;
import io.github.constraineddiffusion.tensor.AdamWConfig;
import io.github.constraineddiffusion.tensor.Garbage;
import io.github.constraineddiffusion.tensor.Operators;
import io.github.constraineddiffusion.tensor.Session;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class NetworkGradientTest {
  private static final NoiseSchedule SCHEDULE = NoiseSchedule.uniformLogSnr(20, 8, -8);
  private static final ResidualMlp.Builder MLP =
      ResidualMlp.builder().width(8).blocks(2).embedding(4);

  /** The losses a denoiser is trained with. */
  enum Loss {
    PLAIN {
      @Override
      NDArray of(NDManager scope, NDArray y, NDArray target) {
        return Operators.meanSquaredError(y, target);
      }
    },
    SCALED {
      @Override
      NDArray of(NDManager scope, NDArray y, NDArray target) {
        return Operators.scale(Operators.meanSquaredError(y, target), 0.37);
      }
    },
    WEIGHTED {
      @Override
      NDArray of(NDManager scope, NDArray y, NDArray target) {
        NDArray weight = scope.arange(1f, 1f + y.getShape().get(0));
        return Operators.weightedMeanSquaredError(y, target, weight);
      }
    };

    abstract NDArray of(NDManager scope, NDArray y, NDArray target);
  }

  @ParameterizedTest
  @EnumSource(Loss.class)
  void gradientEqualsFiniteDifferences(Loss loss) {
    try (Session session = Session.open().seed(3);
        Network network = trained(session);
        NDManager scope = session.scope()) {
      List<float[]> gradients = gradients(network, scope, loss, false);
      for (int p = 0; p < gradients.size(); p++) {
        NDArray weight = network.weights().get(p);
        float[] values = weight.toFloatArray();
        int k = values.length / 2;
        double step = 1e-2;
        double up = lossAt(network, scope, loss, weight, values, k, step);
        double down = lossAt(network, scope, loss, weight, values, k, -step);
        double expected = (up - down) / (2 * step);
        assertEquals(expected, gradients.get(p)[k], 2e-3 * Math.max(1, Math.abs(expected)));
      }
    }
  }

  /** Trap 1: the whole network and loss, with freed memory overwritten before backward. */
  @ParameterizedTest
  @EnumSource(Loss.class)
  void gradientSurvivesGarbageCollectionBeforeBackward(Loss loss) {
    try (Session session = Session.open().seed(3);
        Network network = trained(session);
        NDManager scope = session.scope()) {
      List<float[]> calm = gradients(network, scope, loss, false);
      List<float[]> disturbed = gradients(network, scope, loss, true);
      for (int p = 0; p < calm.size(); p++) {
        assertArrayEquals(calm.get(p), disturbed.get(p), 0);
      }
    }
  }

  @Test
  void startsAtZeroOutputAndDependsOnTheSeedOnly() {
    try (Session session = Session.open();
        NDManager scope = session.scope()) {
      NDArray x = scope.randomNormal(new Shape(5, 2));
      NDArray t = scope.arange(1f, 6f);
      Network a = network(session.seed(1), MLP);
      Network b = network(session.seed(1), MLP);
      Network c = network(session.seed(2), MLP);
      assertArrayEquals(new float[10], a.denoiser().noise(x, t).toFloatArray());
      assertArrayEquals(a.weights().get(0).toFloatArray(), b.weights().get(0).toFloatArray());
      assertEquals(false, a.weights().get(0).equals(c.weights().get(0)));
    }
  }

  @Test
  void defaultHasTheSizeOfTheReferenceImplementation() {
    try (Session session = Session.open();
        Network network = network(session, ResidualMlp.builder())) {
      assertEquals(269_570, network.size());
    }
  }

  @Test
  void refusesImagesBeforeAnyWork() {
    try (Session session = Session.open()) {
      assertThrows(
          IllegalArgumentException.class,
          () ->
              Network.create(session, MLP, new Shape(1, 28, 28), SCHEDULE, PredictionType.EPSILON));
    }
  }

  private static Network network(Session session, NetworkFactory factory) {
    return Network.create(session, factory, new Shape(2), SCHEDULE, PredictionType.EPSILON);
  }

  /** A few steps away from the zero-initialised start, where most gradients vanish. */
  private static Network trained(Session session) {
    Network network = network(session, MLP);
    try (NDManager scope = session.scope();
        AdamW adam = new AdamW(network.weights(), AdamWConfig.defaults())) {
      for (int i = 0; i < 20; i++) {
        try (GradientCollector collector = collector()) {
          collector.backward(loss(network, scope, Loss.PLAIN));
        }
        adam.step(0.02, 0);
      }
    }
    return network;
  }

  private static GradientCollector collector() {
    return Engine.getEngine("PyTorch").newGradientCollector();
  }

  private static NDArray loss(Network network, NDManager scope, Loss loss) {
    float[] x = new float[12];
    float[] target = new float[12];
    for (int i = 0; i < 12; i++) {
      x[i] = (float) Math.sin(i);
      target[i] = (float) Math.cos(3 * i);
    }
    NDArray t = scope.create(new float[] {1, 4, 8, 12, 16, 20});
    NDArray y = network.output(scope.create(x, new Shape(6, 2)), t);
    return loss.of(scope, y, scope.create(target, new Shape(6, 2)));
  }

  private static List<float[]> gradients(
      Network network, NDManager scope, Loss loss, boolean disturb) {
    for (NDArray weight : network.weights()) {
      NDArray gradient = weight.getGradient();
      gradient.subi(gradient);
    }
    try (GradientCollector collector = collector()) {
      NDArray value = loss(network, scope, loss);
      if (disturb) {
        Garbage.collectAndOverwrite(scope);
      }
      collector.backward(value);
    }
    List<float[]> result = new ArrayList<>();
    network.weights().forEach(w -> result.add(w.getGradient().toFloatArray()));
    return result;
  }

  private static double lossAt(
      Network network,
      NDManager scope,
      Loss loss,
      NDArray weight,
      float[] values,
      int index,
      double step) {
    float[] moved = values.clone();
    moved[index] += (float) step;
    set(weight, moved);
    double result = loss(network, scope, loss).getFloat();
    set(weight, values);
    return result;
  }

  private static void set(NDArray weight, float[] values) {
    try (io.github.constraineddiffusion.tensor.GradMode off =
        io.github.constraineddiffusion.tensor.GradMode.off()) {
      weight.set(values);
    }
  }
}
