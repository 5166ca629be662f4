/** Constraints, thresholds, constrained problems and their exact optima. */
package io.github.constraineddiffusion.constraint;
