/** Samplers: DDPM, DDIM, DPM-Solver++. */
package io.github.constraineddiffusion.sampler;
