package io.github.constraineddiffusion.constraint;

import io.github.constraineddiffusion.data.ComponentUnion;

/**
 * Which Gaussian components belong to which class: class i is the set of components that qⁱ has.
 * Source 0 of the union is the objective q, source i the constraint distribution qⁱ.
 */
final class ClassWeights {
  private final ComponentUnion union;
  private final int constraints;

  ClassWeights(ComponentUnion union, int constraints) {
    this.union = union;
    this.constraints = constraints;
  }

  /** Returns the mass that a mixture of the union's components gives to each class. */
  double[] shares(double[] componentWeights) {
    var shares = new double[constraints];
    for (int i = 0; i < constraints; i++) {
      double[] own = union.weights(i + 1);
      for (int k = 0; k < own.length; k++) {
        shares[i] += own[k] > 0 ? componentWeights[k] : 0;
      }
    }
    return shares;
  }

  /** Returns q's weights on the components that belong to no class, and 0 on the others. */
  double[] otherWeights() {
    double[] rest = union.weights(0);
    for (int i = 0; i < constraints; i++) {
      double[] own = union.weights(i + 1);
      for (int k = 0; k < own.length; k++) {
        rest[k] = own[k] > 0 ? 0 : rest[k];
      }
    }
    return rest;
  }

  /** Returns q's mass on components that belong to no class. */
  double other() {
    double sum = 0;
    for (double weight : otherWeights()) {
      sum += weight;
    }
    return sum;
  }
}
