package io.github.constraineddiffusion.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ComponentUnionTest {
  private final GaussianMixture q = GaussianMixtureTest.PLANE;
  private final GaussianMixture other = GaussianMixtureTest.tilted();

  @Test
  void sharedComponentsAreKeptOnce() {
    var union = ComponentUnion.of(List.of(q, q.only(1), q.only(2), other));
    assertEquals(6, union.size());
    assertArrayEquals(new double[] {0, 1, 0, 0, 0, 0}, union.weights(1));
    assertArrayEquals(new double[] {0, 0, 0, 0.5, 0.25, 0.25}, union.weights(3), 1e-15);
  }

  @Test
  void aMixtureOfMixturesHasTheMixedDensity() {
    var union = ComponentUnion.of(List.of(q, q.only(1), other));
    var mixed = union.mix(1, 0.5, 2.5);
    for (double[] x : other.sample(new Random(1), 20)) {
      double expected = (q.density(x) + 0.5 * q.only(1).density(x) + 2.5 * other.density(x)) / 4;
      assertEquals(expected, mixed.density(x), 1e-12 * expected);
    }
  }

  @Test
  void refusesMixedDimensionsAndNothing() {
    var line = GaussianMixture.isotropic(1, new double[][] {{0}});
    assertThrows(IllegalArgumentException.class, () -> ComponentUnion.of(List.of(q, line)));
    assertThrows(IllegalArgumentException.class, () -> ComponentUnion.of(List.of()));
    assertThrows(IllegalArgumentException.class, () -> ComponentUnion.of(List.of(q)).mix(1, 2));
  }
}
