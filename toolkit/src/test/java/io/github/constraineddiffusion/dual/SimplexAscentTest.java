package io.github.constraineddiffusion.dual;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class SimplexAscentTest {
  private static final double[] NO_ERROR = {0, 0, 0};
  private final SimplexAscent rule = new SimplexAscent();

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
  void comesBackFromItsDescription() {
    assertEquals(rule, DualUpdate.fromDescription(rule.describe()));
  }
}
