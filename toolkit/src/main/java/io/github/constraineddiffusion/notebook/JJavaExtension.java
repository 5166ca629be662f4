package io.github.constraineddiffusion.notebook;

import io.github.constraineddiffusion.sweep.SweepConsole;
import io.github.constraineddiffusion.sweep.SweepListeners;
import io.github.constraineddiffusion.trainer.ConsoleProgress;
import io.github.constraineddiffusion.trainer.TrainingListeners;
import java.util.UUID;
import org.dflib.jjava.jupyter.Extension;
import org.dflib.jjava.jupyter.kernel.BaseKernel;
import org.dflib.jjava.jupyter.kernel.DisplayStream;
import org.dflib.jjava.jupyter.kernel.display.DisplayData;
import org.dflib.jjava.jupyter.kernel.display.RenderContext;
import org.dflib.jjava.jupyter.kernel.display.Renderer;
import org.dflib.jjava.jupyter.kernel.display.mime.MIMEType;

/** Makes the JJava kernel show this library's values; the kernel finds it on the class path. */
public final class JJavaExtension implements Extension {

  /** Called by the kernel. */
  public JJavaExtension() {}

  @Override
  public void install(BaseKernel kernel) {
    register(kernel.getRenderer());
    DisplayStream display = kernel.getIO().display;
    TrainingListeners.setDefault(() -> new LiveDisplay(screen(display)));
    SweepListeners.setDefault(() -> new SweepDisplay(screen(display)));
  }

  @Override
  public void uninstall(BaseKernel kernel) {
    TrainingListeners.setDefault(ConsoleProgress::new);
    SweepListeners.setDefault(SweepConsole::new);
  }

  static void register(Renderer renderer) {
    for (Rendering rendering : Rendering.all()) {
      renderer
          .createRegistration(rendering.type())
          .preferring(rendering.preferred())
          .supporting(rendering.onRequest().toArray(String[]::new))
          .register((value, context) -> render(rendering, value, context));
    }
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
      // setDisplayId returns another type in later versions of the kernel
      data.putTransientData("display_id", id);
      if (shown[0]) {
        display.updateDisplay(data);
      } else {
        display.display(data);
        shown[0] = true;
      }
    };
  }
}
