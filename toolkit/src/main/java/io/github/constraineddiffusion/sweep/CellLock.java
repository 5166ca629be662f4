package io.github.constraineddiffusion.sweep;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The right to train one cell: one byte of the store's lock file, at the place that the cell's
 * fingerprint names. The kernel takes it from a process that dies; among threads the virtual
 * machine sees to it.
 *
 * <p>Where locks are those of POSIX, closing any channel of a file gives up all that the process
 * holds on it. So the file is opened once, and neither closed nor deleted while the process lives.
 */
final class CellLock implements AutoCloseable {
  /** By what tells files apart: a store that was deleted and made again has another. */
  private static final Map<Object, FileChannel> OPENED = new HashMap<>();

  private static final int DIGITS = 15; // 60 bits, as large as a position may be

  private final FileLock lock;

  private CellLock(FileLock lock) {
    this.lock = lock;
  }

  /**
   * Tries to take a lock.
   *
   * @param file of the store, made if absent
   * @param fingerprint of the cell
   * @return the lock, or nothing where another thread or process has it
   */
  static Optional<CellLock> tryTake(Path file, String fingerprint) throws IOException {
    long place = Long.parseLong(fingerprint.substring(0, DIGITS), 16);
    try {
      return Optional.ofNullable(channel(file).tryLock(place, 1, false)).map(CellLock::new);
    } catch (OverlappingFileLockException ofThisProcess) {
      return Optional.empty();
    }
  }

  private static FileChannel channel(Path file) throws IOException {
    synchronized (OPENED) {
      FileChannel known = Files.exists(file) ? OPENED.get(key(file)) : null;
      if (known != null) {
        return known;
      }
      FileChannel opened =
          FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      OPENED.put(key(file), opened);
      return opened;
    }
  }

  private static Object key(Path file) throws IOException {
    Object key = Files.readAttributes(file, BasicFileAttributes.class).fileKey();
    return key == null ? file : key;
  }

  @Override
  public void close() throws IOException {
    lock.release();
  }
}
