package io.github.constraineddiffusion.tensor;

import ai.djl.pytorch.jni.JniUtils;

/**
 * Sets whether operations on this thread are recorded for gradients, until closed.
 *
 * <p>The engine's switch is local to the thread, and notebook cells run on pooled threads: code
 * that measures or samples says {@code try (var mode = GradMode.off())} rather than rely on it.
 */
public final class GradMode implements AutoCloseable {
  private final boolean before = JniUtils.isGradMode();

  private GradMode(boolean on) {
    JniUtils.setGradMode(on);
  }

  /**
   * Stops recording on this thread until the result is closed.
   *
   * @return what restores the mode when closed
   */
  public static GradMode off() {
    Engines.engine();
    return new GradMode(false);
  }

  /**
   * Records on this thread until the result is closed.
   *
   * @return what restores the mode when closed
   */
  public static GradMode on() {
    Engines.engine();
    return new GradMode(true);
  }

  /** {@return whether this thread records} */
  public static boolean isOn() {
    Engines.engine();
    return JniUtils.isGradMode();
  }

  @Override
  public void close() {
    JniUtils.setGradMode(before);
  }
}
