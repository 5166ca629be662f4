package io.github.constraineddiffusion.eval;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.constraineddiffusion.tensor.Session;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class ClassFrequenciesTest {

  /** Wilson's limits by hand: (p + z²/2n ± z √(p(1−p)/n + z²/4n²)) / (1 + z²/n). */
  @Test
  void countsWithWilsonsInterval() {
    ShareIntervals shares = ShareIntervals.wilson(10, 90, 0);
    assertArrayEquals(new double[] {0.1, 0.9, 0}, shares.share(), 1e-12);
    assertEquals(0.05522914, shares.lower()[0], 1e-8);
    assertEquals(0.17436566, shares.upper()[0], 1e-8);
    double z2 = 1.959963984540054 * 1.959963984540054;
    assertEquals(0, shares.lower()[2]);
    assertEquals(z2 / 100 / (1 + z2 / 100), shares.upper()[2], 1e-12);
    assertEquals(shares.upper()[0] - 0.1, shares.margin95()[0]);
    assertThrows(IllegalArgumentException.class, () -> ShareIntervals.wilson(0, 0));
  }

  @Test
  void correctionUndoesTheConfusion() {
    int[][] confusion = {{900, 80, 20}, {50, 950, 0}, {100, 100, 800}};
    double[] truth = {0.2, 0.5, 0.3};
    var given = new int[3];
    for (int i = 0; i < 3; i++) {
      for (int j = 0; j < 3; j++) {
        given[j] += (int) Math.round(100_000 * truth[i] * confusion[i][j] / 1000.0);
      }
    }
    ClassFrequencies both = ClassFrequencies.of(given, ConfusionMatrix.of(confusion));
    assertArrayEquals(truth, both.corrected().share(), 1e-6);
    assertEquals(0.235, both.raw().share()[0], 1e-12);
    assertEquals(1, Arrays.stream(both.corrected().share()).sum(), 1e-12);
    for (int i = 0; i < 3; i++) {
      double width = both.corrected().upper()[i] - both.corrected().lower()[i];
      assertTrue(width > both.raw().upper()[i] - both.raw().lower()[i], "confusion adds doubt");
    }
  }

  @Test
  void correctionLeavesThePredictionsOfAPerfectClassifier() {
    int[][] perfect = {{100_000, 0}, {0, 100_000}};
    ClassFrequencies both = ClassFrequencies.of(new int[] {300, 700}, ConfusionMatrix.of(perfect));
    assertArrayEquals(both.raw().share(), both.corrected().share(), 1e-12);
    assertArrayEquals(both.raw().lower(), both.corrected().lower(), 2e-3);
    assertArrayEquals(both.raw().upper(), both.corrected().upper(), 2e-3);
  }

  /** Fewer images given to a class than mistakes alone would give: its share is 0, not negative. */
  @Test
  void correctionStaysOnTheSimplex() {
    int[][] confusion = {{90, 10}, {5, 95}};
    ShareIntervals shares =
        ClassFrequencies.of(new int[] {960, 40}, ConfusionMatrix.of(confusion)).corrected();
    assertEquals(0, shares.share()[1], 1e-6);
    assertEquals(1, shares.share()[0], 1e-6);
    assertTrue(shares.upper()[1] > 0.003 && shares.lower()[0] < 0.997, shares.toString());
  }

  /**
   * Ten classes, three of them 1 % in truth, a classifier right in 98 of 100, measured on 100
   * images a class: the intervals hold the truth in about 95 of 100 samples.
   */
  @Test
  void correctedIntervalsHoldTheTruth() {
    double[] truth = {0.1386, 0.1386, 0.1386, 0.1386, 0.01, 0.01, 0.1386, 0.01, 0.1386, 0.1384};
    var random = new SplittableRandom(3);
    int runs = 40;
    int covered = 0;
    int coveredRaw = 0;
    double mean = 0;
    for (int run = 0; run < runs; run++) {
      var confusion = new int[10][10];
      for (int i = 0; i < 10; i++) {
        for (int n = 0; n < 100; n++) {
          confusion[i][classify(random, i)]++;
        }
      }
      var given = new int[10];
      for (int n = 0; n < 3000; n++) {
        given[classify(random, draw(random, truth))]++;
      }
      ClassFrequencies both = ClassFrequencies.of(given, ConfusionMatrix.of(confusion));
      mean += both.corrected().share()[4] / runs;
      for (int i = 0; i < 10; i++) {
        covered += holds(both.corrected(), i, truth[i]) ? 1 : 0;
        coveredRaw += holds(both.raw(), i, truth[i]) ? 1 : 0;
      }
    }
    assertEquals(0.01, mean, 0.001);
    assertTrue(covered > 0.92 * 10 * runs && covered < 0.99 * 10 * runs, "covered " + covered);
    assertTrue(coveredRaw < covered, "without correction " + coveredRaw);
  }

  private static boolean holds(ShareIntervals shares, int i, double truth) {
    return shares.lower()[i] <= truth && truth <= shares.upper()[i];
  }

  /** Right in 98 of 100; a wrong one is taken for one of the two next classes. */
  private static int classify(SplittableRandom random, int truth) {
    double u = random.nextDouble();
    return u < 0.98 ? truth : (truth + (u < 0.995 ? 1 : 2)) % 10;
  }

  private static int draw(SplittableRandom random, double[] shares) {
    double u = random.nextDouble();
    int i = 0;
    while (i < shares.length - 1 && u >= shares[i]) {
      u -= shares[i++];
    }
    return i;
  }

  @Test
  void measuresTheMatrixOnLabelledImagesAndRefusesWhatDoesNotFit() {
    try (Session session = Session.open()) {
      ImageSource images = TestImages.digits(session, 90);
      int[] labels = TestImages.labels(90);
      ConfusionMatrix matrix =
          ConfusionMatrix.measure(session, TestImages.classifier(), images, labels, 7);
      assertEquals(1, matrix.accuracy());
      assertArrayEquals(new int[] {0, 30, 0}, matrix.counts()[1]);
      labels[0] = 2;
      matrix = ConfusionMatrix.measure(session, TestImages.classifier(), images, labels, 7);
      assertArrayEquals(new int[] {1, 0, 30}, matrix.counts()[2]);
      assertEquals(89 / 90.0, matrix.accuracy(), 1e-12);
      labels[0] = 3;
      assertThrows(
          IllegalArgumentException.class,
          () -> ConfusionMatrix.measure(session, TestImages.classifier(), images, labels, 7));
    }
    String message =
        assertThrows(
                IllegalArgumentException.class,
                () ->
                    ClassFrequencies.of(
                        new int[] {1, 1}, ConfusionMatrix.of(new int[][] {{5, 0}, {0, 0}})))
            .getMessage();
    assertTrue(message.contains("without images of class 1"), message);
  }
}
