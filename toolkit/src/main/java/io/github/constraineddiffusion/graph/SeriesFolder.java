package io.github.constraineddiffusion.graph;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** A folder of series: HCP's subjects, or CSV files. */
final class SeriesFolder {
  private SeriesFolder() {}

  static List<TimeSeries> read(Path folder) {
    if (!Files.isDirectory(folder)) {
      throw new IllegalArgumentException(
          folder + " is not a folder: name one that holds CSV files");
    }
    if (HcpSubjects.areIn(folder)) {
      return HcpSubjects.read(folder);
    }
    try (Stream<Path> files = Files.list(folder)) {
      List<Path> csv =
          files
              .filter(file -> file.toString().toLowerCase(Locale.ROOT).endsWith(".csv"))
              .sorted()
              .toList();
      if (csv.isEmpty()) {
        throw new IllegalArgumentException(
            folder
                + " holds neither CSV files nor the folders of HCP's subjects: name a folder of CSV"
                + " files with one row a scan and one column a channel");
      }
      return csv.stream().map(TimeSeries::csv).toList();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot list " + folder + ": restore the right to read", e);
    }
  }
}
