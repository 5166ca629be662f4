package io.github.constraineddiffusion.graph;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.constraineddiffusion.tensor.LiveArrays;
import io.github.constraineddiffusion.tensor.Session;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GraphMemoryTest {
  /** The listener is told before the first epoch and after the last, and sometimes between. */
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void noEpochLeavesAnArrayBehind(boolean filter) {
    GraphModel model = filter ? GraphModel.filter(3) : GraphModel.network(4, 3);
    try (Session session = Session.open()) {
      var live = new TreeMap<Integer, Set<Integer>>();
      GraphTrainer trainer =
          GraphTrainer.of(GraphCases.ring())
              .session(session)
              .model(model)
              .runs(3)
              .epochs(200)
              .listener(
                  at ->
                      live.computeIfAbsent(at.epoch(), epoch -> new TreeSet<>())
                          .add(LiveArrays.count()));
      int before = LiveArrays.count();
      trainer.train();
      int during = live.get(0).iterator().next();
      assertTrue(during > before, "what a training holds is counted");
      live.forEach((epoch, counts) -> assertEquals(Set.of(during), counts, "epoch " + epoch));
      assertTrue(live.containsKey(200));
      live.clear();
      trainer.trainOneByOne();
      assertEquals(1, live.get(200).size(), "15 runs, one after the other: " + live);
      assertEquals(before, LiveArrays.count(), "nothing is left");
    }
  }
}
