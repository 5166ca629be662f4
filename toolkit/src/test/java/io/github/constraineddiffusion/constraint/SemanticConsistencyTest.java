package io.github.constraineddiffusion.constraint;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.github.constraineddiffusion.tensor.Session;
import org.junit.jupiter.api.Test;

class SemanticConsistencyTest {
  /** Samples are their own logits. */
  private static final SampleClassifier SELF =
      new SampleClassifier() {
        @Override
        public int classes() {
          return 2;
        }

        @Override
        public NDArray logits(NDArray samples) {
          return samples.duplicate();
        }
      };

  @Test
  void isTheLogOfTheSoftMaxAboveItsFloor() {
    RewardConstraint constraint = SemanticConsistency.of(SELF, 1).atLeast(-0.2);
    assertEquals("consistency with class 1: mean reward ≥ -0.2", constraint.toString());
    assertTrue(constraint.reward().identity().contains("class 1"));
    try (Session session = Session.open();
        NDManager scope = session.scope()) {
      NDArray samples = scope.create(new float[][] {{0, 0}, {0, 2}, {500, 490}, {500, 0}});
      float[] expected = {
        (float) -Math.log(2),
        (float) -Math.log1p(Math.exp(-2)),
        (float) Math.log(1e-3),
        (float) Math.log(1e-3)
      };
      assertArrayEquals(expected, constraint.reward().of(samples), 1e-6f);
    }
  }

  @Test
  void knowsItsClasses() {
    Problems.refused("classes 0 to 1", () -> SemanticConsistency.of(SELF, 2));
    Problems.refused("class -1", () -> SemanticConsistency.of(SELF, -1));
    assertEquals("sure", SemanticConsistency.of(SELF, 0).named("sure").atLeast(-1).name());
  }
}
