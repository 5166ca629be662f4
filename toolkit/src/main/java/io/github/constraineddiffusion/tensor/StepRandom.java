package io.github.constraineddiffusion.tensor;

import ai.djl.pytorch.jni.JniUtils;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;

/** Random numbers of one place in a run: the same seed and place give the same numbers. */
public final class StepRandom implements RandomGenerator {
  private final SplittableRandom random;

  private StepRandom(long seed) {
    this.random = new SplittableRandom(seed);
  }

  /** Returns the numbers of a place, and seeds the engine's generator for it. */
  static StepRandom at(long seed, long... place) {
    long mixed = mix(seed);
    for (long part : place) {
      mixed = mix(mixed ^ part);
    }
    JniUtils.setSeed(mixed);
    return new StepRandom(mix(mixed));
  }

  /** The finaliser of SplitMix64 (Steele, Lea, Flood 2014), after adding its constant. */
  private static long mix(long value) {
    long z = value + 0x9e3779b97f4a7c15L;
    z = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
    z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
    return z ^ (z >>> 31);
  }

  @Override
  public long nextLong() {
    return random.nextLong();
  }
}
