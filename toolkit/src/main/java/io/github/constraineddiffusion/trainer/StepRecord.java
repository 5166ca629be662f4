package io.github.constraineddiffusion.trainer;

/**
 * What one training step showed.
 *
 * @param step number of the step, from 1
 * @param loss training loss of the step's batch (mean squared error of the network's target)
 * @param learningRate learning rate of the step
 * @param gradientNorm norm of the gradient before clipping
 * @param seconds since training began
 */
public record StepRecord(
    int step, double loss, double learningRate, double gradientNorm, double seconds) {}
