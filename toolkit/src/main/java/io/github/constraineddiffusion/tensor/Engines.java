package io.github.constraineddiffusion.tensor;

import ai.djl.Device;
import ai.djl.engine.Engine;
import ai.djl.ndarray.NDManager;

/** Starts the engine with the settings this toolkit needs. */
final class Engines {
  static {
    // the engine's makers count starts on cloud machines; a research tool stays quiet unless told
    if (System.getProperty("OPT_OUT_TRACKING") == null) {
      System.setProperty("OPT_OUT_TRACKING", "true");
    }
  }

  private Engines() {}

  static Engine engine() {
    return Engine.getEngine("PyTorch");
  }

  static NDManager newManager(Device device) {
    return engine().newBaseManager(device);
  }
}
