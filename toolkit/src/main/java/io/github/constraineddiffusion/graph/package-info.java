/**
 * Forecasts of multivariate time series on graphs: shift operators such as the cross-covariance of
 * inputs and targets, polynomial filters and two-layer networks, their neural tangent kernels, and
 * training of many graphs and runs as one tensor program (arXiv 2310.10791).
 */
package io.github.constraineddiffusion.graph;
