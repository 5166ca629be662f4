package io.github.constraineddiffusion.sweep;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.lang.reflect.Method;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** One at a time: among threads, among processes, and among class loaders of one process. */
class CellLockTest extends SweepCase {
  private static final String ONE = "1".repeat(64);
  private static final String OTHER = "f".repeat(64);

  private Path file;

  @BeforeEach
  void name() {
    file = store.resolve(".lock");
  }

  /** Prints whether it can have the lock. */
  static final class Asking {
    private Asking() {}

    public static void main(String[] arguments) throws IOException {
      System.out.println(CellLock.tryTake(Path.of(arguments[0]), arguments[1]).isPresent());
    }
  }

  private boolean isFreeForOthers(String fingerprint) throws Exception {
    Process asking = Processes.start(Asking.class, file.toString(), fingerprint);
    String answer = asking.inputReader().readLine();
    assertEquals(0, asking.waitFor());
    return Boolean.parseBoolean(answer);
  }

  @Test
  void aLockIsForOneOnly() throws Exception {
    CellLock first = CellLock.tryTake(file, ONE).orElseThrow();
    assertTrue(CellLock.tryTake(file, ONE).isEmpty());
    assertTrue(CompletableFuture.supplyAsync(() -> isTaken(ONE)).join());
    CellLock.tryTake(file, OTHER).orElseThrow().close();
    assertFalse(isFreeForOthers(ONE), "still held after another's end");
    assertTrue(isFreeForOthers(OTHER));
    first.close();
    assertTrue(isFreeForOthers(ONE));
    CellLock.tryTake(file, ONE).orElseThrow().close();
  }

  private boolean isTaken(String fingerprint) {
    try {
      return CellLock.tryTake(file, fingerprint).isEmpty();
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Closing a channel of the file would give up what this process holds. */
  @Test
  void aSecondLoaderOfTheClassIsRefusedAndDoesNotFreeTheLock() throws Exception {
    URL classes = CellLock.class.getProtectionDomain().getCodeSource().getLocation();
    try (CellLock held = CellLock.tryTake(file, ONE).orElseThrow();
        var loader =
            new URLClassLoader(new URL[] {classes}, ClassLoader.getPlatformClassLoader())) {
      Method take =
          loader
              .loadClass(CellLock.class.getName())
              .getDeclaredMethod("tryTake", Path.class, String.class);
      take.setAccessible(true);
      assertEquals(Optional.empty(), take.invoke(null, file, ONE));
      var other = (AutoCloseable) ((Optional<?>) take.invoke(null, file, OTHER)).orElseThrow();
      assertTrue(CellLock.tryTake(file, OTHER).isEmpty());
      other.close();
      assertFalse(isFreeForOthers(ONE));
    }
    assertTrue(isFreeForOthers(ONE));
  }

  @Test
  void anInterruptedThreadTakesALockAndLeavesTheOthers() throws Exception {
    try (CellLock held = CellLock.tryTake(file, ONE).orElseThrow()) {
      Thread.currentThread().interrupt();
      CellLock.tryTake(file, OTHER).orElseThrow().close();
      assertTrue(Thread.interrupted());
      assertFalse(isFreeForOthers(ONE));
    }
  }

  @Test
  void aStoreThatIsMadeAnewHasLocksOfItsOwn() throws Exception {
    try (CellLock old = CellLock.tryTake(file, ONE).orElseThrow()) {
      Files.delete(file);
      try (CellLock anew = CellLock.tryTake(file, ONE).orElseThrow()) {
        assertFalse(isFreeForOthers(ONE));
      }
    }
  }

  @Test
  void twoThreadsShareTheWork() {
    Sweep sweep = sweep().vary("share", 0.1, 0.2, 0.3).seeds(4);
    var other = CompletableFuture.supplyAsync(sweep::run);
    SweepResults mine = sweep.run();
    SweepResults theirs = other.join();
    assertEquals(12, trained(), "each once");
    assertEquals(mine.table().print(), theirs.table().print());
  }

  @Test
  void twoThreadsThatTrainTogetherShareTheWork() {
    Sweep sweep = sweep().vary("share", 0.1, 0.2, 0.3).seeds(8).together();
    var other = CompletableFuture.supplyAsync(sweep::run);
    SweepResults mine = sweep.run();
    SweepResults theirs = other.join();
    assertEquals(24, trained(), "each once");
    assertEquals(mine.table().print(), theirs.table().print());
  }
}
