package io.github.constraineddiffusion.sweep;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.constraineddiffusion.eval.IntervalEstimate;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

class OverheadLedgerTest {
  private static final IntervalEstimate SHARE = IntervalEstimate.mean(new double[] {0.1, 0.2, 0.3});
  private static final int HELD = 128 << 20;
  private static final MethodCost CONSTRAINED =
      MethodCost.of("constrained", SHARE).training(120, 64_000).sampling(0.012, 20);
  private static final MethodCost REJECTION =
      MethodCost.of("rejection", SHARE).sampling(0.088, 140);

  @Test
  void breakEvenIsWhereBothCostTheSame() {
    var ledger = OverheadLedger.of(CONSTRAINED, REJECTION);
    double samples = ledger.breakEven("constrained", "rejection").orElseThrow();
    assertEquals(120 / 0.076, samples, 1e-9);
    assertEquals(CONSTRAINED.secondsFor(samples), REJECTION.secondsFor(samples), 1e-9);
  }

  @Test
  void whatIsCheaperThroughoutBreaksEvenAtOnceAndTheDearerNever() {
    MethodCost free = MethodCost.of("free", SHARE).sampling(0.01, 20);
    var ledger = OverheadLedger.of(CONSTRAINED, free);
    assertEquals(0, ledger.breakEven("free", "constrained").orElseThrow());
    assertTrue(ledger.breakEven("constrained", "free").isEmpty());
    MethodCost same = MethodCost.of("same", SHARE).sampling(0.01, 20);
    assertTrue(ledger.and(same).breakEven("same", "free").isEmpty());
  }

  @Test
  void askingTheWrongWayRoundIsRefused() {
    var ledger = OverheadLedger.of(CONSTRAINED, REJECTION);
    var refused =
        assertThrows(
            IllegalArgumentException.class, () -> ledger.breakEven("rejection", "constrained"));
    assertTrue(refused.getMessage().contains("up to 1579 samples"), refused.getMessage());
  }

  @Test
  void tableHasARowForEachMethodAndTellsWhatIsMissing() {
    var fid = IntervalEstimate.mean(new double[] {1, 2, 3});
    var table =
        OverheadLedger.of(CONSTRAINED.quality("FID", fid).memory(700), REJECTION).table(1_000);
    assertEquals(132, table.doubleColumn("total for 1,000, s").get(0), 1e-9);
    assertEquals(88, table.doubleColumn("total for 1,000, s").get(1), 1e-9);
    assertEquals(fid.margin95(), table.doubleColumn("FID ±").get(0), 1e-12);
    assertTrue(table.doubleColumn("FID").isMissing(1));
    assertTrue(table.doubleColumn("memory, MiB").isMissing(1));
  }

  @Test
  void badCostsAndNamesAreRefused() {
    assertThrows(IllegalArgumentException.class, OverheadLedger::of);
    assertThrows(IllegalArgumentException.class, () -> OverheadLedger.of(REJECTION, REJECTION));
    assertThrows(IllegalArgumentException.class, () -> REJECTION.sampling(-1, 0));
    assertThrows(IllegalArgumentException.class, () -> REJECTION.training(Double.NaN, 0));
    var ledger = OverheadLedger.of(REJECTION);
    assertThrows(IllegalArgumentException.class, () -> ledger.method("guidance"));
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void peakHoldsWhatTheTaskHeldForAWhile() throws Exception {
    var small = PeakMemory.of(() -> 1);
    var large =
        PeakMemory.of(
            () -> {
              // outside the heap, which may have been this large before
              var held = ByteBuffer.allocateDirect(HELD);
              for (int i = 0; i < HELD; i += 1024) {
                held.put(i, (byte) 1);
              }
              Thread.sleep(100);
              return held;
            });
    assertEquals(HELD, large.value().capacity());
    assertTrue(large.mebibytes() > small.mebibytes() + 100, small + " " + large);
  }
}
