package io.github.constraineddiffusion.data;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;

/** A source of so many rows, each drawn with its own probability: what is known of a row stays. */
public interface FiniteSource extends SampleSource {

  /**
   * Returns how many rows there are.
   *
   * @return at least 1
   */
  int size();

  /**
   * Returns how likely each row is.
   *
   * @return a probability for each row; they sum to 1
   */
  double[] rowWeights();

  /**
   * Returns rows by their numbers.
   *
   * @param manager the manager that owns the result
   * @param indices at least one number 0…size − 1, in any order
   * @return float32 samples of shape (indices.length, sampleShape)
   */
  NDArray rows(NDManager manager, int[] indices);
}
