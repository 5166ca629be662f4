package io.github.constraineddiffusion.sampler;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.github.constraineddiffusion.denoiser.Network;
import io.github.constraineddiffusion.denoiser.ResidualMlp;
import io.github.constraineddiffusion.schedule.NoiseSchedule;
import io.github.constraineddiffusion.schedule.PredictionType;
import io.github.constraineddiffusion.tensor.Session;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GeneratedSamplesTest {
  private static final NoiseSchedule SCHEDULE = NoiseSchedule.uniformLogSnr(10, 6, -6);

  @TempDir Path folder;

  private static DiffusionModel model(Session session, int width) {
    var network =
        Network.create(
            session, ResidualMlp.builder().width(width), new Shape(2), SCHEDULE, PredictionType.V);
    var card =
        new ModelCard(
            "tiny",
            "",
            "none",
            "data",
            session.seed(),
            0,
            0,
            SCHEDULE.describe(),
            PredictionType.V,
            new long[] {2},
            Map.of(),
            "");
    return DiffusionModel.of(session, network, network.weights(), card);
  }

  private static float[] draw(Session session, GeneratedSamples samples) {
    try (NDManager scope = session.scope()) {
      return samples.sample(scope, session.random(4), 30).toFloatArray();
    }
  }

  private List<Path> files() throws IOException {
    try (Stream<Path> found = Files.list(folder)) {
      return found.toList();
    }
  }

  @Test
  void isMadeOnceAndReadFromItsFile() throws IOException {
    try (Session session = Session.open().seed(2)) {
      GeneratedSamples samples = model(session, 8).generated().count(50).cachedIn(folder);
      assertEquals(List.of(), files(), "made when it is asked for");
      float[] first = draw(session, samples);
      assertEquals(1, files().size());
      byte[] bytes = Files.readAllBytes(files().get(0));
      assertArrayEquals(
          first, draw(session, model(session, 8).generated().count(50).cachedIn(folder)));
      assertArrayEquals(first, draw(session, model(session, 8).generated().count(50)));
      // the file is what is drawn from: change it, and others are drawn
      bytes[bytes.length - 1] ^= 0x40;
      Files.write(files().get(0), bytes);
      float[] other = draw(session, model(session, 8).generated().count(50).cachedIn(folder));
      float[] all = model(session, 8).generated().count(50).cachedIn(folder).all().toFloatArray();
      assertEquals(100, all.length);
      assertEquals(first.length, other.length);
      float[] others = draw(session, samples.seed(1));
      assertEquals(2, files().size());
      assertFalse(Arrays.equals(first, others), "refreshed by another seed");
    }
  }

  @Test
  void otherModelsSettingsAndSeedsHaveOtherFiles() {
    try (Session session = Session.open().seed(2);
        Session other = Session.open().seed(3)) {
      GeneratedSamples samples = model(session, 8).generated().count(50);
      String own = samples.fingerprint();
      assertEquals(own, model(session, 8).generated().count(50).fingerprint());
      assertNotEquals(own, samples.count(51).fingerprint());
      assertNotEquals(own, samples.method(Ddim.steps(5)).fingerprint());
      assertNotEquals(own, model(other, 8).generated().count(50).fingerprint());
    }
  }

  @Test
  void aDamagedFileIsMadeAnew() throws IOException {
    try (Session session = Session.open()) {
      float[] first = draw(session, model(session, 8).generated().count(20).cachedIn(folder));
      Path file = files().get(0);
      byte[] whole = Files.readAllBytes(file);
      Files.write(file, new byte[] {1, 2, 3});
      assertArrayEquals(
          first, draw(session, model(session, 8).generated().count(20).cachedIn(folder)));
      assertArrayEquals(whole, Files.readAllBytes(file));
    }
  }

  @Test
  void saysWhatToDoWhereItCannotWrite() throws IOException {
    Path file = Files.createFile(folder.resolve("file"));
    try (Session session = Session.open()) {
      GeneratedSamples samples = model(session, 8).generated().count(5).cachedIn(file);
      var error = assertThrows(UncheckedIOException.class, () -> draw(session, samples));
      assertTrue(error.getMessage().contains("leave cachedIn(...) out"), error.getMessage());
      assertFalse(Files.isDirectory(file));
      assertThrows(IllegalArgumentException.class, () -> samples.count(0));
    }
  }
}
