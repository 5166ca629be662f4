package io.github.constraineddiffusion.sampler;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import java.util.ArrayList;
import java.util.List;

/** Keeps a copy of every level that samples reach. */
final class TrajectoryRecorder implements SamplingListener {
  private final NDManager scope;
  private final List<Integer> timesteps = new ArrayList<>();
  private final NDList levels = new NDList();

  /** Keeps copies in {@code scope} until they are handed over. */
  TrajectoryRecorder(NDManager scope) {
    this.scope = scope;
  }

  @Override
  public void reached(int t, NDArray x) {
    NDArray copy = x.duplicate();
    copy.attach(scope);
    timesteps.add(t);
    levels.add(copy);
  }

  /** Hands the levels over to {@code owner}. */
  Trajectory trajectory(NDManager owner) {
    levels.attach(owner);
    return new Trajectory(timesteps, levels);
  }
}
