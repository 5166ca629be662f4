package io.github.constraineddiffusion.trainer;

import io.github.constraineddiffusion.data.Moments;
import io.github.constraineddiffusion.data.SampleSource;
import io.github.constraineddiffusion.denoiser.Network;
import io.github.constraineddiffusion.denoiser.NetworkFactory;
import io.github.constraineddiffusion.denoiser.Preconditioned;
import io.github.constraineddiffusion.denoiser.ResidualMlp;
import io.github.constraineddiffusion.dual.DualSchedule;
import io.github.constraineddiffusion.schedule.LossWeighting;
import io.github.constraineddiffusion.schedule.NoiseSchedule;
import io.github.constraineddiffusion.schedule.PredictionType;
import io.github.constraineddiffusion.tensor.AdamWConfig;
import io.github.constraineddiffusion.tensor.Session;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;

/** What a {@link DualTrainer} was told; fields are set on a private copy only. */
final class TrainerSettings implements Cloneable {
  /** Between the entries of a description. */
  static final String BETWEEN = "; ";

  private static final long MOMENTS = 0x30e;

  String name = "constrained";
  boolean named;
  Session session;
  NetworkFactory denoiser = ResidualMlp.builder();
  NoiseSchedule schedule = NoiseSchedule.uniformLogSnr(100, 8, -8);
  boolean preconditioned;
  PredictionType prediction = PredictionType.EPSILON;
  LossWeighting weighting = LossWeighting.uniform();
  DualSchedule dual;
  Measurement measurement;
  PrimalMode primal = PrimalMode.MIXTURE_BATCH;
  LearningRate learningRate = LearningRate.cosine(1e-3);
  AdamWConfig optimizer = AdamWConfig.defaults();
  Ema ema = new Ema(0.995);
  int batch = 512;
  int steps = 4000;
  int referenceSteps;
  double dropLabels = 1;
  boolean constrained = true;
  boolean evenIfInfeasible;
  TrainingListener listener;
  Path checkpointFolder;
  int checkpointEvery;
  SnapshotListener snapshots;
  int snapshotEvery;

  TrainerSettings copy() {
    try {
      return (TrainerSettings) clone();
    } catch (CloneNotSupportedException e) {
      throw new AssertionError(e);
    }
  }

  /** Builds the network for data of which it is to know mean and variance, where asked for. */
  Network network(SampleSource data) {
    NetworkFactory factory = denoiser;
    if (preconditioned) {
      Moments moments = Moments.of(session.manager(), session.random(MOMENTS), data);
      factory = Preconditioned.of(denoiser, moments, schedule, prediction);
    }
    return Network.create(session, factory, data.sampleShape(), schedule, prediction);
  }

  /** Everything that decides the numbers of a run, as text: equal for runs that may be resumed. */
  String description() {
    return String.join(BETWEEN, entries().values());
  }

  /** The entries of the description under their names. */
  Map<String, String> entries() {
    Map<String, String> map = new LinkedHashMap<>();
    String network = denoiser.description() + (preconditioned ? " preconditioned" : "");
    put(map, "denoiser", network);
    put(map, "schedule", canonical(schedule.describe()));
    put(map, "prediction", prediction);
    put(map, "weighting", weighting);
    if (constrained) {
      put(map, "dual", canonical(dual.describe()));
      put(map, "measured in", measurement.description());
    } else {
      map.put("dual", "unconstrained");
      map.put("measured in", "");
    }
    put(map, "primal", primal);
    map.put("learning rate", learningRate.toString());
    map.put("optimizer", optimizer.toString());
    map.put("average", ema.toString());
    put(map, "batch", batch);
    put(map, "steps", steps);
    put(map, "reference steps", referenceSteps);
    put(map, "labels dropped", dropLabels);
    put(map, "seed", session.seed());
    put(map, "device", session.device());
    return map;
  }

  private static void put(Map<String, String> map, String name, Object value) {
    map.put(name, name + " " + value);
  }

  /** Writes maps in the order of their keys, so that equal settings give equal texts. */
  static Object canonical(Object value) {
    if (!(value instanceof Map<?, ?> map)) {
      return value;
    }
    Map<String, Object> sorted = new TreeMap<>();
    map.forEach((key, inner) -> sorted.put(String.valueOf(key), canonical(inner)));
    return sorted;
  }
}
