package io.github.constraineddiffusion.view;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

class ContourLinesTest {
  private static final Window SQUARE = Window.square(0, 0, 2);

  @Test
  void contourOfAConeIsOneClosedCircle() {
    Field cone = Field.sample(Math::hypot, SQUARE, 81);
    List<double[][]> lines = ContourLines.of(cone, 1.3);
    assertEquals(1, lines.size());
    double[][] circle = lines.get(0);
    assertArrayEquals(circle[0], circle[circle.length - 1]);
    for (double[] p : circle) {
      assertEquals(1.3, Math.hypot(p[0], p[1]), 1e-3);
    }
    assertEquals(2 * Math.PI * 1.3, length(circle), 0.01);
  }

  @Test
  void saddleGivesTwoOpenLinesThatEndAtTheWindow() {
    Field saddle = Field.sample((x, y) -> x * y, SQUARE, 80); // 80: no grid line through 0
    for (double level : new double[] {0.2, -0.2}) {
      List<double[][]> lines = ContourLines.of(saddle, level);
      assertEquals(2, lines.size());
      for (double[][] line : lines) {
        for (double[] p : line) {
          assertEquals(level, p[0] * p[1], 2e-3);
        }
        assertEquals(2, Math.max(Math.abs(line[0][0]), Math.abs(line[0][1])), 1e-12);
      }
    }
  }

  @Test
  void middleOfASaddleCellDecidesWhatIsJoined() {
    // one cell: corners (0,0) and (1,1) high, the others low; mean 0.5 above 0.4 joins the high
    // ones
    Field cell = Field.sample((x, y) -> x == y ? 1 : 0, new Window(0, 1, 0, 1), 2);
    for (double[][] line : ContourLines.of(cell, 0.4)) {
      double side = (line[0][0] + line[1][0]) / 2 - (line[0][1] + line[1][1]) / 2;
      assertTrue(Math.abs(side) > 0.5, "the line cuts off a low corner");
    }
    for (double[][] line : ContourLines.of(cell, 0.6)) {
      double side = (line[0][0] + line[1][0]) / 2 - (line[0][1] + line[1][1]) / 2;
      assertEquals(0, side, 1e-12, "the line cuts off a high corner");
    }
  }

  @Test
  void cellsWithoutAValueAreLeftOut() {
    Field half = Field.sample((x, y) -> x < 0 ? Double.NaN : Math.hypot(x, y), SQUARE, 81);
    List<double[][]> lines = ContourLines.of(half, 1);
    assertEquals(1, lines.size());
    assertEquals(Math.PI, length(lines.get(0)), 0.01);
    assertEquals(0, ContourLines.of(half, 7).size());
  }

  @Test
  void levelOfAGaussianHoldsTheShareItShould() {
    Field normal =
        Field.sample(
            (x, y) -> Math.exp(-(x * x + y * y) / 2) / (2 * Math.PI), Window.square(0, 0, 7), 401);
    for (double share : new double[] {0.5, 0.9, 0.99}) {
      // a disc of radius r holds 1 − exp(−r²/2)
      assertEquals((1 - share) / (2 * Math.PI), normal.levelHolding(share), 2e-4);
    }
    assertThrows(IllegalArgumentException.class, () -> normal.levelHolding(1.2));
  }

  @Test
  void finerGridFollowsASmoothFunction() {
    Field coarse = Field.sample((x, y) -> Math.sin(x) * Math.exp(0.5 * y), SQUARE, 25);
    Field fine = coarse.refined(60);
    for (int j = 0; j < fine.size(); j++) {
      for (int i = 0; i < fine.size(); i++) {
        double exact = Math.sin(fine.x(i)) * Math.exp(0.5 * fine.y(j));
        assertEquals(exact, fine.z(i, j), 2e-3);
      }
    }
  }

  private static double length(double[][] line) {
    double length = 0;
    for (int i = 1; i < line.length; i++) {
      length += Math.hypot(line[i][0] - line[i - 1][0], line[i][1] - line[i - 1][1]);
    }
    return length;
  }
}
