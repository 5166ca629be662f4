package io.github.constraineddiffusion.graph;

/**
 * Errors and gradients of a batch of models at one epoch; model b = g·R + r is run r on graph g.
 *
 * @param train mean squared error per element, one a model
 * @param test likewise
 * @param gradients of the sum of training errors, blocks as the weights
 */
record Evaluation(double[] train, double[] test, double[][] gradients) {}
