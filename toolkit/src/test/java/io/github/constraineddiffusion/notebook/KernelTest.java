package io.github.constraineddiffusion.notebook;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.types.Shape;
import io.github.constraineddiffusion.data.GaussianMixture;
import io.github.constraineddiffusion.denoiser.ResidualMlp;
import io.github.constraineddiffusion.sweep.Sweep;
import io.github.constraineddiffusion.sweep.SweepConsole;
import io.github.constraineddiffusion.sweep.SweepListeners;
import io.github.constraineddiffusion.tensor.Session;
import io.github.constraineddiffusion.trainer.ConsoleProgress;
import io.github.constraineddiffusion.trainer.DualTrainer;
import io.github.constraineddiffusion.trainer.FakeHistory;
import io.github.constraineddiffusion.trainer.TrainingListener;
import io.github.constraineddiffusion.trainer.TrainingListeners;
import io.github.constraineddiffusion.view.Charts;
import io.github.constraineddiffusion.view.ImageGrid;
import io.github.constraineddiffusion.view.Panels;
import io.github.constraineddiffusion.view.Tables;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import javax.imageio.ImageIO;
import org.dflib.jjava.jupyter.Extension;
import org.dflib.jjava.jupyter.kernel.DisplayStream;
import org.dflib.jjava.jupyter.kernel.display.DisplayData;
import org.dflib.jjava.jupyter.kernel.display.Renderer;
import org.dflib.jjava.jupyter.kernel.display.mime.MIMEType;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.knowm.xchart.XYChart;

class KernelTest {
  private static final XYChart CHART = Charts.multipliers(FakeHistory.of(1000));

  @AfterEach
  void restore() {
    TrainingListeners.setDefault(ConsoleProgress::new);
    SweepListeners.setDefault(SweepConsole::new);
  }

  @Test
  void jjavaFindsTheExtension() {
    assertTrue(
        ServiceLoader.load(Extension.class).stream()
            .anyMatch(p -> p.type() == JJavaExtension.class));
  }

  @Test
  void jjavaShowsTablesAndPictures() throws IOException {
    Renderer renderer = new Renderer();
    JJavaExtension.register(renderer);
    DisplayData table = renderer.render(Tables.of("t", "a", List.of("x"), Map.of()));
    assertTrue(table.getData(MIMEType.TEXT_HTML).toString().startsWith("<table>"));
    DisplayData chart = renderer.render(CHART);
    assertPng(chart.getData(MIMEType.IMAGE_PNG), 1440);
    assertEquals(
        "chart “Multipliers”: multiplier λ over training step (720 × 440)",
        chart.getData(MIMEType.TEXT_PLAIN));
    assertPng(renderer.render(Panels.row(CHART, CHART)).getData(MIMEType.IMAGE_PNG), 2160);
    DisplayData grid = renderer.render(grid());
    assertPng(grid.getData(MIMEType.IMAGE_PNG), 2 * grid().width());
    assertEquals(grid().toString(), grid.getData(MIMEType.TEXT_PLAIN));
    assertEquals(
        Charts.svg(CHART).markup().length(),
        renderer.render(Charts.svg(CHART)).getData(MIMEType.IMAGE_SVG).toString().length());
  }

  @Test
  void jjavaShowsASweepAsItsLineAndTable(@TempDir Path store) {
    Sweep sweep =
        Sweep.over(
                "shown",
                point ->
                    DualTrainer.plain(GaussianMixture.isotropic(0.1, new double[][] {{0, 1}}, 1))
                        .denoiser(ResidualMlp.builder().width(8).blocks(1).embedding(8))
                        .batch(point.integer("batch"))
                        .steps(2))
            .vary("batch", 4, 8)
            .measure("kl <x>", run -> run.steps() + 0.5)
            .listener(progress -> {})
            .store(store);
    Renderer renderer = new Renderer();
    JJavaExtension.register(renderer);
    String html = renderer.render(sweep.run()).getData(MIMEType.TEXT_HTML).toString();
    assertTrue(html.startsWith("<div>Sweep &quot;shown&quot;: 2 runs done, 0 failed</div>"), html);
    assertTrue(html.contains("kl &lt;x&gt;") && html.contains(">2.5</td>"), html);
  }

  @Test
  void jjavaShowsChartsAsSvgWhereACellAsksForIt() {
    Renderer renderer = new Renderer();
    JJavaExtension.register(renderer);
    DisplayData chart = renderer.renderAs(CHART, "image/svg+xml");
    assertTrue(chart.getData(MIMEType.IMAGE_SVG).toString().startsWith("<svg"));
    assertEquals(null, chart.getData(MIMEType.IMAGE_PNG));
  }

  @Test
  void jjavaDisplayIsShownOnceAndThenUpdatedUnderItsId() {
    List<String> calls = new ArrayList<>();
    Screen screen =
        JJavaExtension.screen(
            new DisplayStream() {
              @Override
              public void display(DisplayData data) {
                calls.add("display " + data.getDisplayId() + data.getData(MIMEType.TEXT_HTML));
              }

              @Override
              public void updateDisplay(DisplayData data) {
                calls.add("update " + data.getDisplayId() + data.getData(MIMEType.TEXT_HTML));
              }
            });
    screen.show("<b>1</b>", "1");
    screen.show("<b>2</b>", "2");
    String id = calls.get(0).substring("display ".length(), calls.get(0).indexOf('<'));
    assertEquals(36, id.length());
    assertEquals(List.of("display " + id + "<b>1</b>", "update " + id + "<b>2</b>"), calls);
  }

  @Test
  void ijavaIsSwitchedOnByACall() throws IOException {
    FakeIJava kernel = new FakeIJava();
    Notebook.install(kernel);
    var data = kernel.getRenderer().render(CHART);
    assertPng(data.getData(FakeIJava.PNG), 1440);
    var images = kernel.getRenderer().render(grid());
    assertPng(images.getData(FakeIJava.PNG), 2 * grid().width());
    TrainingListener listener = FakeHistory.defaultListener();
    assertInstanceOf(LiveDisplay.class, listener);
    listener.progress(FakeHistory.progress(0)); // no cell runs: dropped
    assertInstanceOf(SweepDisplay.class, SweepListeners.newDefault());
  }

  @Test
  void installRefusesWhatIsNoKernelAndIsQuietWithoutOne() {
    Notebook.install();
    assertInstanceOf(ConsoleProgress.class, FakeHistory.defaultListener());
    var e = assertThrows(IllegalArgumentException.class, () -> Notebook.install("kernel"));
    assertTrue(e.getMessage().contains("java.lang.String"), e.getMessage());
    assertThrows(IllegalArgumentException.class, () -> Notebook.install(null));
  }

  private static ImageGrid grid() {
    try (Session session = Session.open()) {
      return ImageGrid.of(session.manager().zeros(new Shape(3, 1, 28, 28))).captions(4, 5, 7);
    }
  }

  private static void assertPng(Object base64, int width) throws IOException {
    byte[] png = Base64.getDecoder().decode(base64.toString());
    assertEquals(width, ImageIO.read(new ByteArrayInputStream(png)).getWidth());
  }
}
