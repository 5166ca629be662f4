package io.github.constraineddiffusion.tensor;

import ai.djl.Device;
import ai.djl.ndarray.NDManager;
import ai.djl.pytorch.jni.JniUtils;

/**
 * Device, seed and memory of a notebook: everything else is built on one.
 *
 * <p>Arrays that a user receives belong to {@link #manager()} and live until the session is closed;
 * arrays of a training or sampling step belong to a sub-manager that is closed with the step.
 */
public final class Session implements AutoCloseable {
  private final Device device;
  private final long seed;
  private final NDManager manager;

  private Session(Device device, long seed, NDManager manager) {
    this.device = device;
    this.seed = seed;
    this.manager = manager;
  }

  /**
   * Opens a session on the CPU with seed 0.
   *
   * @return the session
   */
  public static Session open() {
    return on(Device.cpu());
  }

  /**
   * Opens a session on a named device.
   *
   * @param device "cpu" or "gpu"
   * @return a session with seed 0
   * @throws IllegalStateException where a GPU is asked for and PyTorch sees none: never a silent
   *     CPU
   */
  public static Session open(String device) {
    return switch (device) {
      case "cpu" -> on(Device.cpu());
      case "gpu" -> {
        requireGpu(Engines.engine().getGpuCount());
        yield on(Device.gpu());
      }
      default ->
          throw new IllegalArgumentException(
              "device is \"" + device + "\", but must be \"cpu\" or \"gpu\"");
    };
  }

  private static Session on(Device device) {
    return new Session(device, 0, Engines.newManager(device));
  }

  static void requireGpu(int visible) {
    if (visible < 1) {
      throw new IllegalStateException(
          "a GPU was asked for, but PyTorch "
              + Engines.engine().getVersion()
              + " sees none: add ai.djl.pytorch:pytorch-native-cu128:2.7.1 (classifier of your"
              + " system) to the class path in place of pytorch-native-cpu, check that nvidia-smi"
              + " lists a GPU, restart the kernel; or ask for \"cpu\"");
    }
  }

  /**
   * Returns this session with another seed; device and memory are shared.
   *
   * @param seed any number: the same seed gives the same run on the same machine
   * @return this session with another seed; device and memory are shared
   */
  public Session seed(long seed) {
    return new Session(device, seed, manager);
  }

  /**
   * Sets how many threads PyTorch uses for one operation, for the whole process.
   *
   * @param count at least 1
   * @return this session
   */
  public Session threads(int count) {
    if (count < 1) {
      throw new IllegalArgumentException("threads is " + count + ", but must be at least 1");
    }
    JniUtils.setNumThreads(count);
    return this;
  }

  /** {@return how many threads PyTorch uses for one operation} */
  public int threads() {
    return JniUtils.getNumThreads();
  }

  /**
   * Says whether convolutions in bfloat16 are faster than in float32: on a GPU, and on processors
   * with instructions for it (AVX512-BF16 or AMX). Known on Linux; false elsewhere.
   *
   * @return whether to ask for bfloat16
   */
  public boolean bfloat16() {
    return !device.equals(Device.cpu()) || Processor.hasBfloat16();
  }

  /** {@return the device of this session's arrays} */
  public Device device() {
    return device;
  }

  /** {@return the seed} */
  public long seed() {
    return seed;
  }

  /** {@return the manager of arrays that live as long as the session} */
  public NDManager manager() {
    return manager;
  }

  /** {@return a new manager for arrays of one step: close it after the step} */
  public NDManager scope() {
    return manager.newSubManager();
  }

  /**
   * Returns the random numbers of one place in a run, and seeds the engine with them.
   *
   * <p>The engine's generator can be set but not read, so every step gets a seed of its own,
   * derived from the run's seed and the place: a resumed run needs no hidden state.
   *
   * @param place numbers that name the place, for instance a purpose and a step
   * @return a generator for choices made in Java
   */
  public StepRandom random(long... place) {
    return StepRandom.at(seed, place);
  }

  /** Frees every array of the session. */
  @Override
  public void close() {
    manager.close();
  }

  @Override
  public String toString() {
    return "Session on " + device + ", seed " + seed + ", " + threads() + " threads";
  }
}
