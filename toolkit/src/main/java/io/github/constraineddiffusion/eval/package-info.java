/**
 * Measures generated samples: shares with intervals, Fréchet and kernel distances in a feature
 * space, precision and recall, memorisation, fidelity of reconstruction; trains and loads the
 * classifiers that judge them.
 */
package io.github.constraineddiffusion.eval;
