package io.github.constraineddiffusion.trainer;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.github.constraineddiffusion.tensor.Session;
import java.nio.file.Path;
import java.util.Arrays;

/** Resumes the run of {@link ResumeInNewProcessTest} and prints a checksum of its model. */
final class NewProcess {
  private NewProcess() {}

  public static void main(String[] arguments) {
    try (Session session = Session.open().seed(21).threads(1)) {
      Run run = trainer(session, batch -> {}).checkpoints(Path.of(arguments[0]), 4).resume();
      System.out.println("checksum " + checksum(session, run));
    }
  }

  /** The default network and batch: small ones happen to be stable. */
  static DualTrainer trainer(Session session, java.util.function.IntConsumer atBatch) {
    return DualTrainer.of(Problems.shares(new CountingSource(atBatch), 0.2, 0.2))
        .session(session)
        .steps(24)
        .dual(io.github.constraineddiffusion.dual.DualSchedule.every(3).stepSize(0.05))
        .listener(progress -> {});
  }

  static String checksum(Session session, Run run) {
    try (NDManager scope = session.scope()) {
      NDArray x = scope.arange(40f).sin().reshape(new Shape(20, 2));
      float[] raw = run.rawDenoiser().noise(x, scope.arange(1f, 21f)).toFloatArray();
      float[] averaged = run.denoiser().noise(x, scope.arange(1f, 21f)).toFloatArray();
      return Arrays.hashCode(raw) + " " + Arrays.hashCode(averaged);
    }
  }
}
