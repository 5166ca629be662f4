package io.github.constraineddiffusion.trainer;

import static org.junit.jupiter.api.Assertions.assertEquals;

import ai.djl.ndarray.NDManager;
import io.github.constraineddiffusion.dual.DualAlarm;
import io.github.constraineddiffusion.dual.DualSchedule;
import io.github.constraineddiffusion.tensor.StepRandom;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What the controller tells the monitor of. */
class DualControllerTest {

  /** A meter of one constraint that nobody asks to measure. */
  private record Silent(boolean mixes) implements Meter {
    @Override
    public double[] thresholds() {
      return new double[1];
    }

    @Override
    public double oneNat(int constraint) {
      return 1;
    }

    @Override
    public boolean mixes(int constraint) {
      return mixes;
    }

    @Override
    public boolean alwaysOnAverage() {
      return false;
    }

    @Override
    public Drawn draw(NDManager scope, StepRandom random, int samples, double[] memory) {
      throw new UnsupportedOperationException();
    }
  }

  private static List<DualAlarm.Kind> told(boolean mixes, double lambda, double weight) {
    var schedule = DualSchedule.every(5).stepSize(0.05).start(lambda);
    var controller = new DualController(List.of("a"), schedule, new Silent(mixes), 1000, false);
    var kinds = new ArrayList<DualAlarm.Kind>();
    double[] one = {lambda};
    double[] none = {0};
    for (int k = 1; k <= 20; k++) {
      var record = new DualRecord(5 * k, one, one, none, none, none, new double[] {weight}, null);
      controller.watch(record).ifPresent(alarm -> kinds.add(alarm.kind()));
    }
    return kinds;
  }

  /** 1/(1 + 60) of the data are left where a constraint weighs 60, whatever λ is. */
  @Test
  void whatTheModelIsTrainedWithMayCollapseIt() {
    assertEquals(List.of(DualAlarm.Kind.COLLAPSED), told(true, 0.1, 60));
    assertEquals(List.of(), told(true, 60, 0.1));
    assertEquals(List.of(DualAlarm.Kind.COLLAPSED), told(true, 60, 60));
  }

  /** A multiplier of diversity tilts the classes; the data's part is not 1/(1 + μ). */
  @Test
  void aMultiplierThatIsNoWeightDoesNot() {
    assertEquals(List.of(), told(false, 60, 60));
  }
}
