package io.github.constraineddiffusion.notebook;

/**
 * What the first cell of a notebook calls.
 *
 * <pre>{@code
 * Notebook.install();                                   // needed by the IJava kernel only
 * var settings = Notebook.settings("01-my-notebook");
 * var metrics = Metrics.of(settings);
 * }</pre>
 */
public final class Notebook {
  private static final String IJAVA = "io.github.spencerpark.ijava.IJava";
  private static final String IJAVA_BASE = "io.github.spencerpark.jupyter.kernel.BaseKernel";

  private Notebook() {}

  /**
   * Makes the IJava kernel show tables, charts and live displays. Does nothing under JJava, which
   * finds the library by itself, and nothing outside a notebook.
   */
  public static void install() {
    if (isPresent(IJAVA)) {
      try {
        install(Class.forName(IJAVA).getMethod("getKernelInstance").invoke(null));
      } catch (ReflectiveOperationException e) {
        throw new IllegalStateException(
            "this IJava kernel does not hand out itself: call Notebook.install(kernel) with it", e);
      }
    }
  }

  /**
   * Makes a given IJava kernel show tables, charts and live displays.
   *
   * @param kernel the running kernel; a kernel of JJava is fine and needs nothing done
   * @throws IllegalArgumentException if it is no such kernel
   */
  public static void install(Object kernel) {
    boolean done = isPresent(IJAVA_BASE) && IJavaSupport.install(kernel);
    if (!done && !isJJava(kernel)) {
      throw new IllegalArgumentException(
          "the kernel is "
              + (kernel == null ? "null" : "a " + kernel.getClass().getName())
              + ", but only IJava's needs installing: call install() without it elsewhere");
    }
  }

  /**
   * Reads the settings of a notebook without a name; see {@link Settings}.
   *
   * @return the settings
   */
  public static Settings settings() {
    return settings("notebook");
  }

  /**
   * Reads the settings from the environment; see {@link Settings}.
   *
   * @param name of the notebook
   * @return the settings
   */
  public static Settings settings(String name) {
    return Settings.from(System.getenv(), name);
  }

  private static boolean isJJava(Object kernel) {
    for (Class<?> c = kernel == null ? null : kernel.getClass(); c != null; c = c.getSuperclass()) {
      if (c.getName().equals("org.dflib.jjava.jupyter.kernel.BaseKernel")) {
        return true;
      }
    }
    return false;
  }

  private static boolean isPresent(String className) {
    try {
      Class.forName(className, false, Notebook.class.getClassLoader());
      return true;
    } catch (ClassNotFoundException | LinkageError e) {
      return false;
    }
  }
}
