package io.github.constraineddiffusion.notebook;

import io.github.constraineddiffusion.sweep.SweepListeners;
import io.github.constraineddiffusion.trainer.TrainingListeners;
import io.github.spencerpark.jupyter.kernel.BaseKernel;
import io.github.spencerpark.jupyter.kernel.DisplayStream;
import io.github.spencerpark.jupyter.kernel.display.DisplayData;
import io.github.spencerpark.jupyter.kernel.display.RenderContext;
import io.github.spencerpark.jupyter.kernel.display.mime.MIMEType;
import java.util.UUID;

/** The same for the IJava kernel; loaded only where its classes are there. */
final class IJavaSupport {
  private IJavaSupport() {}

  /** Returns whether the object was an IJava kernel. */
  static boolean install(Object kernel) {
    if (!(kernel instanceof BaseKernel base)) {
      return false;
    }
    for (Rendering rendering : Rendering.all()) {
      base.getRenderer()
          .createRegistration(rendering.type())
          .preferring(rendering.preferred())
          .supporting(rendering.onRequest().toArray(String[]::new))
          .register((value, context) -> render(rendering, value, context));
    }
    DisplayStream display = base.getIO().display;
    TrainingListeners.setDefault(() -> new LiveDisplay(screen(display)));
    SweepListeners.setDefault(() -> new SweepDisplay(screen(display)));
    return true;
  }

  private static void render(Rendering rendering, Object value, RenderContext context) {
    context.getOutputContainer().putText(rendering.words().apply(value));
    render(rendering, rendering.preferred(), value, context);
    rendering.onRequest().forEach(kind -> render(rendering, kind, value, context));
  }

  private static void render(Rendering r, String kind, Object value, RenderContext context) {
    context.renderIfRequested(
        MIMEType.parse(kind),
        (type, out) -> out.putData(type, r.data().apply(value, kind), r.size().apply(value)));
  }

  static Screen screen(DisplayStream display) {
    String id = UUID.randomUUID().toString();
    boolean[] shown = {false};
    return (html, text) -> {
      DisplayData data = new DisplayData(text);
      data.putHTML(html);
      data.setDisplayId(id);
      if (shown[0]) {
        display.updateDisplay(data);
      } else {
        display.display(data);
        shown[0] = true;
      }
    };
  }
}
