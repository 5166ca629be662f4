package io.github.constraineddiffusion.constraint;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class NamedRewardTest {
  @Test
  void aLambdaIsGivenAnIdentity() {
    Reward lambda = samples -> new float[] {1, 2};
    Reward named = Reward.named("height v2", lambda);
    assertEquals("a lambda", lambda.identity());
    assertEquals("height v2", named.identity());
    assertArrayEquals(new float[] {1, 2}, named.of(null));
    Problems.refused("identity of a reward is blank", () -> Reward.named(" ", lambda));
  }
}
