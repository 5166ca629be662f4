/**
 * Measures generated samples: shares with intervals, Fréchet and kernel distances in a feature
 * space, precision and recall, memorisation.
 */
package io.github.constraineddiffusion.eval;
