package io.github.constraineddiffusion.eval;

import static org.junit.jupiter.api.Assertions.assertEquals;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import com.google.gson.reflect.TypeToken;
import io.github.constraineddiffusion.tensor.Session;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class StructuralSimilarityTest {
  /** One pair of images and what src/test/golden/ssim.py has written. */
  record Golden(String kind, long stream, long[] shape, double noise, double ssim, double psnr) {
    private int size() {
      return (int) new Shape(shape).size();
    }

    private float[] first() {
      double[] u = GoldenNumbers.uniform(stream, size());
      var pixels = new float[u.length];
      for (int k = 0; k < u.length; k++) {
        double v = 2 * u[k] - 1;
        pixels[k] = (float) value(v, k);
      }
      return pixels;
    }

    private double value(double v, int k) {
      return switch (kind) {
        case "contrasted" -> Math.signum(v);
        case "flat" -> -1;
        case "smooth" -> Math.sin(k / 7.0 + v / 4);
        default -> v;
      };
    }

    private float[] second() {
      double[] u = GoldenNumbers.uniform(stream, size());
      double[] change = GoldenNumbers.uniform(stream + 1, size());
      var pixels = new float[change.length];
      for (int k = 0; k < pixels.length; k++) {
        double moved = value(2 * u[k] - 1, k) + noise * (2 * change[k] - 1);
        pixels[k] = (float) Math.max(-1, Math.min(1, moved));
      }
      return pixels;
    }
  }

  private final Session session = Session.open();

  @AfterEach
  void close() {
    session.close();
  }

  static List<Golden> golden() {
    return GoldenNumbers.read("ssim.json", new TypeToken<List<Golden>>() {}.getType());
  }

  @ParameterizedTest
  @MethodSource("golden")
  void agreesWithScikitImage(Golden golden) {
    Shape shape = new Shape(golden.shape());
    Shape batch = new Shape(1).addAll(shape);
    NDArray x = session.manager().create(golden.first(), batch);
    NDArray y = session.manager().create(golden.second(), batch);
    var similarity = new StructuralSimilarity(session.manager(), shape);
    assertEquals(golden.ssim(), similarity.of(x, y).toDoubleArray()[0], 1e-6);
    NDArray error = x.sub(y).toType(DataType.FLOAT64, false).square().mean();
    assertEquals(golden.psnr(), Fidelity.psnr(error.getDouble()), 1e-4);
  }

  @Test
  void everyImageForItselfAndOneForEqualImages() {
    ImageSource images = TestImages.digits(session, 7);
    var similarity = new StructuralSimilarity(session.manager(), TestImages.SHAPE);
    NDArray x = images.images(session.manager(), 0, 6);
    NDArray y = images.images(session.manager(), 1, 7);
    for (double same : similarity.of(x, x).toDoubleArray()) {
      assertEquals(1, same, 1e-9);
    }
    double[] all = similarity.of(x, y).toDoubleArray();
    for (int n = 0; n < 6; n++) {
      double alone =
          similarity.of(x.get(n).expandDims(0), y.get(n).expandDims(0)).toDoubleArray()[0];
      assertEquals(alone, all[n], 1e-12);
    }
  }
}
