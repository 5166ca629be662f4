/** Denoising losses and estimates of KL divergences in nats. */
package io.github.constraineddiffusion.divergence;
