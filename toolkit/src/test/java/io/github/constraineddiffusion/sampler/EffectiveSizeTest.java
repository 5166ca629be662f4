package io.github.constraineddiffusion.sampler;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.github.constraineddiffusion.tensor.Operators;
import io.github.constraineddiffusion.tensor.Session;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class EffectiveSizeTest {

  /** AR(1) chains x′ = ρx + √(1−ρ²)ξ: ρ_k = ρᵏ, so τ = 1 + 2 Σ_{k<S} (1 − k/S) ρᵏ. */
  @Test
  void autoregressionsHaveTheTimeOfTheClosedForm() {
    int steps = 12;
    int chains = 3000;
    for (double rho : new double[] {0, 0.5, 0.9, -0.5}) {
      double time = 1;
      for (int k = 1; k < steps; k++) {
        time += 2 * (1 - (double) k / steps) * Math.pow(rho, k);
      }
      double expected = chains * steps / Math.max(1, time);
      double size = autoregression(rho, steps, chains);
      assertEquals(expected, size, 0.1 * expected, "rho " + rho);
    }
  }

  private static double autoregression(double rho, int steps, int chains) {
    try (Session session = Session.open()) {
      session.random(1);
      NDManager manager = session.manager();
      Shape shape = new Shape(chains, 1, 2);
      NDArray x = manager.randomNormal(shape);
      List<NDArray> states = new ArrayList<>();
      for (int i = 0; i < steps; i++) {
        states.add(Operators.shift(x, 5));
        x = Operators.combine(rho, x, Math.sqrt(1 - rho * rho), manager.randomNormal(shape));
      }
      int before = manager.getManagedArrays().size();
      double size = EffectiveSize.of(states);
      assertEquals(before, manager.getManagedArrays().size());
      return size;
    }
  }

  @Test
  void chainsThatStandStillCountOnce() {
    try (Session session = Session.open()) {
      session.random(1);
      NDArray x = session.manager().randomNormal(new Shape(50, 2));
      assertEquals(50, EffectiveSize.of(List.of(x, x.duplicate(), x.duplicate())), 1e-3);
      NDArray same = session.manager().ones(new Shape(50, 2));
      assertEquals(50, EffectiveSize.of(List.of(same, same.duplicate())), 1e-9);
      assertEquals(50, EffectiveSize.of(List.of(x)), 1e-9);
    }
  }

  /** From a step ten times too large or small, and from any dimension, tuning finds the target. */
  @Test
  void tuningFindsTheTarget() {
    for (double target : new double[] {0.574, 0.9}) {
      for (double away : new double[] {0.1, 10}) {
        StepTuner tuner = StepTuner.towards(target, 1);
        // acceptance of a step f where the acceptance at f = away is about the target
        for (int k = 1; k <= tuner.tuningSteps(60); k++) {
          tuner.saw(acceptance(tuner.factor() / away, target), k);
        }
        assertEquals(target, acceptance(tuner.factor() / away, target), 0.02);
      }
    }
    assertEquals(0.1, StepTuner.towards(0.6, 1000).factor(), 1e-9);
    assertEquals(0, StepTuner.fixed(0.3).tuningSteps(60));
    assertEquals(0.3, StepTuner.fixed(0.3).factor(), 1e-12);
    assertTrue(StepTuner.towards(0.6, 8).tuningSteps(5) == 2);
  }

  private static double acceptance(double step, double target) {
    return Math.exp(Math.log(target) * Math.pow(step, 1.5));
  }
}
