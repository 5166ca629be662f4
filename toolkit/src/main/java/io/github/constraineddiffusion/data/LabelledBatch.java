package io.github.constraineddiffusion.data;

import ai.djl.ndarray.NDArray;

/**
 * Samples with their classes.
 *
 * @param samples float32, shape (N, sample shape)
 * @param labels int64, shape (N), values in 0…classes − 1
 */
public record LabelledBatch(NDArray samples, NDArray labels) {}
