/** Charts (XChart) and tables (Tablesaw). */
package io.github.constraineddiffusion.view;
