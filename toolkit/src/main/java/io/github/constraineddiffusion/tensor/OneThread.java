package io.github.constraineddiffusion.tensor;

import ai.djl.pytorch.jni.JniUtils;

/**
 * Keeps the engine's operations on this thread to this thread, until closed: for work that is
 * spread over threads already.
 *
 * <p>The engine's number of threads is one for each thread that calls it, and new threads begin
 * with the number that was set last: the others' is put back at once.
 */
public final class OneThread implements AutoCloseable {
  private final int before;

  private OneThread(int before) {
    this.before = before;
  }

  /**
   * Sets this thread's number to 1.
   *
   * @return what restores it when closed
   */
  public static OneThread here() {
    Engines.engine();
    synchronized (OneThread.class) {
      // asked first: a thread takes the common number at its first question, and then has its own
      int common = JniUtils.getNumThreads();
      JniUtils.setNumThreads(1);
      putBack(common);
      return new OneThread(common);
    }
  }

  /**
   * On a thread of its own, as it sets the number of the thread that asks along with the common.
   */
  private static void putBack(int common) {
    Thread setter = new Thread(() -> JniUtils.setNumThreads(common), "number of threads");
    setter.start();
    boolean interrupted = false;
    while (setter.isAlive()) {
      try {
        setter.join();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    JniUtils.setNumThreads(before);
  }
}
