package io.github.constraineddiffusion.constraint;

import io.github.constraineddiffusion.data.ComponentUnion;
import io.github.constraineddiffusion.data.GaussianMixture;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;

/**
 * How far two classes overlap: ∫ min(q, q'), which is 0 for disjoint classes and 1 for equal ones.
 *
 * <p>Since p ≥ w·qⁱ gives D_KL(qⁱ‖p) ≤ −log w, with equality where classes are disjoint, a model
 * that keeps D_KL(qⁱ‖p) ≤ −log w may give an overlapping class less than w.
 *
 * @param first the name of a constraint's class
 * @param second the name of the other class
 * @param mass ∫ min(q, q')
 */
record ClassOverlap(String first, String second, double mass) {
  private static final double MATTERS = 1e-3;
  private static final int SAMPLES = 4000;
  private static final String REST = "the rest of the data";

  boolean matters() {
    return mass > MATTERS;
  }

  boolean concerns(String name) {
    return first.equals(name) || second.equals(name);
  }

  /** Measures every pair; none where the sources are no Gaussian mixtures. */
  static List<ClassOverlap> all(ConstrainedProblem problem) {
    var overlaps = new ArrayList<ClassOverlap>();
    if (problem.union().isEmpty()) {
      return overlaps;
    }
    var classes = new ArrayList<>(problem.gaussians().orElseThrow());
    classes.remove(0);
    var names = new ArrayList<>(problem.names());
    addRest(problem.union().get(), classes, names);
    Measure measure = measure(classes);
    for (int i = 0; i < problem.names().size(); i++) {
      for (int j = i + 1; j < names.size(); j++) {
        overlaps.add(new ClassOverlap(names.get(i), names.get(j), measure.overlap(i, j)));
      }
    }
    return overlaps;
  }

  /** Adds the components of the data that belong to no class, as one more class. */
  private static void addRest(
      ComponentUnion union, List<GaussianMixture> classes, List<String> names) {
    var weights = new ClassWeights(union, classes.size());
    if (weights.other() > 0) {
      classes.add(
          union
              .mix(Checks.withObjective(new double[classes.size()]))
              .withWeights(weights.otherWeights()));
      names.add(REST);
    }
  }

  private interface Measure {
    double overlap(int r, int s);
  }

  private static Measure measure(List<GaussianMixture> classes) {
    if (classes.get(0).dimension() <= 2) {
      try {
        return MixtureIntegrals.of(classes, 1)::overlap;
      } catch (QuadratureGrid.Unaffordable tooMany) {
        // sampling will do
      }
    }
    return (r, s) -> sampled(classes.get(r), classes.get(s));
  }

  /** ∫ min(q, q') = E_q min(1, q'/q). */
  private static double sampled(GaussianMixture q, GaussianMixture other) {
    double sum = 0;
    for (double[] x : q.sample(new Random(0), SAMPLES)) {
      sum += Math.min(1, Math.exp(other.logDensity(x) - q.logDensity(x)));
    }
    return sum / SAMPLES;
  }

  @Override
  public String toString() {
    return String.format(
        Locale.ROOT,
        "'%s' and %s overlap by %.2g %% of their mass, so −log share is no exact threshold in nats"
            + " and shares may end below those asked for: compare with MixtureOracle, or state the"
            + " constraints by atMostNats",
        first,
        second.equals(REST) ? REST : "'" + second + "'",
        100 * mass);
  }
}
