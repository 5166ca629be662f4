package io.github.constraineddiffusion.eval;

import static io.github.constraineddiffusion.eval.InceptionLayer.average;
import static io.github.constraineddiffusion.eval.InceptionLayer.branches;
import static io.github.constraineddiffusion.eval.InceptionLayer.chain;
import static io.github.constraineddiffusion.eval.InceptionLayer.maximum;

import io.github.constraineddiffusion.eval.InceptionLayer.Convolution;
import java.util.function.Function;

/** Puts the network together: blocks A to E of Inception-v3, with pytorch-fid's names. */
final class InceptionBuilder {
  private final Function<Convolution, InceptionLayer> maker;

  InceptionBuilder(Function<Convolution, InceptionLayer> maker) {
    this.maker = maker;
  }

  InceptionLayer network() {
    return chain(
        plain("Conv2d_1a_3x3", 3, 32, 3, 2),
        plain("Conv2d_2a_3x3", 32, 32, 3, 1),
        square("Conv2d_2b_3x3", 32, 64, 3),
        maximum(2, 0),
        square("Conv2d_3b_1x1", 64, 80, 1),
        plain("Conv2d_4a_3x3", 80, 192, 3, 1),
        maximum(2, 0),
        blockA("Mixed_5b", 192, 32),
        blockA("Mixed_5c", 256, 64),
        blockA("Mixed_5d", 288, 64),
        blockB("Mixed_6a", 288),
        blockC("Mixed_6b", 768, 128),
        blockC("Mixed_6c", 768, 160),
        blockC("Mixed_6d", 768, 160),
        blockC("Mixed_6e", 768, 192),
        blockD("Mixed_7a", 768),
        blockE("Mixed_7b", 1280, average()),
        blockE("Mixed_7c", 2048, maximum(1, 1)));
  }

  private InceptionLayer blockA(String name, int in, int pooled) {
    return branches(
        square(name + ".branch1x1", in, 64, 1),
        chain(square(name + ".branch5x5_1", in, 48, 1), square(name + ".branch5x5_2", 48, 64, 5)),
        chain(
            square(name + ".branch3x3dbl_1", in, 64, 1),
            square(name + ".branch3x3dbl_2", 64, 96, 3),
            square(name + ".branch3x3dbl_3", 96, 96, 3)),
        chain(average(), square(name + ".branch_pool", in, pooled, 1)));
  }

  private InceptionLayer blockB(String name, int in) {
    return branches(
        plain(name + ".branch3x3", in, 384, 3, 2),
        chain(
            square(name + ".branch3x3dbl_1", in, 64, 1),
            square(name + ".branch3x3dbl_2", 64, 96, 3),
            plain(name + ".branch3x3dbl_3", 96, 96, 3, 2)),
        maximum(2, 0));
  }

  private InceptionLayer blockC(String name, int in, int mid) {
    return branches(
        square(name + ".branch1x1", in, 192, 1),
        chain(
            square(name + ".branch7x7_1", in, mid, 1),
            same(name + ".branch7x7_2", mid, mid, 1, 7),
            same(name + ".branch7x7_3", mid, 192, 7, 1)),
        chain(
            square(name + ".branch7x7dbl_1", in, mid, 1),
            same(name + ".branch7x7dbl_2", mid, mid, 7, 1),
            same(name + ".branch7x7dbl_3", mid, mid, 1, 7),
            same(name + ".branch7x7dbl_4", mid, mid, 7, 1),
            same(name + ".branch7x7dbl_5", mid, 192, 1, 7)),
        chain(average(), square(name + ".branch_pool", in, 192, 1)));
  }

  private InceptionLayer blockD(String name, int in) {
    return branches(
        chain(
            square(name + ".branch3x3_1", in, 192, 1),
            plain(name + ".branch3x3_2", 192, 320, 3, 2)),
        chain(
            square(name + ".branch7x7x3_1", in, 192, 1),
            same(name + ".branch7x7x3_2", 192, 192, 1, 7),
            same(name + ".branch7x7x3_3", 192, 192, 7, 1),
            plain(name + ".branch7x7x3_4", 192, 192, 3, 2)),
        maximum(2, 0));
  }

  private InceptionLayer blockE(String name, int in, InceptionLayer pool) {
    return branches(
        square(name + ".branch1x1", in, 320, 1),
        chain(
            square(name + ".branch3x3_1", in, 384, 1),
            branches(
                same(name + ".branch3x3_2a", 384, 384, 1, 3),
                same(name + ".branch3x3_2b", 384, 384, 3, 1))),
        chain(
            square(name + ".branch3x3dbl_1", in, 448, 1),
            square(name + ".branch3x3dbl_2", 448, 384, 3),
            branches(
                same(name + ".branch3x3dbl_3a", 384, 384, 1, 3),
                same(name + ".branch3x3dbl_3b", 384, 384, 3, 1))),
        chain(pool, square(name + ".branch_pool", in, 192, 1)));
  }

  /** Without padding. */
  private InceptionLayer plain(String name, int in, int out, int side, int stride) {
    return maker.apply(new Convolution(name, in, out, side, side, stride, false));
  }

  /** Keeps the size of the image. */
  private InceptionLayer square(String name, int in, int out, int side) {
    return same(name, in, out, side, side);
  }

  private InceptionLayer same(String name, int in, int out, int height, int width) {
    return maker.apply(new Convolution(name, in, out, height, width, 1, true));
  }
}
