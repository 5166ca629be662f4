package io.github.constraineddiffusion.denoiser;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonParseException;
import com.google.gson.reflect.TypeToken;
import io.github.constraineddiffusion.tensor.TensorFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.LinkedHashMap;
import java.util.Map;

/** Reads and writes a U-Net as diffusers does: {@code config.json} and safetensors. */
final class UNetFiles {
  static final String CONFIG = "config.json";
  static final String WEIGHTS = "diffusion_pytorch_model.safetensors";

  private UNetFiles() {}

  static Pretrained load(Path folder) {
    try {
      String json = Files.readString(folder.resolve(CONFIG));
      return load(json, Files.readAllBytes(folder.resolve(WEIGHTS)), folder.toString());
    } catch (IOException e) {
      throw new UncheckedIOException(
          "cannot read " + CONFIG + " and " + WEIGHTS + " in " + folder + ": " + e.getMessage(), e);
    }
  }

  static Pretrained load(String json, byte[] weights, String place) {
    return new Pretrained(new Saved(config(json, place), false), weights, place);
  }

  private static UNetConfig config(String json, String place) {
    try {
      Map<String, Object> map =
          new GsonBuilder()
              .create()
              .fromJson(json, new TypeToken<Map<String, Object>>() {}.getType());
      if (map == null) {
        throw new JsonParseException("empty");
      }
      return UNetJson.read(map);
    } catch (JsonParseException e) {
      throw new IllegalArgumentException(
          CONFIG + " in " + place + " is not JSON: " + e.getMessage(), e);
    }
  }

  /** Writes both files, each whole or not at all. */
  static void save(UNet net, Map<String, NDArray> weights, Path folder, boolean half) {
    try {
      Files.createDirectories(folder);
      String json =
          new GsonBuilder().setPrettyPrinting().serializeNulls().create().toJson(net.describe());
      byte[] bytes = half ? TensorFile.encode(halved(weights)) : TensorFile.encode(weights);
      replace(folder.resolve(WEIGHTS), bytes);
      replace(
          folder.resolve(CONFIG), (json + "\n").getBytes(java.nio.charset.StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write the U-Net into " + folder + ": " + e, e);
    }
  }

  private static Map<String, NDArray> halved(Map<String, NDArray> weights) {
    Map<String, NDArray> halved = new LinkedHashMap<>();
    weights.forEach((name, array) -> halved.put(name, array.toType(DataType.FLOAT16, false)));
    return halved;
  }

  private static void replace(Path file, byte[] bytes) throws IOException {
    Path part = file.resolveSibling(file.getFileName() + ".part");
    Files.write(part, bytes);
    Files.move(part, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
  }

  /** The architecture of a file; its weights come from {@link Pretrained}. */
  record Saved(UNetConfig config, boolean bfloat16) implements NetworkFactory {
    @Override
    public Block build(Shape sampleShape) {
      return UNetBuilder.build(config, bfloat16, sampleShape);
    }

    @Override
    public NetworkFactory bfloat16Copy(boolean on) {
      return new Saved(config, on);
    }

    @Override
    public String description() {
      return config + (bfloat16 ? " in bfloat16" : "");
    }
  }
}
