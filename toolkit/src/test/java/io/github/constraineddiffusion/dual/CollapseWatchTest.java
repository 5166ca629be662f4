package io.github.constraineddiffusion.dual;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class CollapseWatchTest {
  private static final double[] RHO = {0.05, 0.01};
  private static final double[] W = {0.2, 0.2};

  private static List<DualAlarm> alarms(SimulatedRun.Result result, boolean bounded) {
    List<String> names = List.of("c0", "c1");
    var monitor = bounded ? DualMonitor.bounded(names) : DualMonitor.of(names);
    var alarms = new ArrayList<DualAlarm>();
    for (var m : result.measured()) {
      monitor
          .observe(m.step(), m.lambda(), m.weights(), m.violation(), m.error())
          .ifPresent(alarms::add);
    }
    return alarms;
  }

  /** A share of 0.999 in all leaves the data 0.1 %, and λ has to be 940. */
  @Test
  void constraintsThatAreTooTightAreNoticed() {
    var run = SimulatedRun.disjoint(RHO, new double[] {0.5, 0.499}, 0.1, 20, 1);
    DualAlarm alarm = alarms(run.run(DualSchedule.every(5).stepSize(5)), false).get(0);
    assertEquals(DualAlarm.Kind.COLLAPSED, alarm.kind());
    assertTrue(alarm.step() <= 5 * SimulatedRun.UPDATES / 10, alarm::toString);
  }

  /** Both constraints hold; from update 500 on the network gives c1 a share of 0.2·e^-4. */
  @Test
  void aClassThatIsLostAgainIsNamed() {
    for (int seed = 0; seed < 10; seed++) {
      var random = new Random(seed);
      var monitor = DualMonitor.of(List.of("c0", "c1"));
      var alarms = new ArrayList<DualAlarm>();
      var rule = new ProjectedSubgradient();
      DualState state = rule.start(0, 0);
      var exact = SimulatedRun.disjoint(RHO, W, 0, 0, 0);
      double[] error = {0.1, 0.1};
      for (int update = 1; update <= 560; update++) {
        double[] violation = exact.violation().apply(state.lambda());
        violation[1] = update <= 500 ? violation[1] : 4;
        violation[0] += 0.1 * random.nextGaussian();
        violation[1] += 0.1 * random.nextGaussian();
        monitor.observe(5 * update, state.lambda(), violation, error).ifPresent(alarms::add);
        state = rule.next(state, violation, error, 0.05);
      }
      DualAlarm alarm = alarms.get(0);
      assertEquals(DualAlarm.Kind.COLLAPSED, alarm.kind());
      assertEquals(List.of("c1"), alarm.constraints());
      assertTrue(alarm.step() > 5 * 500 && alarm.step() <= 5 * 510, alarm::toString);
      assertTrue(alarm.message().contains("lost c1"), alarm::message);
    }
  }

  /** Where λ swings to 0 and back a class of 0.1 % comes and goes, by 5.3 nats. */
  @Test
  void swingsAreNoCollapse() {
    int large = 0;
    for (int seed = 0; seed < 10; seed++) {
      for (double lag : new double[] {0, 5, 20, 50}) {
        var run = SimulatedRun.disjoint(new double[] {0.05, 0.001}, W, 0.1, lag, seed);
        var result = run.run(DualSchedule.every(5).stepSize(1));
        var late = result.measured().stream().filter(m -> m.step() > 500).toList();
        large +=
            late.stream().anyMatch(m -> m.violation()[1] < -1)
                    && late.stream().anyMatch(m -> m.violation()[1] > Math.log(20))
                ? 1
                : 0;
        var found = alarms(result, false);
        assertTrue(
            found.stream().noneMatch(a -> a.kind() == DualAlarm.Kind.COLLAPSED), found::toString);
      }
    }
    assertTrue(large >= 10, "large swings in " + large);
  }

  /**
   * λ stays below 49 / 2 although the model is trained on a mixture without data, or the reverse.
   */
  @Test
  void theDataLeftAreThoseThatTheModelIsTrainedOn() {
    double[] small = {1, 1};
    double[] large = {40, 40};
    double[] none = {0, 0};
    for (boolean heavy : new boolean[] {true, false}) {
      var monitor = DualMonitor.of(List.of("c0", "c1"));
      var alarms = new ArrayList<DualAlarm>();
      for (int update = 1; update <= 20; update++) {
        monitor
            .observe(update, heavy ? small : large, heavy ? large : small, none, none)
            .ifPresent(alarms::add);
      }
      assertEquals(heavy ? 1 : 0, alarms.size());
      assertTrue(alarms.stream().allMatch(a -> a.message().contains("the weights of c0, c1")));
    }
  }

  /** A violation of 4 nats in another unit is one of 4 nats. */
  @Test
  void anotherUnitIsConverted() {
    for (double unit : new double[] {1, 0.01}) {
      var watch = new CollapseWatch(List.of("a"), unit);
      double[] one = {1};
      int told = 0;
      for (int i = 0; i < 20; i++) {
        double[] violation = {i < 8 ? -0.1 * unit : 4 * unit};
        told += watch.observe(i, one, one, violation).isPresent() ? 1 : 0;
      }
      assertEquals(1, told);
    }
    var small = new CollapseWatch(List.of("a"), 1);
    for (int i = 0; i < 20; i++) {
      double[] violation = {i < 8 ? -0.1 : 2.9};
      assertTrue(small.observe(i, new double[] {1}, new double[] {1}, violation).isEmpty());
    }
  }
}
