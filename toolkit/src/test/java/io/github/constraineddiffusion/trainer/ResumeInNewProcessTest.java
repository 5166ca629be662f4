package io.github.constraineddiffusion.trainer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.constraineddiffusion.tensor.Session;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a warm process began, a fresh one finishes to the same bits. */
class ResumeInNewProcessTest {
  @TempDir Path folder;

  @Test
  void aFreshProcessResumesToTheSameBits() throws IOException, InterruptedException {
    try (Session session = Session.open().seed(21).threads(1)) {
      String whole = NewProcess.checksum(session, NewProcess.trainer(session, b -> {}).train());
      Run first =
          NewProcess.trainer(session, batch -> interruptAt(batch, 11))
              .checkpoints(folder, 4)
              .train();
      assertTrue(first.interrupted());
      assertEquals("checksum " + whole, resumeInNewProcess());
    }
  }

  private static void interruptAt(int batch, int at) {
    if (batch == at) {
      Thread.currentThread().interrupt();
    }
  }

  private String resumeInNewProcess() throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-DOPT_OUT_TRACKING=true",
                "-cp",
                System.getProperty(
                    "surefire.test.class.path", System.getProperty("java.class.path")),
                NewProcess.class.getName(),
                folder.toString())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertEquals(0, process.waitFor(), text);
    List<String> lines = text.lines().filter(line -> line.startsWith("checksum")).toList();
    return lines.get(0);
  }
}
