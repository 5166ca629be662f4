/** Noise schedules, timestep spacings, prediction types and loss weights: plain Java, in double. */
package io.github.constraineddiffusion.schedule;
