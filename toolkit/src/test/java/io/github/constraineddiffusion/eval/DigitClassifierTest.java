package io.github.constraineddiffusion.eval;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.github.constraineddiffusion.data.Fingerprint;
import io.github.constraineddiffusion.data.ImageSet;
import io.github.constraineddiffusion.data.Mnist;
import io.github.constraineddiffusion.tensor.Session;
import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import java.util.Arrays;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class DigitClassifierTest {
  private static Session session;
  private static ImageSet heldOut;

  @BeforeAll
  static void open() {
    session = Session.open();
    heldOut = Mnist.bundledHeldOut(session);
  }

  @AfterAll
  static void close() {
    session.close();
  }

  private static DigitClassifier load(DigitRecipe recipe) {
    return recipe == DigitRecipe.JUDGE
        ? DigitClassifier.judge(session)
        : DigitClassifier.bundled(session);
  }

  private static byte[] weightFile(DigitRecipe recipe) throws IOException {
    try (InputStream in = DigitClassifier.class.getResourceAsStream(recipe.weightFile())) {
      return in.readAllBytes();
    }
  }

  @ParameterizedTest
  @EnumSource
  void tellsDigitsThatNoTrainingSaw(DigitRecipe recipe) {
    try (DigitClassifier classifier = load(recipe)) {
      double accuracy = classifier.accuracy(heldOut);
      assertTrue(accuracy >= 0.985, () -> recipe + " tells " + accuracy);
      // other processors round otherwise: one image in a thousand may change sides
      assertEquals(classifier.manifest().heldOutAccuracy(), accuracy, 0.0021);
    }
  }

  @ParameterizedTest
  @EnumSource
  void manifestSaysHowTheWeightsWereMade(DigitRecipe recipe) throws IOException {
    ClassifierManifest manifest = DigitWeights.manifest(recipe);
    ImageSet digits = Mnist.bundled(session);
    assertEquals(recipe.title(), manifest.name());
    assertTrue(manifest.command().startsWith("python3 environment/"), manifest.command());
    assertTrue(manifest.toolkitVersion().matches("\\d+\\.\\d+.*"), manifest.toolkitVersion());
    assertEquals(9000, manifest.trainingImages());
    assertEquals(digits.toString(), manifest.data());
    assertEquals(digits.fingerprint(), manifest.dataFingerprint(), "other digits than the jar's");
    assertTrue(Instant.parse(manifest.date()).isAfter(Instant.parse("2025-01-01T00:00:00Z")));
    assertTrue(manifest.seconds() > 0);
    assertEquals(recipe.network().description(), manifest.network());
    assertEquals(recipe.trainer(session, digits).description(), manifest.training());
    assertEquals("float16", manifest.storage());
    assertEquals(1000, manifest.heldOutImages());
    assertEquals(manifest.heldOutAccuracyFloat32(), manifest.heldOutAccuracy(), 0.001);
    assertEquals(10_000, manifest.mnistTestImages());
    assertTrue(manifest.mnistTestAccuracy() >= 0.985, "MNIST's own test set");
    assertEquals(manifest.mnistTestAccuracyFloat32(), manifest.mnistTestAccuracy(), 0.0005);
    assertEquals(Fingerprint.sha256(weightFile(recipe)), manifest.sha256());
  }

  @ParameterizedTest
  @EnumSource
  void weightsAreSmall(DigitRecipe recipe) throws IOException {
    byte[] file = weightFile(recipe);
    assertTrue(file.length <= 500_000, () -> recipe + " takes " + file.length + " bytes");
    assertNotEquals(0, DigitWeights.manifest(recipe).seed());
  }

  @Test
  void theJudgeIsAnotherNetworkAndMostlyAgrees() throws IOException {
    try (DigitClassifier classifier = DigitClassifier.bundled(session);
        DigitClassifier judge = DigitClassifier.judge(session)) {
      ClassifierManifest a = classifier.manifest();
      ClassifierManifest b = judge.manifest();
      assertNotEquals(a.network(), b.network());
      assertNotEquals(a.training(), b.training());
      assertNotEquals(a.seed(), b.seed());
      assertNotEquals(a.sha256(), b.sha256());
      int[] first = classifier.classify(heldOut);
      int[] second = judge.classify(heldOut);
      int agree = 0;
      for (int i = 0; i < first.length; i++) {
        agree += first[i] == second[i] ? 1 : 0;
      }
      assertTrue(agree >= 980, "they agree on " + agree + " of 1000");
      assertFalse(Arrays.equals(first, second), "two networks make different mistakes");
    }
  }

  @ParameterizedTest
  @EnumSource
  void logitsAndFeaturesBelongTogether(DigitRecipe recipe) {
    try (DigitClassifier classifier = load(recipe);
        NDManager scope = session.scope()) {
      NDArray images = heldOut.images(scope, 0, 300);
      NDArray logits = classifier.logits(images);
      NDArray features = classifier.features(images);
      assertEquals(new Shape(300, 10), logits.getShape());
      assertEquals(new Shape(300, 64), features.getShape());
      assertEquals(64, classifier.dimension());
      assertEquals(scope, logits.getManager());
      assertEquals(scope, features.getManager());
      assertEquals(DataType.FLOAT32, features.getDataType());
      int[] told = classifier.classify(images);
      int[] fromSet = classifier.classify(heldOut.first(300));
      assertEquals(Arrays.toString(fromSet), Arrays.toString(told));
    }
  }

  @Test
  void batchesDoNotChangeTheScores() {
    try (DigitClassifier judge = DigitClassifier.judge(session);
        NDManager scope = session.scope()) {
      NDArray all = judge.logits(heldOut.images(scope, 0, 300));
      NDArray one = judge.logits(heldOut.images(scope, 299, 300));
      float[] expected = one.toFloatArray();
      float[] found = Arrays.copyOfRange(all.toFloatArray(), 2990, 3000);
      for (int c = 0; c < 10; c++) {
        assertEquals(expected[c], found[c], 1e-3);
      }
    }
  }

  @Test
  void refusesWhatIsNoDigit() {
    try (DigitClassifier judge = DigitClassifier.judge(session);
        NDManager scope = session.scope()) {
      for (Shape shape :
          new Shape[] {
            new Shape(4, 1, 32, 32), new Shape(4, 3, 28, 28), new Shape(1, 28, 28), new Shape(4, 2)
          }) {
        String message = refusal(judge, scope.zeros(shape));
        assertTrue(message.contains("images have shape " + shape), message);
        assertTrue(message.contains("takes (N, 1, 28, 28)") && message.contains("crop"), message);
      }
      refusal(judge, scope.zeros(new Shape(0, 1, 28, 28)));
      String bytes = refusal(judge, scope.zeros(new Shape(4, 1, 28, 28), DataType.UINT8));
      assertTrue(bytes.contains("images are uint8") && bytes.contains("127.5"), bytes);
      String nan = refusal(judge, scope.full(new Shape(4, 1, 28, 28), Float.NaN));
      assertTrue(nan.contains("not finite"), nan);
    }
  }

  private static String refusal(DigitClassifier classifier, NDArray images) {
    return assertThrows(IllegalArgumentException.class, () -> classifier.logits(images))
        .getMessage();
  }

  @Test
  void damagedWeightsAreRefused() throws IOException {
    byte[] bytes = weightFile(DigitRecipe.JUDGE);
    String sha256 = DigitWeights.manifest(DigitRecipe.JUDGE).sha256();
    DigitWeights.requireChecksum(DigitRecipe.JUDGE, bytes, sha256);
    bytes[bytes.length / 2] ^= 1;
    var fault =
        assertThrows(
            IllegalStateException.class,
            () -> DigitWeights.requireChecksum(DigitRecipe.JUDGE, bytes, sha256));
    assertTrue(fault.getMessage().contains("Get the jar anew"), fault.getMessage());
  }

  @Test
  void weightsOfAnotherNetworkAreRefused() throws IOException {
    byte[] other = weightFile(DigitRecipe.CLASSIFIER);
    var fault =
        assertThrows(
            IOException.class, () -> DigitWeights.decode(session, DigitRecipe.JUDGE, other));
    assertTrue(fault.getMessage().contains("is missing where ResidualCnn"), fault.getMessage());
  }
}
