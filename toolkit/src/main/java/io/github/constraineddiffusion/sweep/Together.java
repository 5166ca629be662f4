package io.github.constraineddiffusion.sweep;

import io.github.constraineddiffusion.trainer.DualTrainer;
import io.github.constraineddiffusion.trainer.Run;
import io.github.constraineddiffusion.trainer.TogetherTraining;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Trains runs of one shape as one tensor program, and others one after the other. */
final class Together implements RunBatch {
  /** An interrupt or a kill loses the runs in progress, and more at once are hardly faster. */
  private static final int MOST = 16;

  private final OneByOne alone = new OneByOne();

  @Override
  public List<List<Cell>> groups(List<Cell> cells) {
    List<List<Cell>> groups = new ArrayList<>();
    Map<String, List<Cell>> open = new LinkedHashMap<>();
    for (Cell cell : cells) {
      if (TogetherTraining.obstacle(cell.trainer()).isPresent()) {
        groups.add(List.of(cell));
        continue;
      }
      String shape = TogetherTraining.shape(cell.trainer());
      List<Cell> group = open.get(shape);
      if (group == null || group.size() == MOST) {
        group = new ArrayList<>();
        open.put(shape, group);
        groups.add(group);
      }
      group.add(cell);
    }
    return groups;
  }

  /** What refuses one of several is found by training them alone. */
  @Override
  public List<Trained> train(List<DualTrainer> trainers) {
    if (trainers.size() == 1 || !TogetherTraining.sameShapes(trainers)) {
      return alone.train(trainers);
    }
    try {
      return TogetherTraining.train(trainers).stream().map(Together::outcome).toList();
    } catch (IllegalArgumentException e) {
      return alone.train(trainers);
    }
  }

  private static Trained outcome(Run run) {
    return new Trained(run, run.failure().orElse(null));
  }
}
