/** Kernel extension, renderers, live displays and notebook settings. */
package io.github.constraineddiffusion.notebook;
