package io.github.constraineddiffusion.tensor;

import ai.djl.ndarray.BaseNDManager;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.lang.reflect.Field;
import java.util.Map;

/** Counts the native arrays that are alive in the process, over all managers. */
public final class LiveArrays {
  private LiveArrays() {}

  /** Returns the count. */
  public static int count() {
    try (NDManager any = Engines.newManager(ai.djl.Device.cpu())) {
      return count(any.getParentManager());
    }
  }

  private static int count(NDManager manager) {
    try {
      Field field = BaseNDManager.class.getDeclaredField("resources");
      field.setAccessible(true);
      int count = 0;
      for (Object resource : ((Map<?, ?>) field.get(manager)).values()) {
        if (resource instanceof NDManager inner) {
          count += count(inner);
        } else if (resource instanceof NDArray) {
          count++;
        }
      }
      return count;
    } catch (ReflectiveOperationException e) {
      throw new AssertionError(e);
    }
  }
}
