package io.github.constraineddiffusion.trainer;

import ai.djl.ndarray.NDManager;
import io.github.constraineddiffusion.data.LabelledBatch;
import io.github.constraineddiffusion.data.LabelledSource;
import io.github.constraineddiffusion.data.SampleSource;
import io.github.constraineddiffusion.denoiser.Network;
import io.github.constraineddiffusion.tensor.StepRandom;

/** Draws a batch, with the labels that a class-conditional network is told. */
final class LabelDraw {
  private final int classes;
  private final int nullClass;
  private final double dropped;

  LabelDraw(Network network, double dropped) {
    this.classes = network.classes();
    this.nullClass = network.nullClass();
    this.dropped = dropped;
    if (classes > 0 && nullClass < 0 && dropped > 0) {
      throw new IllegalArgumentException(
          "the network knows "
              + classes
              + " classes and none for \"no class\", but "
              + 100 * dropped
              + " % of the labels are dropped: train it by plain(data).dropLabels(0)");
    }
  }

  /** Labels are null where the network knows no classes, or the data have none. */
  LabelledBatch draw(SampleSource source, NDManager scope, StepRandom random, int count) {
    if (classes == 0 || dropped == 1 || !(source instanceof LabelledSource labelled)) {
      return new LabelledBatch(source.sample(scope, random, count), null);
    }
    if (labelled.classes() > classes) {
      throw new IllegalArgumentException(
          "the data have %d classes, but the network knows %d: build it with classes(%d)"
              .formatted(labelled.classes(), classes, labelled.classes()));
    }
    LabelledBatch batch = labelled.sampleLabelled(scope, random, count);
    if (dropped == 0) {
      return batch;
    }
    long[] told = batch.labels().toLongArray();
    for (int i = 0; i < told.length; i++) {
      if (random.nextDouble() < dropped) {
        told[i] = nullClass;
      }
    }
    return new LabelledBatch(batch.samples(), scope.create(told));
  }
}
