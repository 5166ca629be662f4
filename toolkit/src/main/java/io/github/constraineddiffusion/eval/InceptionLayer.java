package io.github.constraineddiffusion.eval;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import ai.djl.nn.convolutional.Conv2d;
import ai.djl.nn.pooling.Pool;

/** A part of the network. Frees what it makes on the way, and leaves its input open. */
@FunctionalInterface
interface InceptionLayer {
  NDArray apply(NDArray x);

  /**
   * A convolution with batch norm and ReLU behind it.
   *
   * @param name of its weights
   * @param in channels in
   * @param out channels out
   * @param height of the window
   * @param width of the window
   * @param stride step of the window
   * @param padded whether zeros around keep the size (at stride 1)
   */
  record Convolution(
      String name, int in, int out, int height, int width, int stride, boolean padded) {
    Shape kernel() {
      return new Shape(out, in, height, width);
    }

    Shape padding() {
      return padded ? new Shape(height / 2, width / 2) : new Shape(0, 0);
    }
  }

  static InceptionLayer convolution(Convolution c, InceptionWeights.Folded weights) {
    Shape stride = new Shape(c.stride(), c.stride());
    return x -> {
      NDList sum = Conv2d.conv2d(x, weights.kernel(), weights.bias(), stride, c.padding());
      try (NDArray y = sum.singletonOrThrow()) {
        return Activation.relu(y);
      }
    };
  }

  /** The maximum over 3 × 3 windows. */
  static InceptionLayer maximum(int stride, int padding) {
    Shape window = new Shape(3, 3);
    Shape zeros = new Shape(padding, padding);
    return x -> Pool.maxPool2d(x, window, new Shape(stride, stride), zeros, false);
  }

  /**
   * The mean over 3 × 3 windows at stride 1, of the pixels that lie inside the image: DJL 0.35
   * takes the padding in, whatever it is told, so its mean is divided by the part of the window
   * inside.
   */
  static InceptionLayer average() {
    return x -> {
      Shape shape = x.getShape();
      try (NDArray ones = x.getManager().ones(new Shape(1, 1, shape.get(2), shape.get(3)));
          NDArray inside = mean(ones);
          NDArray means = mean(x)) {
        return means.div(inside);
      }
    };
  }

  private static NDArray mean(NDArray x) {
    Shape one = new Shape(1, 1);
    return Pool.avgPool2d(x, new Shape(3, 3), one, one, false, true);
  }

  static InceptionLayer chain(InceptionLayer... layers) {
    return x -> {
      NDArray y = x;
      for (InceptionLayer layer : layers) {
        NDArray next = layer.apply(y);
        if (y != x) {
          y.close();
        }
        y = next;
      }
      return y;
    };
  }

  /** Several layers on one input, their channels side by side. */
  static InceptionLayer branches(InceptionLayer... layers) {
    return x -> {
      NDList parts = new NDList(layers.length);
      for (InceptionLayer layer : layers) {
        parts.add(layer.apply(x));
      }
      try (parts) {
        return NDArrays.concat(parts, 1);
      }
    };
  }
}
