package io.github.constraineddiffusion.constraint;

import io.github.constraineddiffusion.data.SampleSource;
import io.github.constraineddiffusion.tensor.Session;
import java.util.Optional;

/**
 * Knows a classifier for some data, so that the shares of generated samples can be measured where
 * nobody has named one. Found as a service ({@link java.util.ServiceLoader}).
 */
public interface ClassifierProvider {

  /**
   * Offers a classifier.
   *
   * @param session device and memory for its weights
   * @param data the data of a problem
   * @return a classifier of these data's classes, or nothing where none is known
   */
  Optional<SampleClassifier> classifierOf(Session session, SampleSource data);
}
