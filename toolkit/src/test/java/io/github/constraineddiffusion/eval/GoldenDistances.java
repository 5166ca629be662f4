package io.github.constraineddiffusion.eval;

import com.google.gson.reflect.TypeToken;
import io.github.constraineddiffusion.tensor.Session;
import java.util.List;

/** One pair of feature sets and the distances that src/test/golden/distances.py has written. */
record GoldenDistances(
    String name,
    int dimension,
    double[] first,
    double[] second,
    double kid,
    double pytorch_fid,
    double exact,
    double precision,
    double recall) {

  static List<GoldenDistances> all() {
    return GoldenNumbers.read(
        "distances.json", new TypeToken<List<GoldenDistances>>() {}.getType());
  }

  FeatureSet generated(Session session) {
    return features(session, first);
  }

  FeatureSet reference(Session session) {
    return features(session, second);
  }

  private FeatureSet features(Session session, double[] of) {
    return FeatureSet.of(
        session,
        "golden",
        GoldenNumbers.features((long) of[0], (int) of[1], of[2], of[3], dimension));
  }

  @Override
  public String toString() {
    return name;
  }
}
