package io.github.constraineddiffusion.notebook;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.File;
import java.lang.reflect.InvocationTargetException;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The library on a class path that has neither kernel. */
class NoKernelTest {

  @Test
  void everythingButTheAdaptersWorksWithoutAKernel() throws Exception {
    try (URLClassLoader loader = withoutKernels()) {
      assertThrows(
          ClassNotFoundException.class,
          () -> loader.loadClass("org.dflib.jjava.jupyter.kernel.BaseKernel"));
      assertThrows(
          ClassNotFoundException.class,
          () -> loader.loadClass("io.github.spencerpark.jupyter.kernel.BaseKernel"));
      Class<?> notebook = loader.loadClass(Notebook.class.getName());
      notebook.getMethod("install").invoke(null);
      Object settings = notebook.getMethod("settings", String.class).invoke(null, "x");
      Class<?> metrics = loader.loadClass(Metrics.class.getName());
      metrics.getMethod("of", settings.getClass()).invoke(null, settings);
      var e =
          assertThrows(
              InvocationTargetException.class,
              () -> notebook.getMethod("install", Object.class).invoke(null, "kernel"));
      assertInstanceOf(IllegalArgumentException.class, e.getCause());
      List<?> renderings = renderings(loader);
      assertEquals(Rendering.all().size(), renderings.size());
    }
  }

  private static List<?> renderings(ClassLoader loader) throws ReflectiveOperationException {
    var all = loader.loadClass(Rendering.class.getName()).getDeclaredMethod("all");
    all.setAccessible(true);
    return (List<?>) all.invoke(null);
  }

  private static URLClassLoader withoutKernels() throws MalformedURLException {
    List<URL> urls = new ArrayList<>();
    for (String entry : System.getProperty("java.class.path").split(File.pathSeparator)) {
      if (!entry.contains("jjava") && !entry.contains("jupyter-jvm-basekernel")) {
        urls.add(Path.of(entry).toUri().toURL());
      }
    }
    return new URLClassLoader(urls.toArray(URL[]::new), ClassLoader.getPlatformClassLoader());
  }
}
