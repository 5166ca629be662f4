package io.github.constraineddiffusion.denoiser;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Translates a {@link UNetConfig} to and from diffusers' {@code config.json} of UNet2DModel. */
final class UNetJson {
  private static final String NULL_CLASS = "toolkit_null_class";
  private static final String PIXEL_UNSHUFFLE = "toolkit_pixel_unshuffle";

  private final Map<String, ?> json;

  private UNetJson(Map<String, ?> json) {
    this.json = json;
  }

  static Map<String, Object> write(UNetConfig c, int height, int width) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("_class_name", "UNet2DModel");
    json.put("_diffusers_version", "0.42.1");
    json.put("sample_size", height == width ? (Object) height : List.of(height, width));
    json.put("in_channels", c.inChannels());
    json.put("out_channels", c.inChannels());
    json.put("center_input_sample", c.centerInput());
    json.put("time_embedding_type", "positional");
    json.put("freq_shift", c.frequencyShift());
    json.put("flip_sin_to_cos", c.cosinesFirst());
    json.put("block_out_channels", c.channels());
    json.put("layers_per_block", c.layers());
    json.put("down_block_types", types(c.downAttention(), "DownBlock2D"));
    json.put("up_block_types", reversed(types(c.upAttention(), "UpBlock2D")));
    json.put("add_attention", c.midAttention());
    json.put("attention_head_dim", c.headChannels() == 0 ? null : c.headChannels());
    json.put("norm_num_groups", c.groups());
    json.put("norm_eps", c.eps());
    json.put("resnet_time_scale_shift", c.scaleShift() ? "scale_shift" : "default");
    json.put("downsample_padding", c.downPadding());
    json.put("downsample_type", "conv");
    json.put("upsample_type", "conv");
    json.put("act_fn", "silu");
    json.put("dropout", 0.0);
    json.put("mid_block_scale_factor", 1);
    json.put("class_embed_type", null);
    json.put("num_class_embeds", c.classRows() == 0 ? null : c.classRows());
    if (c.nullClass()) {
      json.put(NULL_CLASS, true);
    }
    if (c.pixelUnshuffle() > 1) {
      json.put(PIXEL_UNSHUFFLE, c.pixelUnshuffle());
    }
    return json;
  }

  private static List<String> types(List<Boolean> attention, String plain) {
    return attention.stream().map(a -> a ? "Attn" + plain : plain).toList();
  }

  private static <T> List<T> reversed(List<T> list) {
    List<T> copy = new ArrayList<>(list);
    Collections.reverse(copy);
    return copy;
  }

  static UNetConfig read(Map<String, ?> json) {
    return new UNetJson(json).read();
  }

  private UNetConfig read() {
    requireOneOf("_class_name", "UNet2DModel", "UNet2DModel");
    requireOneOf("time_embedding_type", "positional", "positional");
    requireOneOf("downsample_type", "conv", "conv");
    requireOneOf("upsample_type", "conv", "conv");
    requireOneOf("act_fn", "silu", "silu", "swish");
    requireOneOf("resnet_time_scale_shift", "default", "default", "scale_shift");
    requireOneOf("mid_block_type", "UNetMidBlock2D", "UNetMidBlock2D");
    requireNumber("mid_block_scale_factor", 1);
    requireNumber("dropout", 0);
    requireNull("class_embed_type");
    requireNull("attn_norm_num_groups");
    List<?> channels = list("block_out_channels", List.of(224));
    requireNumber("time_embedding_dim", 4 * ((Number) channels.get(0)).doubleValue());
    if (integer("in_channels", 3) != integer("out_channels", 3)) {
      throw refused("out_channels", json.get("out_channels"), "as many as in_channels");
    }
    int rows = integer("num_class_embeds", 0);
    boolean nullClass = flag(NULL_CLASS, false);
    return new UNetConfig(
        integer("in_channels", 3),
        list("block_out_channels", List.of(224, 448, 672, 896)).stream()
            .map(c -> ((Number) c).intValue())
            .toList(),
        integer("layers_per_block", 2),
        attention("down_block_types", "DownBlock2D"),
        reversed(attention("up_block_types", "UpBlock2D")),
        flag("add_attention", true),
        json.containsKey("attention_head_dim") ? integer("attention_head_dim", 0) : 8,
        integer("norm_num_groups", 32),
        number("norm_eps", 1e-5),
        "scale_shift".equals(json.get("resnet_time_scale_shift")),
        integer("downsample_padding", 1),
        flag("flip_sin_to_cos", true),
        number("freq_shift", 0),
        flag("center_input_sample", false),
        nullClass ? rows - 1 : rows,
        nullClass,
        integer(PIXEL_UNSHUFFLE, 1));
  }

  private List<Boolean> attention(String key, String plain) {
    List<Boolean> flags = new ArrayList<>();
    for (Object type : list(key, List.of())) {
      if (!type.equals(plain) && !type.equals("Attn" + plain)) {
        throw refused(key, type, plain + " or Attn" + plain);
      }
      flags.add(!type.equals(plain));
    }
    return flags;
  }

  private List<?> list(String key, List<?> fallback) {
    Object value = json.get(key);
    if (value == null) {
      return fallback;
    }
    if (!(value instanceof List<?> list)) {
      throw refused(key, value, "a list");
    }
    return list;
  }

  private double number(String key, double fallback) {
    Object value = json.get(key);
    if (value == null) {
      return fallback;
    }
    if (!(value instanceof Number number)) {
      throw refused(key, value, "a number");
    }
    return number.doubleValue();
  }

  private int integer(String key, int fallback) {
    return (int) Math.round(number(key, fallback));
  }

  private boolean flag(String key, boolean fallback) {
    Object value = json.get(key);
    return value == null ? fallback : Boolean.TRUE.equals(value);
  }

  private void requireNumber(String key, double expected) {
    if (number(key, expected) != expected) {
      throw refused(key, json.get(key), Double.toString(expected));
    }
  }

  private void requireNull(String key) {
    if (json.get(key) != null) {
      throw refused(key, json.get(key), "null");
    }
  }

  private void requireOneOf(String key, String fallback, String... allowed) {
    Object value = json.get(key) == null ? fallback : json.get(key);
    if (!Set.of(allowed).contains(value)) {
      throw refused(key, value, String.join(" or ", allowed));
    }
  }

  private static IllegalArgumentException refused(String key, Object value, String allowed) {
    return new IllegalArgumentException(
        "config.json has %s = %s, but this U-Net supports %s: convert the model, or build one with UNet.builder()"
            .formatted(key, value, allowed));
  }
}
