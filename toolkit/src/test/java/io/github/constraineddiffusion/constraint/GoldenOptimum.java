package io.github.constraineddiffusion.constraint;

import com.google.gson.Gson;
import com.google.gson.annotations.SerializedName;
import io.github.constraineddiffusion.data.GaussianMixture;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/** Optima computed by SciPy: src/test/golden/constrained_optimum.py. */
record GoldenOptimum(
    double[][] means,
    double[][][] covariances,
    double[] objective,
    double[][] constraints,
    double[] thresholds,
    @SerializedName("uStar") double uStar,
    @SerializedName("uWeights") double[] uWeights,
    double[] klAt03,
    double dualAt03,
    double[] lambda,
    double objectiveNats,
    double[] nats) {

  static List<GoldenOptimum> all() {
    try (var stream = GoldenOptimum.class.getResourceAsStream("/golden/constrained-optimum.json");
        var reader = new InputStreamReader(stream, StandardCharsets.UTF_8)) {
      return List.of(new Gson().fromJson(reader, GoldenOptimum[].class));
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }

  ConstrainedProblem problem() {
    var builder = GaussianMixture.builder();
    for (int k = 0; k < means.length; k++) {
      builder.component(1, means[k], covariances[k]);
    }
    GaussianMixture all = builder.build();
    return Problems.inNats(
        all.withWeights(objective),
        Arrays.stream(constraints).map(all::withWeights).toArray(GaussianMixture[]::new),
        thresholds);
  }
}
