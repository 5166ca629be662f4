package io.github.constraineddiffusion.sweep;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The right to train one cell: among processes by the kernel, which takes it from a process that
 * dies; among threads by a set of names.
 *
 * <p>The set is asked first: where locks are those of POSIX, closing any channel of a file gives up
 * what the process holds on it, so no second channel may be opened here.
 */
final class CellLock implements AutoCloseable {
  private static final Set<Path> HELD = ConcurrentHashMap.newKeySet();

  private final Path file;
  private final FileChannel channel;

  private CellLock(Path file, FileChannel channel) {
    this.file = file;
    this.channel = channel;
  }

  /**
   * Tries to take a lock.
   *
   * @param file made if absent; its folder's real path
   * @return the lock, or nothing where another thread or process has it
   */
  static Optional<CellLock> tryTake(Path file) throws IOException {
    if (!HELD.add(file)) {
      return Optional.empty();
    }
    CellLock taken = null;
    try {
      taken = open(file);
    } finally {
      if (taken == null) {
        HELD.remove(file);
      }
    }
    return Optional.ofNullable(taken);
  }

  private static CellLock open(Path file) throws IOException {
    FileChannel channel =
        FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    FileLock lock = null;
    try {
      lock = channel.tryLock();
    } catch (OverlappingFileLockException otherClassLoader) {
      // this class was loaded twice
    } finally {
      if (lock == null) {
        channel.close();
      }
    }
    return lock == null ? null : new CellLock(file, channel);
  }

  /**
   * Deletes the file while the lock is held. Only once the cell's run is stored: whoever takes the
   * lock of the deleted file, or of a new one, looks for the run first.
   */
  void delete() {
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      // where open files cannot be deleted they are left, empty
    }
  }

  @Override
  public void close() throws IOException {
    try {
      channel.close();
    } finally {
      HELD.remove(file);
    }
  }
}
