package io.github.constraineddiffusion.sweep;

import java.util.function.Supplier;

/** Where a sweep's default listener comes from: a notebook puts its live display here. */
public final class SweepListeners {
  private static volatile Supplier<SweepListener> supplier = SweepConsole::new;

  private SweepListeners() {}

  /**
   * Sets what makes the listener of sweeps that name none.
   *
   * @param listeners called once a sweep
   */
  public static void setDefault(Supplier<SweepListener> listeners) {
    supplier = listeners;
  }

  /** {@return a listener for a sweep that names none} */
  public static SweepListener newDefault() {
    return supplier.get();
  }
}
