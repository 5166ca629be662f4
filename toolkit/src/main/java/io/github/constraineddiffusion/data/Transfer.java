package io.github.constraineddiffusion.data;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.concurrent.CancellationException;

/** Brings a partial file up to the whole, from where it ends if the server can. */
final class Transfer {
  private static final int OK = 200;
  private static final int PARTIAL_CONTENT = 206;
  private static final int RANGE_NOT_SATISFIABLE = 416;
  private static final long REPORT_NANOS = 500_000_000;

  private final URI source;
  private final Path part;
  private final long size;
  private final Duration patience;
  private final DownloadProgress progress;
  private final HttpClient client;

  /**
   * Prepares a transfer.
   *
   * @param size of the whole file, or −1 if unknown
   * @param patience with a server that sends nothing
   */
  Transfer(URI source, Path part, long size, Duration patience, DownloadProgress progress) {
    this.source = source;
    this.part = part;
    this.size = size;
    this.patience = patience;
    this.progress = progress;
    this.client =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .followRedirects(HttpClient.Redirect.NORMAL)
            .connectTimeout(patience)
            .build();
  }

  void run() throws IOException {
    try (var file = FileChannel.open(part, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        FileLock lock = lock(file)) {
      if (size >= 0 && file.size() >= size) {
        file.truncate(0);
      }
      if (!attempt(file)) {
        file.truncate(0);
        attempt(file);
      }
      file.force(true);
    } catch (InterruptedException | ClosedByInterruptException interrupted) {
      Thread.interrupted();
      throw new CancellationException(
          "the download of %s was interrupted: run it again, it goes on where it stopped"
              .formatted(source));
    }
  }

  private FileLock lock(FileChannel file) throws IOException {
    FileLock lock = null;
    try {
      lock = file.tryLock();
    } catch (OverlappingFileLockException held) {
      // held within this process: the same answer as for another one
    }
    if (lock == null) {
      throw new IOException("another download writes to " + part);
    }
    return lock;
  }

  /** Returns whether it worked: not if the server has nothing from where the file ends. */
  private boolean attempt(FileChannel file) throws IOException, InterruptedException {
    long have = file.size();
    var request = HttpRequest.newBuilder(source).timeout(patience);
    if (have > 0) {
      request.header("Range", "bytes=" + have + "-");
    }
    var response = client.send(request.build(), HttpResponse.BodyHandlers.ofPublisher());
    int status = response.statusCode();
    try (var body = new BodyQueue(response.body(), patience)) {
      boolean stale = status == PARTIAL_CONTENT && !startsAt(response, have);
      if (have > 0 && (stale || status == RANGE_NOT_SATISFIABLE)) {
        return false;
      }
      if (stale || status != OK && status != PARTIAL_CONTENT) {
        throw new IOException("HTTP status " + status);
      }
      long from = status == PARTIAL_CONTENT ? have : 0;
      file.truncate(from).position(from);
      receive(file, body, total(response, from));
      return true;
    }
  }

  private static boolean startsAt(HttpResponse<?> response, long offset) {
    String range = response.headers().firstValue("Content-Range").orElse("");
    return range.startsWith("bytes " + offset + "-");
  }

  private long total(HttpResponse<?> response, long from) throws IOException {
    long length = response.headers().firstValueAsLong("Content-Length").orElse(-1);
    long total = length < 0 ? size : from + length;
    if (size >= 0 && total != size) {
      throw new IOException("the server offers %d bytes, expected %d".formatted(total, size));
    }
    return total;
  }

  private void receive(FileChannel file, BodyQueue body, long total)
      throws IOException, InterruptedException {
    progress.update(part, file.position(), total);
    long reported = System.nanoTime();
    for (var received = body.next(); received != null; received = body.next()) {
      for (ByteBuffer bytes : received) {
        if (total >= 0 && file.position() + bytes.remaining() > total) {
          throw new IOException("the server sends more than " + total + " bytes");
        }
        while (bytes.hasRemaining()) {
          file.write(bytes);
        }
      }
      if (System.nanoTime() - reported > REPORT_NANOS) {
        progress.update(part, file.position(), total);
        reported = System.nanoTime();
      }
    }
    if (file.position() < total) {
      throw new IOException(
          "the server stops after %d of %d bytes".formatted(file.position(), total));
    }
    progress.update(part, file.position(), file.position());
  }
}
