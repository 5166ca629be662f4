package io.github.constraineddiffusion.denoiser;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.github.constraineddiffusion.data.GaussianMixture;
import io.github.constraineddiffusion.schedule.NoiseSchedule;
import io.github.constraineddiffusion.tensor.Operators;
import io.github.constraineddiffusion.tensor.Session;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

class WeightedDenoiserTest {
  private static final NoiseSchedule SCHEDULE = NoiseSchedule.uniformLogSnr(20, 6, -6);
  private final Session session = Session.open();

  @AfterEach
  void close() {
    session.close();
  }

  /** Π N(μ_i, C)^{λ_i} is N(Σ λ_i μ_i, C), and so is its noised form at every level. */
  @Test
  void isExactForGaussiansOfEqualCovariance() {
    double[][] covariance = {{0.3, 0.1}, {0.1, 0.2}};
    double[][] means = {{1, 0}, {-0.5, 0.8}, {0.3, -1}};
    double[] lambda = {0.5, 0.2, 0.3};
    double[] middle = new double[2];
    for (int i = 0; i < 3; i++) {
      middle[0] += lambda[i] * means[i][0];
      middle[1] += lambda[i] * means[i][1];
    }
    List<Denoiser> models = Arrays.stream(means).map(mean -> gaussian(mean, covariance)).toList();
    Denoiser product = gaussian(middle, covariance);
    session.random(1);
    NDArray t = session.manager().arange(1f, 21f);
    NDArray x = session.manager().randomNormal(new Shape(20, 2));
    float[] expected = product.noise(x, t).toFloatArray();
    assertArrayEquals(
        expected, WeightedDenoiser.of(models, lambda).noise(x, t).toFloatArray(), 1e-5f);
  }

  private Denoiser gaussian(double[] mean, double[][] covariance) {
    var mixture = GaussianMixture.builder().component(1, mean, covariance).build();
    return GaussianMixtureDenoiser.of(session, mixture, SCHEDULE);
  }

  @Test
  void sumsImagesAndLeavesOutModelsOfWeightZero() {
    Denoiser never =
        (x, t) -> {
          throw new AssertionError("a model of weight 0 was evaluated");
        };
    Denoiser same = (x, t) -> Operators.scale(x, 1);
    Denoiser twice = (x, t) -> Operators.scale(x, 2);
    var weighted = WeightedDenoiser.of(List.of(same, never, twice), -1, 0, 2.5);
    try (NDManager scope = session.scope()) {
      NDArray x = scope.ones(new Shape(3, 1, 4, 4));
      NDArray t = scope.ones(new Shape(3));
      int before = scope.getManagedArrays().size();
      NDArray noise = weighted.noise(x, t);
      assertSame(scope, noise.getManager());
      assertEquals(before + 1, scope.getManagedArrays().size());
      assertEquals(x.getShape(), noise.getShape());
      assertEquals(4, noise.getFloat(2, 0, 3, 3), 1e-6);
      assertArrayEquals(new double[] {-1, 0, 2.5}, weighted.weights());
      weighted.weights()[0] = 9;
      assertEquals(-1, weighted.weights()[0]);
      assertEquals(List.of(same, never, twice), weighted.models());
    }
  }

  @Test
  void errorsNameTheValue() {
    Denoiser same = (x, t) -> Operators.scale(x, 1);
    Denoiser broken = (x, t) -> t;
    var two = List.of(same, broken);
    assertMessage("1 weights were given for 2 models", () -> WeightedDenoiser.of(two, 1));
    assertMessage("weight 1 is Infinity", () -> WeightedDenoiser.of(two, 1, 1 / 0.0));
    assertMessage("no model has a weight", () -> WeightedDenoiser.of(two, 0, 0));
    assertMessage("no model has a weight", () -> WeightedDenoiser.of(List.of()));
    NDArray x = session.manager().ones(new Shape(3, 2));
    NDArray t = session.manager().ones(new Shape(3));
    var bad = WeightedDenoiser.of(two, 0.5, 0.5);
    assertMessage("model 1 returned shape (3)", () -> bad.noise(x, t));
  }

  private static void assertMessage(String part, Executable run) {
    var e = assertThrows(IllegalArgumentException.class, run);
    assertTrue(e.getMessage().contains(part), e.getMessage());
  }
}
