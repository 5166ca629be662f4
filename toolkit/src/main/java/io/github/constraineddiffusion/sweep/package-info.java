/**
 * Many runs from one cell: a grid of settings and seeds, a store on disk that several processes may
 * share, and one table as result.
 */
package io.github.constraineddiffusion.sweep;
