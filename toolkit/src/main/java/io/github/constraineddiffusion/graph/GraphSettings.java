package io.github.constraineddiffusion.graph;

import io.github.constraineddiffusion.tensor.Session;
import java.util.List;

/** What {@link GraphTrainer} was told; changed only before it is handed out. */
final class GraphSettings {
  ForecastData data;
  Session session;
  List<GraphShift> graphs;
  GraphModel model = GraphModel.filter(3);
  int runs = 10;
  int epochs = 500;
  UpdateRule rule = new Adam(0.01);
  GraphListener listener = progress -> {};

  GraphSettings copy() {
    var copy = new GraphSettings();
    copy.data = data;
    copy.session = session;
    copy.graphs = graphs;
    copy.model = model;
    copy.runs = runs;
    copy.epochs = epochs;
    copy.rule = rule;
    copy.listener = listener;
    return copy;
  }
}
