package io.github.constraineddiffusion.data;

import static io.github.constraineddiffusion.data.ImageSetTest.refused;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import java.util.Map;
import org.junit.jupiter.api.Test;

class ClassBalanceTest {
  @Test
  void theOthersShareTheRestInProportion() {
    ClassBalance balance = ClassBalance.of(0, 0.1).and(2, 0.3);
    assertArrayEquals(
        new double[] {0.1, 0.2, 0.3, 0.4, 0},
        balance.applyTo(new double[] {0.4, 0.1, 0.3, 0.2, 0}),
        1e-15);
  }

  @Test
  void itIsAValue() {
    ClassBalance first = ClassBalance.of(4, 0.01);
    first.and(5, 0.01);
    assertEquals(Map.of(4, 0.01), first.shares());
    assertEquals(ClassBalance.of(5, 0.2).and(4, 0.01), first.and(5, 0.2));
    assertNotEquals(first, first.and(5, 0.2));
    assertEquals("class 4: 0.01, class 5: 0.2", first.and(5, 0.2).toString());
  }

  @Test
  void whatCannotBeIsRefused() {
    refused("class is -1", () -> ClassBalance.of(-1, 0.1));
    for (double share : new double[] {0, 1, -0.1, Double.NaN}) {
      refused("share of class 3 is " + share, () -> ClassBalance.of(3, share));
    }
    refused("class 3 is given a share twice", () -> ClassBalance.of(3, 0.1).and(3, 0.2));
    refused("sum to 1.0", () -> ClassBalance.of(3, 0.5).and(4, 0.5));
    ClassBalance third = ClassBalance.of(2, 0.5);
    refused("no image of it", () -> third.applyTo(new double[] {1, 0, 0}));
    refused("no image of it", () -> third.applyTo(new double[] {0.5, 0.5}));
    refused("every class of the set is given", () -> third.applyTo(new double[] {0, 0, 1}));
  }
}
