package io.github.constraineddiffusion.denoiser;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import ai.djl.nn.Parameter;
import ai.djl.training.ParameterStore;
import ai.djl.training.initializer.Initializer;
import ai.djl.training.initializer.UniformInitializer;
import ai.djl.util.Pair;
import ai.djl.util.PairList;
import io.github.constraineddiffusion.tensor.GradMode;
import io.github.constraineddiffusion.tensor.Operators;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What {@link LowRank} builds: a network that runs with W + (α/r)·B·A in place of W. */
final class LowRankBlock extends WrappedBlock {
  /** Names that other libraries give to A and B. */
  static final String A = ".lora_A.weight";

  static final String B = ".lora_B.weight";

  private record Adapter(Parameter weight, Parameter a, Parameter b) {}

  private final LowRank settings;
  private final Shape sampleShape;
  private final List<Adapter> adapters = new ArrayList<>();
  private boolean ready;

  LowRankBlock(LowRank settings, Block network, Shape sampleShape) {
    super(network);
    this.settings = settings;
    this.sampleShape = sampleShape;
  }

  /** Makes the network whole and freezes it before the adapters, whose shapes depend on it. */
  @Override
  public void initialize(NDManager manager, DataType type, Shape... inputShapes) {
    if (!network().isInitialized()) {
      network().initialize(manager, type, inputShapes);
    }
    try (NDManager scope = manager.newSubManager()) {
      settings.base().check(scope, network(), sampleShape);
      settings.base().start(scope, Network.named(network()));
    }
    settings.choose(network()).forEach(this::adapt);
    network().freezeParameters(true);
    ready = true;
    super.initialize(manager, type, inputShapes);
  }

  @Override
  protected void initializeChildBlocks(NDManager manager, DataType type, Shape... inputShapes) {
    // done before the adapters were made
  }

  @Override
  public boolean isInitialized() {
    return ready && super.isInitialized();
  }

  /** A is uniform in ±1/√in, as in the paper's code. */
  private void adapt(Layer layer) {
    int rank = Math.min(settings.rank(), layer.limit());
    long[] a = layer.shape().getShape().clone();
    long[] b = new long[a.length];
    Arrays.fill(b, 1);
    b[0] = a[0];
    b[1] = rank;
    a[0] = rank;
    double in = (double) layer.shape().size() / b[0];
    Initializer random = new UniformInitializer((float) (1 / Math.sqrt(in)));
    adapters.add(
        new Adapter(
            layer.weight(),
            parameter(layer.name() + A, new Shape(a), random),
            parameter(layer.name() + B, new Shape(b), Initializer.ZEROS)));
  }

  private Parameter parameter(String name, Shape shape, Initializer initializer) {
    return addParameter(
        Parameter.builder()
            .setName(name)
            .setType(Parameter.Type.WEIGHT)
            .optShape(shape)
            .optInitializer(initializer)
            .build());
  }

  @Override
  protected NDList forwardInternal(
      ParameterStore store, NDList inputs, boolean training, PairList<String, Object> options) {
    NDArray x = inputs.get(0);
    List<Parameter> replaced = new ArrayList<>();
    List<NDArray> changed = new ArrayList<>();
    for (Adapter adapter : adapters) {
      NDArray a = store.getValue(adapter.a, x.getDevice(), training);
      NDArray b = store.getValue(adapter.b, x.getDevice(), training);
      replaced.add(adapter.weight);
      changed.add(changed(x, adapter, a, b));
    }
    return network().forward(new WeightStore(x.getManager(), replaced, changed), inputs, training);
  }

  /** W + (α/r)·B·A. */
  private NDArray changed(NDArray x, Adapter adapter, NDArray a, NDArray b) {
    double factor = settings.alpha() / settings.rank();
    return Operators.lowRank(x, adapter.weight.getArray(), a, b, factor);
  }

  /**
   * Folds adapters in.
   *
   * @param scope owner of the changed weights
   * @param weights A and B of every adapter in turn
   * @return the network's weights by name, in its own order
   */
  Map<String, NDArray> merged(NDManager scope, List<NDArray> weights) {
    try (GradMode off = GradMode.off()) {
      NDArray x = scope.zeros(new Shape(1));
      WeightStore store = new WeightStore(scope, getDirectParameters().values(), weights);
      Map<Parameter, NDArray> changed = new IdentityHashMap<>();
      for (Adapter adapter : adapters) {
        NDArray a = store.getValue(adapter.a, x.getDevice(), false);
        NDArray b = store.getValue(adapter.b, x.getDevice(), false);
        changed.put(adapter.weight, changed(x, adapter, a, b));
      }
      Map<String, NDArray> named = new LinkedHashMap<>();
      for (Pair<String, Parameter> pair : network().getParameters()) {
        Parameter weight = pair.getValue();
        named.put(pair.getKey(), changed.getOrDefault(weight, weight.getArray()));
      }
      return named;
    }
  }

  /** The bytes of a file of adapters, which {@link LowRank#load} reads. */
  byte[] encode(List<NDArray> weights) {
    return AdapterFile.encode(
        getDirectParameters().keys(), weights, settings.rank(), settings.alpha());
  }
}
