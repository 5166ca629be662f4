package io.github.constraineddiffusion.denoiser;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import ai.djl.nn.LambdaBlock;
import io.github.constraineddiffusion.data.GaussianMixture;
import io.github.constraineddiffusion.data.Moments;
import io.github.constraineddiffusion.data.PointSet;
import io.github.constraineddiffusion.schedule.NoiseSchedule;
import io.github.constraineddiffusion.schedule.PredictionType;
import io.github.constraineddiffusion.tensor.Session;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class PreconditionedTest {
  private static final NoiseSchedule SCHEDULE = NoiseSchedule.uniformLogSnr(20, 8, -6);
  private static final GaussianMixture DATA =
      GaussianMixture.isotropic(0.09, new double[][] {{2, -1, 0.5}});

  private final Session session = Session.open();

  @AfterEach
  void close() {
    session.close();
  }

  private Moments moments() {
    return Moments.of(session.manager(), session.random(1), DATA);
  }

  @Test
  void momentsAreThoseOfTheData() {
    // 10,000 samples: standard error 0.003 of a mean, √(2/30,000)·0.09 of the variance
    assertArrayEquals(new float[] {2, -1, 0.5f}, moments().mean(), 0.015f);
    assertEquals(0.09, moments().variance(), 0.004);
  }

  /** The output layer of the residual MLP starts at zero. */
  @ParameterizedTest
  @EnumSource
  void startsAsTheOptimalDenoiserOfTheGaussian(PredictionType prediction) {
    Moments measured = moments();
    var gaussian =
        GaussianMixture.isotropic(measured.variance(), new double[][] {doubles(measured.mean())});
    var factory = Preconditioned.of(ResidualMlp.builder(), measured, SCHEDULE, prediction);
    try (Network network = Network.create(session, factory, new Shape(3), SCHEDULE, prediction);
        NDManager scope = session.scope()) {
      session.random(2);
      NDArray t = scope.arange(1f, 21f);
      NDArray x = scope.randomNormal(new Shape(20, 3));
      float[] exact =
          GaussianMixtureDenoiser.of(session, gaussian, SCHEDULE).noise(x, t).toFloatArray();
      assertArrayEquals(exact, network.denoiser().noise(x, t).toFloatArray(), 2e-4f);
    }
  }

  private static double[] doubles(float[] values) {
    double[] copy = new double[values.length];
    for (int i = 0; i < copy.length; i++) {
      copy[i] = values[i];
    }
    return copy;
  }

  /** c(t) leaves unit variance to the network: E‖target − Gaussian's output‖² / c² = 1. */
  @ParameterizedTest
  @EnumSource
  void leavesUnitVarianceToTheNetwork(PredictionType prediction) {
    Network zeros = constant("zeros", NDArray::zerosLike, prediction);
    Network ones = constant("ones", NDArray::onesLike, prediction);
    int n = 20_000;
    try (NDManager scope = session.scope()) {
      var process = new ForwardProcess(scope, SCHEDULE);
      for (int level : new int[] {1, 7, 14, 20}) {
        NDArray clean = DATA.sample(scope, session.random(level), n);
        NDArray noise = scope.randomNormal(clean.getShape());
        NDArray t = scope.full(new Shape(n), (float) level);
        NDArray noisy = process.noisy(clean, noise, t);
        NDArray gaussian = zeros.output(noisy, t);
        NDArray c = ones.output(noisy, t).sub(gaussian);
        NDArray left = process.target(prediction, clean, noise, t).sub(gaussian).div(c);
        assertEquals(1, left.square().mean().getFloat(), 0.03, "timestep " + level);
        assertEquals(0, left.mean().getFloat(), 0.06, "timestep " + level);
      }
    }
  }

  /** What predicts a noise gives back the output that the noise was made from. */
  @ParameterizedTest
  @EnumSource
  void anOutputFollowsFromItsNoise(PredictionType prediction) {
    try (NDManager scope = session.scope()) {
      session.random(3);
      NDArray t = scope.arange(1f, 21f);
      NDArray x = scope.randomNormal(new Shape(20, 3));
      NDArray output = scope.randomNormal(new Shape(20, 3));
      var conversion = new OutputConversion(scope, SCHEDULE, prediction);
      NDArray again = conversion.toOutput(x, conversion.toNoise(x, output, t), t);
      assertArrayEquals(output.toFloatArray(), again.toFloatArray(), 1e-4f);
    }
  }

  private Network constant(String name, UnaryOperator<NDArray> output, PredictionType prediction) {
    NetworkFactory inner =
        new NetworkFactory() {
          @Override
          public Block build(Shape sampleShape) {
            return new LambdaBlock(in -> new NDList(output.apply(in.head())), name);
          }

          @Override
          public String description() {
            return name;
          }
        };
    var factory = Preconditioned.of(inner, moments(), SCHEDULE, prediction);
    return Network.create(session, factory, new Shape(3), SCHEDULE, prediction);
  }

  @Test
  void refusesWhatItCannotScale() {
    Moments measured = moments();
    var trained = Pretrained.of(ResidualMlp.builder(), new byte[8], "a file");
    var refusal =
        assertThrows(
            IllegalArgumentException.class,
            () -> Preconditioned.of(trained, measured, SCHEDULE, PredictionType.EPSILON));
    assertTrue(refusal.getMessage().contains("preconditioned()"), refusal.getMessage());
    var same = PointSet.of(new double[][] {{1, 2}, {1, 2}});
    refusal =
        assertThrows(
            IllegalArgumentException.class,
            () -> Moments.of(session.manager(), session.random(1), same));
    assertTrue(refusal.getMessage().contains("variance 0.0"), refusal.getMessage());
  }
}
