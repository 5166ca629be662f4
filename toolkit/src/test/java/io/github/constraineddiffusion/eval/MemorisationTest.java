package io.github.constraineddiffusion.eval;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.github.constraineddiffusion.data.ImageSet;
import io.github.constraineddiffusion.data.Mnist;
import io.github.constraineddiffusion.tensor.LiveArrays;
import io.github.constraineddiffusion.tensor.Session;
import java.util.Arrays;
import java.util.concurrent.CancellationException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class MemorisationTest {
  private final Session session = Session.open();
  private final ImageSource training = TestImages.digits(session, 500, 1);
  private final FeatureExtractor pixels = FeatureExtractor.pixels(TestImages.SHAPE);

  @AfterEach
  void close() {
    session.close();
  }

  private Memorisation calibrated(double quantile) {
    ImageSource heldOut = TestImages.digits(session, 1000, 2);
    return Memorisation.calibrate(session, pixels, training, heldOut, quantile, 64);
  }

  @Test
  void findsCopiesAndNamesTheirOriginals() {
    NDArray fresh = TestImages.digits(session, 60, 3).images(session.manager(), 0, 60);
    NDArray copies = training.images(session.manager(), 137, 157);
    MemorisationReport report = calibrated(0.01).measure(ImageSource.of(fresh.concat(copies)));
    for (int i = 0; i < 20; i++) {
      assertEquals(137 + i, report.nearest()[60 + i]);
      assertEquals(0, report.distance()[60 + i], 1e-6);
    }
    assertTrue(report.memorised().share()[0] >= 0.25 && report.memorised().share()[0] < 0.3);
    int[] closest = report.closest(20);
    Arrays.sort(closest);
    assertEquals(60, closest[0]);
    assertEquals(79, closest[19]);
    assertThrows(IllegalArgumentException.class, () -> report.closest(81));
  }

  /** Distances as a plain loop finds them. */
  @Test
  void distancesAreEuclidean() {
    ImageSource generated = TestImages.digits(session, 5, 4);
    MemorisationReport report = calibrated(0.01).measure(generated);
    float[] all = training.images(session.manager(), 0, 500).toFloatArray();
    float[] own = generated.images(session.manager(), 0, 5).toFloatArray();
    for (int n = 0; n < 5; n++) {
      double least = Double.POSITIVE_INFINITY;
      for (int t = 0; t < 500; t++) {
        double squares = 0;
        for (int k = 0; k < 12; k++) {
          squares += Math.pow(own[12 * n + k] - all[12 * t + k], 2);
        }
        least = Math.min(least, Math.sqrt(squares));
      }
      assertEquals(least, report.distance()[n], 1e-7);
    }
  }

  /** Fresh images of the same distribution: the calibrated part, within its interval. */
  @Test
  void aModelThatDoesNotMemoriseShowsTheExpectedPart() {
    MemorisationReport report = calibrated(0.1).measure(TestImages.digits(session, 1000, 5));
    ShareIntervals part = report.memorised();
    assertEquals(0.1, part.share()[0], 0.04);
    assertEquals(0.1, report.expected());
    assertThrows(IllegalArgumentException.class, () -> calibrated(0));
  }

  /** As in fine-tuning: few training images, of which some are copied or none. */
  @Test
  void smallTrainingSetsAreJudgedWithTheErrorOfTheThreshold() {
    ImageSource few = ImageSource.of(64, training::images);
    ImageSource heldOut = TestImages.digits(session, 400, 6);
    var memorisation = Memorisation.calibrate(session, pixels, few, heldOut, 0.05, 64);
    MemorisationReport fresh = memorisation.measure(TestImages.digits(session, 300, 7));
    assertFalse(fresh.memorises(), fresh.toString());
    NDArray copies = few.images(session.manager(), 0, 40);
    NDArray others = TestImages.digits(session, 260, 8).images(session.manager(), 0, 260);
    MemorisationReport copied = memorisation.measure(ImageSource.of(others.concat(copies)));
    assertTrue(copied.memorises(), copied.toString());
    IntervalEstimate expected = copied.expectedPart();
    assertEquals(0.05, expected.value());
    // of 5,000 more images the true part below the threshold
    ShareIntervals truth = memorisation.measure(TestImages.digits(session, 5000, 9)).memorised();
    assertEquals(0.05, truth.share()[0], 2 * expected.margin95());
    assertEquals(Math.sqrt(0.05 * 0.95 / 402), expected.standardError(), 1e-9);
    ImageSource scarce = TestImages.digits(session, 98, 6);
    String message =
        assertThrows(
                IllegalArgumentException.class,
                () -> Memorisation.calibrate(session, pixels, few, scarce, 0.01, 64))
            .getMessage();
    assertTrue(message.contains("98 held-out images") && message.contains("99"), message);
  }

  @Test
  void keepsNothingOnTheDeviceAndStopsWhenInterrupted() {
    Memorisation memorisation = calibrated(0.1);
    ImageSource generated = TestImages.digits(session, 100, 5);
    int before = LiveArrays.count();
    memorisation.measure(generated);
    assertEquals(before, LiveArrays.count());
    Thread.currentThread().interrupt();
    assertThrows(CancellationException.class, () -> memorisation.measure(generated));
    assertEquals(before, LiveArrays.count());
  }

  /** Real digits, none of which is there twice. */
  @Test
  void heldOutDigitsAreNoCopies() {
    ImageSet digits = Mnist.bundled(session).first(2000);
    ImageSet heldOut = Mnist.bundledHeldOut(session);
    var memorisation =
        Memorisation.calibrate(
            session,
            FeatureExtractor.pixels(digits.sampleShape()),
            ImageSource.of(digits),
            ImageSource.of(heldOut.first(500)),
            0.02,
            500);
    ImageSet last = heldOut.last(500);
    MemorisationReport report = memorisation.measure(ImageSource.of(last));
    assertTrue(report.memorised().lower()[0] < 0.02 && report.memorised().share()[0] < 0.06);
    assertTrue(report.distance()[report.closest(1)[0]] > 0.5);
    int alike = 0;
    for (int n = 0; n < 500; n++) {
      alike += digits.label(report.nearest()[n]) == last.label(n) ? 1 : 0;
    }
    assertTrue(alike > 440, "the nearest digit is mostly of the same class: " + alike);
  }

  @Test
  void worksInAProjectedSpaceWhoseNameSaysSo() {
    FeatureExtractor few = pixels.projected(5, 9);
    assertEquals("pixels, projected to 5 dimensions (seed 9)", few.name());
    assertThrows(IllegalArgumentException.class, () -> pixels.projected(12, 9));
    ImageSource heldOut = TestImages.digits(session, 100, 2);
    var memorisation = Memorisation.calibrate(session, few, training, heldOut, 0.05, 64);
    ImageSource copies = ImageSource.of(20, (m, from, to) -> training.images(m, from, to));
    int[] nearest = memorisation.measure(copies).nearest();
    for (int n = 0; n < 20; n++) {
      assertEquals(n, nearest[n]);
    }
    try (NDManager scope = session.scope()) {
      NDArray images = training.images(scope, 0, 4);
      float[] once = few.features(images).toFloatArray();
      assertArrayEquals(once, pixels.projected(5, 9).features(images).toFloatArray());
    }
  }

  /** Squared lengths are kept in the mean over many projections. */
  @Test
  void projectionsKeepLengthsInTheMean() {
    try (NDManager scope = session.scope()) {
      NDArray image = training.images(scope, 3, 4);
      double exact = image.square().sum().getFloat();
      double mean = 0;
      for (int seed = 0; seed < 2000; seed++) {
        mean += pixels.projected(4, seed).features(image).square().sum().getFloat() / 2000;
      }
      assertEquals(exact, mean, 0.06 * exact);
    }
  }
}
