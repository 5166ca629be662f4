package io.github.constraineddiffusion.graph;

import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.function.Function;

/** Kernels on inputs X at the weights that runs start from, [run][block][entry]. */
record InitialKernels(GraphModel model, double[][][] start, double[][] x) {

  /** {@return what is asked, one a run; the filter's kernel is the same in all: asked once} */
  <T> List<T> each(GraphShift s, Function<TangentKernel, T> what) {
    if (model.isFilter()) {
      return Collections.nCopies(start.length, what.apply(model.kernel(s, start[0], x)));
    }
    return Arrays.stream(start).map(w -> model.kernel(s, w, x)).map(what).toList();
  }
}
