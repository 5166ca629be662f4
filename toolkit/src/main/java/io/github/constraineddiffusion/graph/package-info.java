/**
 * Graphs from the covariance and cross-covariance of time series, and what their neural tangent
 * kernels say of training on them (Khalafi, Sihag, Ribeiro, arXiv 2310.10791).
 */
package io.github.constraineddiffusion.graph;
