package io.github.constraineddiffusion.sweep;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Real processes of main classes in the tests. */
final class Processes {
  private Processes() {}

  static Process start(Class<?> main, String... arguments) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("-DOPT_OUT_TRACKING=true");
    command.add("-cp");
    command.add(
        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")));
    command.add(main.getName());
    command.addAll(List.of(arguments));
    return new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
  }

  /** Waits for "ready", and answers. */
  static void go(Process process) throws IOException {
    assertEquals("ready", process.inputReader().readLine());
    process.getOutputStream().write('\n');
    process.getOutputStream().flush();
  }
}
