package io.github.constraineddiffusion.sweep;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.LockSupport;

/**
 * The largest resident memory of this process while something runs, looked at every 20 ms. It holds
 * the Java heap and all else the process has: compare methods in one process, the smallest first.
 *
 * @param value what the task returned
 * @param mebibytes the peak; NaN where the system does not tell (it is read from Linux' process
 *     status)
 * @param <T> of the task's result
 */
public record PeakMemory<T>(T value, double mebibytes) {
  private static final Path STATUS = Path.of("/proc/self/status");
  private static final long NANOS = 20_000_000;

  /**
   * Runs a task and watches.
   *
   * @param task runs in the calling thread
   * @param <T> of its result
   * @return its result with the peak
   * @throws Exception what the task throws
   */
  public static <T> PeakMemory<T> of(Callable<T> task) throws Exception {
    var watch = new Watch();
    var thread = new Thread(watch, "peak memory");
    thread.setDaemon(true);
    thread.start();
    T value;
    try {
      value = task.call();
    } finally {
      watch.done = true;
      LockSupport.unpark(thread);
    }
    thread.join();
    return new PeakMemory<>(value, watch.peak);
  }

  /** Looks until it is told to stop, and once more then. */
  private static final class Watch implements Runnable {
    private volatile boolean done;
    private volatile double peak = Double.NaN;

    @Override
    public void run() {
      boolean last;
      do {
        last = done;
        double now = resident();
        peak = Double.isNaN(peak) ? now : Math.max(peak, now);
        if (!last) {
          LockSupport.parkNanos(NANOS);
        }
      } while (!last);
    }
  }

  /** {@return resident memory now, in MiB; NaN where the system does not tell} */
  public static double resident() {
    try {
      for (String line : Files.readAllLines(STATUS)) {
        if (line.startsWith("VmRSS:")) {
          return Double.parseDouble(line.replaceAll("[^0-9]", "")) / 1024;
        }
      }
    } catch (IOException notLinux) {
      return Double.NaN;
    }
    return Double.NaN;
  }
}
