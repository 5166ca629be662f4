package io.github.constraineddiffusion.data;

/** Height and width in pixels. */
record ImageSize(int height, int width) {
  ImageSize {
    // the same limits as for a set of grey images
    new ImageShape(1, height, width);
  }

  /** The largest part of this size's shape that fits into a picture, at least one pixel. */
  ImageSize largestIn(int pictureHeight, int pictureWidth) {
    long full = (long) pictureWidth * height;
    long wanted = (long) pictureHeight * width;
    if (full > wanted) {
      return new ImageSize(pictureHeight, (int) Math.max(1, Math.round((double) wanted / height)));
    }
    return new ImageSize((int) Math.max(1, Math.round((double) full / width)), pictureWidth);
  }
}
