/** Dual training: the loop, its history, listeners and checkpoints. */
package io.github.constraineddiffusion.trainer;
