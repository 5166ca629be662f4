package io.github.constraineddiffusion.notebook;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Properties;

/** The version of this jar, which Maven writes into a resource. */
final class ToolkitVersion {
  private ToolkitVersion() {}

  static String get() {
    Properties properties = new Properties();
    try (InputStream in = ToolkitVersion.class.getResourceAsStream("toolkit.properties")) {
      properties.load(in);
    } catch (IOException e) {
      throw new UncheckedIOException("the jar of the toolkit cannot be read", e);
    }
    return properties.getProperty("version");
  }
}
