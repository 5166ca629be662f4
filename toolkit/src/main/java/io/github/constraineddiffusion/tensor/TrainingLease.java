package io.github.constraineddiffusion.tensor;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicReference;

/** The right to train: one training at a time in a process, as the engine allows only one. */
public final class TrainingLease implements AutoCloseable {
  private static final AtomicReference<TrainingLease> HOLDER = new AtomicReference<>();

  private final String name;
  private final Thread thread = Thread.currentThread();
  private final Instant since = Instant.now();

  private TrainingLease(String name) {
    this.name = name;
  }

  /**
   * Takes the lease.
   *
   * @param name what will be trained, for the message another caller may get
   * @return the lease: close it when training ends, however it ends
   * @throws IllegalStateException where another training runs
   */
  public static TrainingLease take(String name) {
    TrainingLease lease = new TrainingLease(name);
    TrainingLease holder = HOLDER.compareAndExchange(null, lease);
    if (holder != null) {
      throw new IllegalStateException(
          "cannot train \""
              + name
              + "\": \""
              + holder.name
              + "\" has been training on thread "
              + holder.thread.getName()
              + " for "
              + Duration.between(holder.since, Instant.now()).toSeconds()
              + " s. Interrupt that cell, or wait for it; one training runs at a time");
    }
    return lease;
  }

  @Override
  public void close() {
    HOLDER.compareAndSet(this, null);
  }
}
