package io.github.constraineddiffusion.data;

import io.github.constraineddiffusion.tensor.Session;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.concurrent.CancellationException;
import java.util.stream.IntStream;

/**
 * Pictures made up by the toolkit in the format of CIFAR-10: colour, 32 × 32, ten classes. One
 * shape each, of random place, size, turn and colour on a background of two colours that pass into
 * each other softly or at an edge.
 *
 * <p>For trying out what is meant for {@link Cifar10}, without a download.
 */
public final class ColouredShapes {
  private static final Outline[] OUTLINES = Outline.values();
  private static final ImageShape SHAPE = new ImageShape(3, ShapePicture.SIDE, ShapePicture.SIDE);
  private static final List<String> CLASS_NAMES =
      Arrays.stream(OUTLINES).map(outline -> outline.name().toLowerCase(Locale.ROOT)).toList();

  /** Odd: spreads seeds that lie close together (Steele, Lea, Flood 2014). */
  private static final long SPREAD = 0x9e3779b97f4a7c15L;

  private ColouredShapes() {}

  /**
   * Draws pictures.
   *
   * <p>The same seed gives the same bytes on every platform, and a longer set begins with the
   * shorter one. Every ten pictures in a row, from the first, are one of each class. Other seeds
   * give other pictures: a set to hold out is one of another seed.
   *
   * @param session owns the pixels; its seed plays no part
   * @param count how many pictures, at least 1
   * @param seed of the drawing
   * @return the set, in random order within every ten
   */
  public static ImageSet generate(Session session, int count, long seed) {
    if (count < 1) {
      throw new IllegalArgumentException(
          "count is " + count + ", but a set has at least 1 picture: try 5000");
    }
    var random = new Random(seed * SPREAD);
    ByteBuffer pixels = PixelStore.allocate("coloured shapes", count, SHAPE);
    var labels = new int[count];
    int[] order = IntStream.range(0, OUTLINES.length).toArray();
    for (int i = 0; i < count; i++) {
      if (Thread.interrupted()) {
        throw new CancellationException("interrupted at picture %d of %d".formatted(i, count));
      }
      if (i % order.length == 0) {
        SystematicAllocation.shuffle(order, random);
      }
      labels[i] = order[i % order.length];
      pixels.put(new ShapePicture(OUTLINES[labels[i]], random).draw());
    }
    return ImageSet.adopt(session, "coloured shapes", pixels.flip(), SHAPE, labels, CLASS_NAMES);
  }
}
