/** Sample sources and mixtures of them. */
package io.github.constraineddiffusion.data;
