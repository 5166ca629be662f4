/** Denoisers: networks and closed forms. */
package io.github.constraineddiffusion.denoiser;
