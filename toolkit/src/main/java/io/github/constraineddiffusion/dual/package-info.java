/** Lagrange multipliers, dual updates and dual schedules: plain Java. */
package io.github.constraineddiffusion.dual;
