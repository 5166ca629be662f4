package io.github.constraineddiffusion.tensor;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Properties;

/** The toolkit's own version, for manifests and metrics. */
public final class Toolkit {
  private Toolkit() {}

  /** {@return the version of this jar, such as "0.1.0"} */
  public static String version() {
    Properties properties = new Properties();
    try (InputStream in = Toolkit.class.getResourceAsStream("toolkit.properties")) {
      properties.load(in);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read the version from the toolkit's jar", e);
    }
    return properties.getProperty("version");
  }
}
