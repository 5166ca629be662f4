package io.github.constraineddiffusion.denoiser;

/**
 * A block that may be told the class of each sample: it takes (x, t) or (x, t, labels), labels of
 * shape (N).
 */
public interface Conditional {

  /** {@return how many classes there are; 0 where the network knows none} */
  int classes();

  /**
   * Returns the label that stands for "no class".
   *
   * @return {@link #classes()}, or −1 where the network was made without one
   */
  int nullClass();
}
