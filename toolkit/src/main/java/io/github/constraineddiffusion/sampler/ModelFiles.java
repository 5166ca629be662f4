package io.github.constraineddiffusion.sampler;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonParseException;
import io.github.constraineddiffusion.data.Fingerprint;
import io.github.constraineddiffusion.denoiser.Network;
import io.github.constraineddiffusion.denoiser.Pretrained;
import io.github.constraineddiffusion.denoiser.UNet;
import io.github.constraineddiffusion.tensor.Session;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;

/** Reads and writes a {@link DiffusionModel}: diffusers' files and a model card. */
final class ModelFiles {
  /** Folders beside this class in the jar. */
  static final List<String> NAMES =
      List.of(
          "digits-unconstrained",
          "digits-constrained",
          "digits-reference",
          "digits-0-to-4",
          "digits-3-to-7",
          "digits-2-to-4",
          "digits-0-to-8",
          "coloured-shapes",
          "cifar10");

  private static final String CARD = "model.json";

  private ModelFiles() {}

  private interface Reader {
    byte[] read(String file) throws IOException;
  }

  static DiffusionModel load(Session session, Path folder) {
    return read(session, file -> Files.readAllBytes(folder.resolve(file)), folder.toString());
  }

  static DiffusionModel named(Session session, String name) {
    if (!NAMES.contains(name)) {
      throw new IllegalArgumentException(
          "the jar holds no model \"" + name + "\": it holds " + NAMES);
    }
    return read(session, file -> resource(name + "/" + file), "the jar's " + name);
  }

  private static byte[] resource(String file) throws IOException {
    try (InputStream in = ModelFiles.class.getResourceAsStream("models/" + file)) {
      if (in == null) {
        throw new IOException("the jar lacks models/" + file);
      }
      return in.readAllBytes();
    }
  }

  private static DiffusionModel read(Session session, Reader files, String place) {
    try {
      ModelCard card = card(text(files, CARD), place);
      byte[] weights = files.read(UNet.WEIGHTS_FILE);
      Pretrained factory =
          UNet.load(text(files, UNet.CONFIG_FILE), weights, place).bfloat16(session.bfloat16());
      if (!factory.sha256().equals(card.sha256())) {
        throw new IllegalArgumentException(
            "%s in %s has SHA-256 %s, but %s says %s: the file is damaged, fetch it again"
                .formatted(UNet.WEIGHTS_FILE, place, factory.sha256(), CARD, card.sha256()));
      }
      Network network =
          Network.create(
              session,
              factory,
              new Shape(card.sampleShape()),
              card.noiseSchedule(),
              card.prediction());
      return new DiffusionModel(session, network, network.weights(), card, factory);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read the model in " + place + ": " + e, e);
    }
  }

  private static String text(Reader files, String file) throws IOException {
    return new String(files.read(file), StandardCharsets.UTF_8);
  }

  private static ModelCard card(String json, String place) {
    try {
      ModelCard card = new Gson().fromJson(json, ModelCard.class);
      if (card == null || card.prediction() == null) {
        throw new JsonParseException("it lacks fields");
      }
      card.noiseSchedule();
      return card;
    } catch (RuntimeException e) {
      throw new IllegalArgumentException(
          CARD + " in " + place + " is not a model card: " + e.getMessage(), e);
    }
  }

  static void save(
      Path folder, Network network, List<NDArray> weights, ModelCard card, boolean half) {
    try (NDManager scope = network.manager().newSubManager()) {
      Network.Merged merged = network.merged(scope, weights);
      if (!(merged.block() instanceof UNet net)) {
        throw new IllegalStateException(
            "only a U-Net can be saved as a model, but this is a "
                + merged.block().getClass().getSimpleName()
                + ": use checkpoints");
      }
      net.save(folder, List.copyOf(merged.weights().values()), half);
    }
    try {
      String digest = Fingerprint.sha256(Files.readAllBytes(folder.resolve(UNet.WEIGHTS_FILE)));
      String json =
          new GsonBuilder()
              .setPrettyPrinting()
              .disableHtmlEscaping()
              .create()
              .toJson(card.withSha256(digest));
      Path part = folder.resolve(CARD + ".part");
      Files.writeString(part, json + "\n");
      Files.move(part, folder.resolve(CARD), StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write the model into " + folder + ": " + e, e);
    }
  }

  static void saveAdapters(Path file, Network network, List<NDArray> weights) {
    byte[] bytes = network.adapters(weights);
    try {
      Path whole = file.toAbsolutePath();
      Files.createDirectories(whole.getParent());
      Path part = whole.resolveSibling(whole.getFileName() + ".part");
      Files.write(part, bytes);
      Files.move(part, whole, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write adapters to " + file + ": " + e, e);
    }
  }
}
