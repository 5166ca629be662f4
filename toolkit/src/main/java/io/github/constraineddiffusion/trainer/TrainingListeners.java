package io.github.constraineddiffusion.trainer;

import java.util.function.Supplier;

/** Where a run's default listener comes from: a notebook puts its live display here. */
public final class TrainingListeners {
  private static volatile Supplier<TrainingListener> supplier = ConsoleProgress::new;

  private TrainingListeners() {}

  /**
   * Sets what makes the listener of runs that name none.
   *
   * @param listeners called once a run
   */
  public static void setDefault(Supplier<TrainingListener> listeners) {
    supplier = listeners;
  }

  /** {@return a listener for a run that names none} */
  public static TrainingListener newDefault() {
    return supplier.get();
  }
}
