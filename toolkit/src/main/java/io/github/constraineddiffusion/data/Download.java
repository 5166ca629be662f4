package io.github.constraineddiffusion.data;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Locale;
import java.util.concurrent.CancellationException;

/**
 * Fetches one file over HTTP and lets it appear only when its SHA-256 is right. Immutable; runs
 * only when {@link #run} is called.
 *
 * <p>What has come so far lies beside the target as {@code NAME.part}; another run goes on where it
 * ends.
 */
public final class Download {
  private final URI source;
  private final Path target;
  private final String sha256;
  private final long size;
  private final Duration patience;
  private final DownloadProgress progress;

  private Download(
      URI source,
      Path target,
      String sha256,
      long size,
      Duration patience,
      DownloadProgress progress) {
    this.source = source;
    this.target = target;
    this.sha256 = sha256;
    this.size = size;
    this.patience = patience;
    this.progress = progress;
  }

  /**
   * Describes a download.
   *
   * @param source an address with http or https
   * @param target the file to make; its folders are made as needed
   * @param sha256 of the file, 64 hexadecimal digits
   * @return a download that reports to the console
   */
  public static Download of(URI source, Path target, String sha256) {
    String scheme = String.valueOf(source.getScheme()).toLowerCase(Locale.ROOT);
    if (!scheme.equals("http") && !scheme.equals("https")) {
      throw new IllegalArgumentException(
          "source is " + source + ", but must start with http:// or https://");
    }
    if (!sha256.matches("[0-9a-fA-F]{64}")) {
      throw new IllegalArgumentException(
          "sha256 is \"" + sha256 + "\", but must be 64 hexadecimal digits");
    }
    String lower = sha256.toLowerCase(Locale.ROOT);
    return new Download(
        source, target, lower, -1, Duration.ofMinutes(1), DownloadProgress.console());
  }

  /**
   * Sets the size that the file must have: a server that offers another is refused at once.
   *
   * @param bytes at least 1
   * @return a new download
   */
  public Download size(long bytes) {
    if (bytes < 1) {
      throw new IllegalArgumentException("size is " + bytes + ", but must be at least 1 byte");
    }
    return new Download(source, target, sha256, bytes, patience, progress);
  }

  /**
   * Sets how long a server may send nothing before the download fails.
   *
   * @param patience 1 minute unless set
   * @return a new download
   */
  public Download patience(Duration patience) {
    if (patience.isNegative() || patience.isZero()) {
      throw new IllegalArgumentException("patience is " + patience + ", but must be above 0");
    }
    return new Download(source, target, sha256, size, patience, progress);
  }

  /**
   * Sets who is told how far it has come.
   *
   * @param progress called on the thread that runs
   * @return a new download
   */
  public Download progress(DownloadProgress progress) {
    return new Download(source, target, sha256, size, patience, progress);
  }

  /**
   * Fetches the file, unless it is there.
   *
   * @return the target
   * @throws DataException where the file, or one that was there, has another SHA-256
   * @throws UncheckedIOException where the server or the disk fails; what has come is kept
   * @throws CancellationException where the thread is interrupted; what has come is kept
   */
  public Path run() {
    try {
      if (Files.exists(target)) {
        require(target, "delete it to fetch it again");
        return target;
      }
      Files.createDirectories(target.toAbsolutePath().getParent());
      Path part = target.resolveSibling(target.getFileName() + ".part");
      boolean resumed = Files.exists(part);
      if (!resumed || !hash(part).equals(sha256)) {
        fetch(part);
      }
      if (resumed && !hash(part).equals(sha256)) {
        // the earlier part may be of another version of the file
        Files.delete(part);
        fetch(part);
      }
      finish(part);
      return target;
    } catch (IOException fault) {
      throw new UncheckedIOException(
          "%s cannot be fetched to %s (%s): run it again, it goes on where it stopped"
              .formatted(source, target, fault.getMessage()),
          fault);
    }
  }

  private void fetch(Path part) throws IOException {
    DownloadProgress forTarget = (file, done, total) -> progress.update(target, done, total);
    new Transfer(source, part, size, patience, forTarget).run();
  }

  private void finish(Path part) throws IOException {
    String found = hash(part);
    if (!found.equals(sha256)) {
      Files.delete(part);
      throw mismatch(source.toString(), found, "what has come was deleted");
    }
    try {
      Files.move(part, target, StandardCopyOption.ATOMIC_MOVE);
    } catch (AtomicMoveNotSupportedException unsupported) {
      Files.move(part, target);
    }
  }

  private void require(Path file, String remedy) throws IOException {
    String found = hash(file);
    if (!found.equals(sha256)) {
      throw mismatch(file.toString(), found, remedy);
    }
  }

  private DataException mismatch(String file, String found, String remedy) {
    return DataException.of(file, "SHA-256 " + found, sha256 + ": " + remedy);
  }

  private static String hash(Path file) throws IOException {
    try {
      var digest = MessageDigest.getInstance("SHA-256");
      try (InputStream in = new DigestInputStream(Files.newInputStream(file), digest)) {
        in.transferTo(OutputStream.nullOutputStream());
      }
      return HexFormat.of().formatHex(digest.digest());
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException("every Java platform has SHA-256", impossible);
    }
  }
}
