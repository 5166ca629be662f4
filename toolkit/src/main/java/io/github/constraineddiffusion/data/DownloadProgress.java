package io.github.constraineddiffusion.data;

import java.nio.file.Path;
import java.util.Locale;

/** Is told how far a download has come. */
@FunctionalInterface
public interface DownloadProgress {

  /**
   * Takes a report: at the start, about twice a second, and at the end.
   *
   * @param file the file that is fetched
   * @param done bytes on disk so far, those of an earlier attempt included
   * @param total bytes of the whole file, or −1 while the server does not say
   */
  void update(Path file, long done, long total);

  /**
   * Writes one line for each file to the console, and rewrites it as the file grows.
   *
   * @return the progress
   */
  static DownloadProgress console() {
    return (file, done, total) -> {
      String of = total < 0 ? "" : String.format(Locale.ROOT, " of %.1f", total / 1e6);
      String line =
          String.format(Locale.ROOT, "\r%s: %.1f%s MB", file.getFileName(), done / 1e6, of);
      System.out.print(done == total ? line + System.lineSeparator() : line);
    };
  }
}
