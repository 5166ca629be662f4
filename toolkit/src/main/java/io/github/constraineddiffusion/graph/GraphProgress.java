package io.github.constraineddiffusion.graph;

/**
 * Where a training on graphs is.
 *
 * @param name what is trained, such as "graph filter, 3 taps on 5 graphs, 10 runs"
 * @param epoch epochs done
 * @param epochs epochs asked for
 * @param elapsedSeconds since the training began
 */
public record GraphProgress(String name, int epoch, int epochs, double elapsedSeconds) {}
