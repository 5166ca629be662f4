package io.github.constraineddiffusion.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.github.constraineddiffusion.tensor.Session;
import org.junit.jupiter.api.Test;

class MnistTest {
  @Test
  void theBundledDigitsAreTenThousandDifferentOnes() {
    try (var session = Session.open()) {
      ImageSet train = Mnist.bundled(session);
      ImageSet heldOut = Mnist.bundledHeldOut(session);
      assertArrayEquals(
          new int[] {906, 1023, 901, 923, 889, 780, 917, 951, 843, 867}, train.classCounts());
      assertArrayEquals(
          new int[] {95, 104, 90, 109, 91, 83, 97, 119, 101, 111}, heldOut.classCounts());
      assertEquals(9000, train.without(heldOut).size());
      // their mean brightness is near that of all 60,000, which is 33.318 of 255
      float mean = train.images(session.manager(), 0, 9000).mean().getFloat();
      assertEquals(33.318 / 127.5 - 1, mean, 0.01);
    }
  }
}
