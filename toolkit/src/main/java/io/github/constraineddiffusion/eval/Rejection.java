package io.github.constraineddiffusion.eval;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import io.github.constraineddiffusion.constraint.SampleClassifier;
import io.github.constraineddiffusion.sampler.Sampler;
import io.github.constraineddiffusion.tensor.GradMode;
import io.github.constraineddiffusion.tensor.Session;
import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * Gives generated samples other class shares by throwing some away: a sample of class c is kept
 * with probability (w_c/ρ_c)/max_k(w_k/ρ_k), where w are the shares wanted and ρ the model's.
 *
 * <p>The baseline that needs no training, and pays at every sample: on average max_k(w_k/ρ_k)
 * samples are generated for one that is kept. Immutable.
 */
public final class Rejection {
  private final SampleClassifier classifier;
  private final double[] keep;
  private final double generatedPerKept;

  private Rejection(SampleClassifier classifier, double[] keep, double generatedPerKept) {
    this.classifier = classifier;
    this.keep = keep;
    this.generatedPerKept = generatedPerKept;
  }

  /**
   * What rejection left over.
   *
   * @param samples the samples kept, shape (N, sample shape), owned by the session
   * @param generated how many were generated for them
   * @param seconds what it took
   */
  public record Kept(NDArray samples, int generated, double seconds) {
    /** {@return the time for one sample that was kept, in seconds} */
    public double secondsPerSample() {
      return seconds / samples.getShape().get(0);
    }
  }

  /**
   * Prepares rejection.
   *
   * @param classifier tells the class of a sample
   * @param model the model's share of each class, above 0 where some is wanted
   * @param wanted the share wanted of each class, summing to 1
   * @return the rejection
   */
  public static Rejection of(SampleClassifier classifier, double[] model, double[] wanted) {
    if (model.length != classifier.classes() || wanted.length != model.length) {
      throw new IllegalArgumentException(
          "there are %d and %d shares, but the classifier knows %d classes: give one for each"
              .formatted(model.length, wanted.length, classifier.classes()));
    }
    if (Math.abs(Arrays.stream(wanted).sum() - 1) > 1e-6) {
      throw new IllegalArgumentException(
          "the shares wanted sum to " + Arrays.stream(wanted).sum() + ", but must sum to 1");
    }
    double[] ratio = new double[model.length];
    for (int c = 0; c < ratio.length; c++) {
      if (!(wanted[c] >= 0 && model[c] >= 0) || (wanted[c] > 0 && model[c] == 0)) {
        throw new IllegalArgumentException(
            "class %d has share %s in the model and %s is wanted, but a class that is never generated cannot be kept: give shares from more samples"
                .formatted(c, model[c], wanted[c]));
      }
      ratio[c] = wanted[c] == 0 ? 0 : wanted[c] / model[c];
    }
    double largest = Arrays.stream(ratio).max().orElseThrow();
    double[] keep = Arrays.stream(ratio).map(r -> r / largest).toArray();
    return new Rejection(classifier, keep, largest);
  }

  /** {@return how many samples are generated for one that is kept, on average} */
  public double generatedPerKept() {
    return generatedPerKept;
  }

  /**
   * Generates and throws away until enough are kept.
   *
   * @param session owner of the samples
   * @param sampler makes them; its seed is replaced
   * @param count how many to keep, at least 1
   * @param batch how many to generate at once, at least 1
   * @param seed any number
   * @return the samples, and what they cost
   * @throws java.util.concurrent.CancellationException if the thread is interrupted
   */
  public Kept sample(Session session, Sampler sampler, int count, int batch, long seed) {
    if (count < 1 || batch < 1) {
      throw new IllegalArgumentException(
          "count is " + count + " and batch " + batch + ", but both must be at least 1");
    }
    long start = System.nanoTime();
    SplittableRandom random = new SplittableRandom(seed);
    int generated = 0;
    int kept = 0;
    try (GradMode off = GradMode.off();
        NDManager scope = session.scope()) {
      NDList parts = new NDList();
      while (kept < count) {
        NDArray some = sampler.seed(random.nextLong()).batch(batch).sample(batch);
        long[] chosen = choose(some, random, count - kept);
        generated += batch;
        if (chosen.length > 0) {
          NDArray picked = some.get(new NDIndex("{}", scope.create(chosen)));
          picked.attach(scope);
          parts.add(picked);
          kept += chosen.length;
        }
        some.close();
      }
      NDArray all = NDArrays.concat(parts);
      all.attach(session.manager());
      return new Kept(all, generated, (System.nanoTime() - start) / 1e9);
    }
  }

  private long[] choose(NDArray samples, SplittableRandom random, int most) {
    int[] classes = classifier.classify(samples);
    long[] chosen = new long[classes.length];
    int count = 0;
    for (int i = 0; i < classes.length && count < most; i++) {
      if (random.nextDouble() < keep[classes[i]]) {
        chosen[count++] = i;
      }
    }
    return Arrays.copyOf(chosen, count);
  }
}
