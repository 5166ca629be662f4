package io.github.constraineddiffusion.denoiser;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import ai.djl.nn.Block;
import ai.djl.nn.LambdaBlock;
import ai.djl.nn.SequentialBlock;
import ai.djl.nn.core.Linear;
import ai.djl.nn.norm.BatchNorm;
import ai.djl.nn.norm.Dropout;
import io.github.constraineddiffusion.schedule.NoiseSchedule;
import io.github.constraineddiffusion.schedule.PredictionType;
import io.github.constraineddiffusion.tensor.Operators;
import io.github.constraineddiffusion.tensor.Session;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

class ForeignBlockTest {

  @Test
  void takesASoundBlockAndTrainsWithIt() {
    Block block = network(2, Operators::silu);
    try (Session session = Session.open();
        Network network = create(session, block)) {
      assertEquals(4, network.weights().size());
    }
  }

  @Test
  void namesTheBlockWithTheFreedScalarFault() {
    Block block = network(2, x -> x.mul(1.5f).mul(2f));
    try (Session session = Session.open()) {
      IllegalArgumentException e =
          assertThrows(IllegalArgumentException.class, () -> create(session, block));
      assertTrue(e.getMessage().contains("SequentialBlock/03"), e.getMessage());
      assertTrue(e.getMessage().contains("Operators"), e.getMessage());
    }
  }

  /** DJL's own helper has the fault. */
  @Test
  void findsTheFaultInDjlsSwish() {
    try (Session session = Session.open()) {
      assertThrows(
          IllegalArgumentException.class,
          () -> create(session, network(2, x -> Activation.swish(x, 1.3f))));
    }
  }

  @Test
  void refusesABlockWhoseOutputHasAnotherShape() {
    try (Session session = Session.open()) {
      IllegalArgumentException e =
          assertThrows(
              IllegalArgumentException.class, () -> create(session, network(3, Operators::silu)));
      assertTrue(e.getMessage().contains("(2, 3)"), e.getMessage());
    }
  }

  /** Dropout draws new numbers in every pass: sound, and must not be blamed. */
  @Test
  void takesABlockThatDrawsRandomNumbers() {
    Block block =
        new SequentialBlock().add(network(2, Operators::silu)).add(Dropout.builder().build());
    try (Session session = Session.open();
        Network network = create(session, block)) {
      assertEquals(4, network.weights().size());
    }
  }

  @Test
  void refusesABlockWithStateThatIsNotTrained() {
    Block block =
        new SequentialBlock().add(network(2, Operators::silu)).add(BatchNorm.builder().build());
    try (Session session = Session.open()) {
      IllegalArgumentException e =
          assertThrows(IllegalArgumentException.class, () -> create(session, block));
      assertTrue(e.getMessage().contains("batch normalisation"), e.getMessage());
    }
  }

  @Test
  void givesABlockToOneRunOnlyAndANewOneEachTimeFromASupplier() {
    try (Session session = Session.open()) {
      NetworkFactory once = Denoiser.of(network(2, Operators::silu));
      once.build(new Shape(2));
      assertThrows(IllegalStateException.class, () -> once.build(new Shape(2)));
      NetworkFactory many = Denoiser.of("mine", () -> network(2, Operators::silu));
      assertTrue(many.build(new Shape(2)) != many.build(new Shape(2)));
    }
  }

  private static Network create(Session session, Block block) {
    return Network.create(
        session,
        Denoiser.of(block),
        new Shape(2),
        NoiseSchedule.linear(10),
        PredictionType.EPSILON);
  }

  /** (x, t) → concatenated → linear → activation → linear. */
  private static Block network(int outputs, UnaryOperator<NDArray> activation) {
    return new SequentialBlock()
        .add(
            new LambdaBlock(
                list -> new NDList(list.get(0).concat(list.get(1).reshape(-1, 1), 1)), "join"))
        .add(Linear.builder().setUnits(8).build())
        .add(new LambdaBlock(list -> new NDList(activation.apply(list.head())), "activation"))
        .add(Linear.builder().setUnits(outputs).build());
  }
}
