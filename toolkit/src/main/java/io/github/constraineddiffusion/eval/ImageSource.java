package io.github.constraineddiffusion.eval;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import io.github.constraineddiffusion.data.ImageSet;
import io.github.constraineddiffusion.sampler.Sampler;
import java.util.List;
import java.util.SplittableRandom;

/**
 * A fixed number of images that are had batch by batch, so that all of them never lie in memory at
 * once: a data set, images that a sampler makes when they are asked for, or an array.
 */
public interface ImageSource {

  /** Gives the images of a range. */
  @FunctionalInterface
  interface Batches {
    /**
     * Returns some of the images.
     *
     * @param manager the owner of the result
     * @param from the first image, from 0
     * @param to one after the last
     * @return float32 in [−1, 1], shape (to − from, C, H, W)
     */
    NDArray images(NDManager manager, int from, int to);
  }

  /** {@return the number of images N, at least 1} */
  int size();

  /**
   * Returns some of the images; the same range gives the same images.
   *
   * @param manager the owner of the result
   * @param from the first image, from 0
   * @param to one after the last, at most {@link #size()}
   * @return float32 in [−1, 1], shape (to − from, C, H, W)
   */
  NDArray images(NDManager manager, int from, int to);

  /**
   * Takes images from anything that gives ranges of them.
   *
   * @param size the number of images, at least 1
   * @param batches gives the images of a range
   * @return the source
   */
  static ImageSource of(int size, Batches batches) {
    if (size < 1) {
      throw new IllegalArgumentException(
          "there are " + size + " images, but at least 1 is needed: 5000 give shares to ±1 point");
    }
    return new ImageSource() {
      @Override
      public int size() {
        return size;
      }

      @Override
      public NDArray images(NDManager manager, int from, int to) {
        return batches.images(manager, from, to);
      }
    };
  }

  /**
   * Takes every image of a set once; the weights of its classes do not count.
   *
   * @param set the images
   * @return the source
   */
  static ImageSource of(ImageSet set) {
    return of(set.size(), (manager, from, to) -> set.images(manager, from, to));
  }

  /**
   * Takes the images of an array.
   *
   * @param images float32 in [−1, 1], shape (N, C, H, W); must stay open while the source is used
   * @return the source
   */
  static ImageSource of(NDArray images) {
    return of(
        Math.toIntExact(images.getShape().get(0)),
        (manager, from, to) -> {
          NDArray range = images.get(new NDIndex().addSliceDim(from, to));
          range.attach(manager);
          return range;
        });
  }

  /**
   * Generates images when they are asked for. The batch size is part of the seed: batches of
   * another size give other images.
   *
   * @param sampler makes the images; its own seed is replaced
   * @param count the number of images, at least 1
   * @param seed any number
   * @return the source
   */
  static ImageSource generated(Sampler sampler, int count, long seed) {
    long start = new SplittableRandom(seed).nextLong();
    return of(
        count,
        (manager, from, to) -> {
          NDArray images = sampler.seed(start + from).batch(to - from).sample(to - from);
          images.attach(manager);
          return images;
        });
  }

  /**
   * Puts sources one after another.
   *
   * @param sources at least one, all of images of one shape
   * @return the source of all their images
   */
  static ImageSource joined(List<ImageSource> sources) {
    List<ImageSource> parts = List.copyOf(sources);
    return of(
        parts.stream().mapToInt(ImageSource::size).sum(),
        (manager, from, to) -> {
          NDList pieces = new NDList();
          int start = 0;
          for (ImageSource part : parts) {
            int first = Math.max(from, start);
            int last = Math.min(to, start + part.size());
            if (first < last) {
              pieces.add(part.images(manager, first - start, last - start));
            }
            start += part.size();
          }
          return pieces.size() == 1 ? pieces.head() : NDArrays.concat(pieces);
        });
  }
}
