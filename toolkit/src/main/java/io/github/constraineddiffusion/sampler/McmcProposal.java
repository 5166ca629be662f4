package io.github.constraineddiffusion.sampler;

import ai.djl.ndarray.NDArray;

/**
 * Where a kernel would go from x. With the energy it gives the logarithm of the Metropolis-Hastings
 * ratio: log p(y) − log p(x) + correction.
 *
 * @param x the points y proposed, shape (N, sample shape)
 * @param score the score at y, same shape
 * @param correction log q(x|y) − log q(y|x), or the kinetic energy given up by y: shape (N)
 */
public record McmcProposal(NDArray x, NDArray score, NDArray correction) {}
