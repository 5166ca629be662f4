/** Shares of generated samples, with intervals. */
package io.github.constraineddiffusion.eval;
