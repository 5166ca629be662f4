package io.github.constraineddiffusion.dual;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class SimplexAscentTest {
  private static final double[] NO_ERROR = {0, 0, 0};
  private final SimplexAscent rule = SimplexAscent.absolute();

  @Test
  void aStepIsTheProjectionOfThePlainStep() {
    DualState state = rule.start(0.5, 0.3, 0.2);
    double[] next = rule.next(state, new double[] {1, 2, -4}, NO_ERROR, 0.1).lambda();
    // (0.6, 0.5, -0.2): the last falls off, the others lose 0.05 each
    assertArrayEquals(new double[] {0.55, 0.45, 0}, next, 1e-12);
  }

  @Test
  void aNumberAddedToAllViolationsChangesNothing() {
    DualState state = rule.start(0.5, 0.3, 0.2);
    double[] plain = rule.next(state, new double[] {0.3, -0.1, 0.2}, NO_ERROR, 0.2).lambda();
    double[] raised = rule.next(state, new double[] {80.3, 79.9, 80.2}, NO_ERROR, 0.2).lambda();
    assertArrayEquals(plain, raised, 1e-12);
  }

  @Test
  void startsAtEqualWeightsAndRefusesOthersThanWeights() {
    DualSchedule schedule = DualSchedule.every(1).update(rule);
    double[] start = DualAscent.of(schedule, 4, 10).start().lambda();
    assertArrayEquals(new double[] {0.25, 0.25, 0.25, 0.25}, start);
    var e = assertThrows(IllegalArgumentException.class, () -> schedule.start(0.5, 0.6));
    assertTrue(e.getMessage().contains("1.1"), e.getMessage());
  }

  @Test
  void aScaledStepDoesNotDependOnTheUnit() {
    SimplexAscent scaled = SimplexAscent.scaled();
    DualState small = scaled.start(0.5, 0.3, 0.2);
    DualState large = small;
    for (double[] nats : new double[][] {{1, 2, 0.5}, {1.2, 1.1, 0.9}}) {
      small = scaled.next(small, nats, NO_ERROR, 0.75);
      double[] times40 = {40 * nats[0], 40 * nats[1], 40 * nats[2]};
      large = scaled.next(large, times40, NO_ERROR, 0.75);
      assertArrayEquals(small.lambda(), large.lambda(), 1e-12);
    }
    // the first step is 0.75/(3·2) of each: (0.625, 0.55, 0.2625) less 0.4375/3
    double[] first =
        scaled.next(scaled.start(0.5, 0.3, 0.2), new double[] {1, 2, 0.5}, NO_ERROR, 0.75).lambda();
    assertArrayEquals(new double[] {0.4791667, 0.4041667, 0.1166667}, first, 1e-6);
  }

  @Test
  void comesBackFromItsDescription() {
    assertEquals(rule, DualUpdate.fromDescription(rule.describe()));
    SimplexAscent scaled = SimplexAscent.scaled();
    assertEquals(scaled, DualUpdate.fromDescription(scaled.describe()));
  }
}
