package io.github.constraineddiffusion.data;

import ai.djl.ndarray.NDManager;
import java.util.random.RandomGenerator;

/** A source whose samples come with a class each, for class-conditional models and classifiers. */
public interface LabelledSource extends SampleSource {

  /**
   * Returns the number of classes that labels count through, whether or not all occur.
   *
   * @return at least 1; labels lie in 0…classes − 1
   */
  int classes();

  /**
   * Returns how often each class occurs among samples.
   *
   * @return a share for each class; they sum to 1
   */
  double[] classShares();

  /**
   * Draws independent samples with their labels.
   *
   * @param manager the manager that owns the result
   * @param random the generator for choices made in Java
   * @param count how many, at least 1
   * @return the same samples that {@link #sample} draws with the same random numbers, with labels
   */
  LabelledBatch sampleLabelled(NDManager manager, RandomGenerator random, int count);
}
