package io.github.constraineddiffusion.tensor;

import ai.djl.ndarray.NDManager;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/** Provokes the freed-scalar fault: collects garbage and fills the freed memory with NaN. */
public final class Garbage {
  private Garbage() {}

  /** Collects, waits for the buffers to be freed, and takes their memory. */
  public static void collectAndOverwrite(NDManager scope) {
    System.gc();
    try {
      Thread.sleep(20);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    List<ByteBuffer> fill = new ArrayList<>();
    for (int i = 0; i < 4000; i++) {
      ByteBuffer buffer = ByteBuffer.allocateDirect(8).order(ByteOrder.nativeOrder());
      fill.add(buffer.putInt(0x7fc00000).putInt(0x7fc00000));
    }
    for (int i = 0; i < 1000; i++) {
      scope.create(Float.NaN).close();
    }
  }
}
