package io.github.constraineddiffusion.graph;

/** Tells the listener, not too often. */
final class Announcements {
  private static final long PAUSE = 250_000_000;

  private final GraphSettings settings;
  private final String name;
  private final long begin = System.nanoTime();
  private long last = begin - PAUSE;

  Announcements(GraphSettings settings) {
    this.settings = settings;
    this.name =
        settings.model + " on " + settings.graphs.size() + " graphs, " + settings.runs + " runs";
  }

  void at(int epoch) {
    long now = System.nanoTime();
    if (epoch == settings.epochs || now - last >= PAUSE) {
      last = now;
      double seconds = (now - begin) / 1e9;
      settings.listener.progress(new GraphProgress(name, epoch, settings.epochs, seconds));
    }
  }
}
