/** Composition of models by product (AND) and mixture (OR), and its exact counterparts. */
package io.github.constraineddiffusion.composition;
