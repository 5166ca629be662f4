/**
 * The engine layer: session, native operators, optimizer. The only package that sees {@code
 * ai.djl.pytorch}.
 */
package io.github.constraineddiffusion.tensor;
