package io.github.constraineddiffusion.notebook;

/** A place of a notebook's output that can be replaced. */
interface Screen {

  /** Shows or, from the second call on, replaces the place. */
  void show(String html, String text);
}
