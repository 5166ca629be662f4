package io.github.constraineddiffusion.eval;

import io.github.constraineddiffusion.constraint.ClassifierProvider;
import io.github.constraineddiffusion.constraint.SampleClassifier;
import io.github.constraineddiffusion.data.ImageSet;
import io.github.constraineddiffusion.data.SampleSource;
import io.github.constraineddiffusion.tensor.Session;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/** Offers the bundled classifier for MNIST's digits: 28 × 28 grey pixels, classes "0" to "9". */
public final class DigitClassifierProvider implements ClassifierProvider {
  private static final List<String> DIGITS =
      IntStream.range(0, 10).mapToObj(Integer::toString).toList();

  /** Makes the provider; the service loader calls this. */
  public DigitClassifierProvider() {}

  @Override
  public Optional<SampleClassifier> classifierOf(Session session, SampleSource data) {
    boolean digits =
        data instanceof ImageSet set
            && set.channels() == 1
            && set.height() == 28
            && set.width() == 28
            && set.classNames().equals(DIGITS);
    return digits ? Optional.of(DigitClassifier.bundled(session)) : Optional.empty();
  }
}
