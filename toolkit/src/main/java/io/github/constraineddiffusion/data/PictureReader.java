package io.github.constraineddiffusion.data;

import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.CancellationException;

/** Reads pictures one by one and brings them to one shape. */
final class PictureReader {
  private final ImageEntries entries;
  private final int channels;
  private final Optional<ImageSize> size;
  private final ImageShape shape;

  PictureReader(ImageEntries entries, int channels, Optional<ImageSize> size) {
    this.entries = entries;
    this.channels = channels;
    this.size = size;
    String first = entries.names().get(0);
    this.shape =
        size.map(wanted -> new ImageShape(channels, wanted.height(), wanted.width()))
            .orElseGet(() -> decode(first).shape());
  }

  /** The shape that all pictures get. */
  ImageShape shape() {
    return shape;
  }

  /** The bytes (C, H, W) of a picture. */
  byte[] read(String name) {
    if (Thread.interrupted()) {
      throw new CancellationException("reading pictures was interrupted at " + name);
    }
    Planes planes = decode(name);
    if (!planes.shape().equals(shape)) {
      throw DataException.of(
          entries.place(name),
          "a picture of " + planes.shape(),
          shape + " as the first one has: ask for a common size(…)");
    }
    return planes.bytes();
  }

  private Planes decode(String name) {
    String place = entries.place(name);
    try {
      Planes decoded = ImageDecoder.decode(place, entries.read(name), channels, size);
      return size.map(wanted -> Resampling.resize(decoded, wanted)).orElse(decoded);
    } catch (IOException fault) {
      throw DataException.of(place, "it cannot be read (" + fault + ")", "a whole file", fault);
    }
  }
}
