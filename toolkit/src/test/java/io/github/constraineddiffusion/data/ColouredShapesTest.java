package io.github.constraineddiffusion.data;

import static io.github.constraineddiffusion.data.ImageSetTest.refused;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.github.constraineddiffusion.tensor.Session;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CancellationException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ColouredShapesTest {
  private Session session;

  @BeforeEach
  void open() {
    session = Session.open();
  }

  @AfterEach
  void close() {
    session.close();
  }

  @Test
  void theFormatIsThatOfCifar10() {
    ImageSet set = ColouredShapes.generate(session, 23, 1);
    assertEquals("coloured shapes (23 images of 3 × 32 × 32, 10 classes)", set.toString());
    assertEquals(new Shape(3, 32, 32), set.sampleShape());
    assertEquals(List.of("circle", "square"), set.classNames().subList(0, 2));
  }

  @Test
  void everyTenPicturesHaveEachClassOnce() {
    ImageSet set = ColouredShapes.generate(session, 1000, 2);
    for (int at = 0; at < 1000; at += 10) {
      int[] ten = Arrays.copyOfRange(set.labels(), at, at + 10);
      Arrays.sort(ten);
      assertArrayEquals(new int[] {0, 1, 2, 3, 4, 5, 6, 7, 8, 9}, ten);
    }
  }

  /** Read off a run: JDK 17 and 25 agree on it, compiled as well as interpreted. */
  @Test
  void aSeedGivesTheSameBytesForGood() {
    ImageSet set = ColouredShapes.generate(session, 200, 7);
    assertEquals("images:77f70cdee84a3c28a8cfcdb09ded6aeb", set.fingerprint());
    assertEquals(set.fingerprint(), ColouredShapes.generate(session, 200, 7).fingerprint());
    assertNotEquals(set.fingerprint(), ColouredShapes.generate(session, 200, 8).fingerprint());
    ImageSet longer = ColouredShapes.generate(session, 215, 7);
    assertArrayEquals(pixels(set), pixels(longer.first(200)));
    assertArrayEquals(set.labels(), longer.first(200).labels());
  }

  @Test
  void noTwoPicturesAreAlikeNorThoseOfNeighbouringSeeds() {
    var seen = new HashSet<Integer>();
    for (int seed = 0; seed < 4; seed++) {
      ImageSet set = ColouredShapes.generate(session, 500, seed);
      float[] pixels = pixels(set);
      for (int i = 0; i < 500; i++) {
        seen.add(Arrays.hashCode(Arrays.copyOfRange(pixels, i * 3072, (i + 1) * 3072)));
      }
    }
    assertEquals(2000, seen.size());
  }

  private float[] pixels(ImageSet set) {
    try (NDManager scope = session.scope()) {
      return set.images(scope, 0, set.size()).toFloatArray();
    }
  }

  /** Two classes differ in where they are filled, whatever way they are turned. */
  @Test
  void classesDiffer() {
    var profiles = new HashSet<String>();
    for (Outline outline : Outline.values()) {
      var profile = new StringBuilder();
      for (double r = 0.1; r < 1; r += 0.1) {
        profile.append(filled(outline, r)).append(' ');
      }
      profiles.add(profile.toString());
    }
    assertEquals(10, profiles.size(), profiles.toString());
  }

  private static int filled(Outline outline, double r) {
    int inside = 0;
    for (int k = 0; k < 360; k++) {
      double angle = Math.toRadians(k + 0.5);
      inside += outline.contains(r * Math.cos(angle), r * Math.sin(angle)) ? 1 : 0;
    }
    return inside;
  }

  /** So that the whole shape is in the picture, wherever it lies. */
  @ParameterizedTest
  @EnumSource(Outline.class)
  void shapesStayInTheUnitCircle(Outline outline) {
    var random = new Random(3);
    int inside = 0;
    for (int i = 0; i < 20_000; i++) {
      double x = 2.4 * random.nextDouble() - 1.2;
      double y = 2.4 * random.nextDouble() - 1.2;
      boolean contained = outline.contains(x, y);
      assertTrue(!contained || Math.hypot(x, y) <= 1 + 1e-12, outline + " at " + x + ", " + y);
      inside += contained ? 1 : 0;
    }
    assertTrue(inside > 0.15 * 20_000 * Math.PI / 5.76, outline + ": " + inside);
  }

  @Test
  void refusesNoPicturesAndStopsWhenInterrupted() {
    refused("at least 1 picture: try 5000", () -> ColouredShapes.generate(session, 0, 1));
    Thread.currentThread().interrupt();
    assertThrows(CancellationException.class, () -> ColouredShapes.generate(session, 10, 1));
  }
}
