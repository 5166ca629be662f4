package io.github.constraineddiffusion.denoiser;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import io.github.constraineddiffusion.schedule.NoiseSchedule;
import java.util.function.IntToDoubleFunction;

/** One number for each timestep 1…T, looked up by a batch of timesteps on the device. */
final class LevelTable {
  private final NDArray values;

  private LevelTable(NDArray values) {
    this.values = values;
  }

  static LevelTable of(NDManager owner, NoiseSchedule schedule, IntToDoubleFunction value) {
    float[] table = new float[schedule.steps() + 1];
    for (int t = 1; t < table.length; t++) {
      table[t] = (float) value.applyAsDouble(t);
    }
    return new LevelTable(owner.create(table));
  }

  /** Returns the numbers at {@code t} (N), owned by the manager of {@code x}. */
  NDArray at(NDArray x, NDArray t) {
    return values.take(x.getManager(), t.toType(DataType.INT64, false));
  }
}
