package io.github.constraineddiffusion.data;

import static io.github.constraineddiffusion.data.ImageSetTest.refused;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DownloadTest {
  private static final int SIZE = 300_000;

  @TempDir private Path folder;
  private final List<String> reports = new ArrayList<>();
  private byte[] content;
  private FileServer server;
  private Path target;
  private Path part;

  @BeforeEach
  void serve() throws IOException {
    content = new byte[SIZE];
    new Random(1).nextBytes(content);
    server = new FileServer(content);
    target = folder.resolve("sub/file.gz");
    part = folder.resolve("sub/file.gz.part");
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private Download download() throws Exception {
    byte[] hash = MessageDigest.getInstance("SHA-256").digest(content);
    return Download.of(server.address(), target, HexFormat.of().formatHex(hash))
        .size(SIZE)
        .progress(
            (file, done, total) -> reports.add(file.getFileName() + " " + done + "/" + total));
  }

  private void leave(byte[] earlier, int length) throws IOException {
    Files.createDirectories(part.getParent());
    Files.write(part, Arrays.copyOf(earlier, length));
  }

  private void fetchedWith(String... ranges) throws Exception {
    assertEquals(target, download().run());
    assertArrayEquals(content, Files.readAllBytes(target));
    assertFalse(Files.exists(part));
    assertEquals(List.of(ranges), server.ranges);
  }

  @Test
  void aFileIsFetchedOnceAndReported() throws Exception {
    fetchedWith("");
    assertEquals("file.gz 0/300000", reports.get(0));
    assertEquals("file.gz 300000/300000", reports.get(reports.size() - 1));
    fetchedWith("");
  }

  @Test
  void anEarlierPartIsContinued() throws Exception {
    leave(content, 100_000);
    fetchedWith("bytes=100000-");
    assertEquals("file.gz 100000/300000", reports.get(0));
  }

  @Test
  void aServerThatCannotContinueSendsTheWhole() throws Exception {
    server.resumes = false;
    leave(content, 100_000);
    fetchedWith("bytes=100000-");
  }

  @Test
  void aPartOfAnotherFileIsReplaced() throws Exception {
    leave(new byte[100_000], 100_000);
    fetchedWith("bytes=100000-", "");
  }

  @Test
  void aPartThatIsWholeOrTooLongIsUnderstood() throws Exception {
    leave(content, SIZE);
    fetchedWith();
    Files.delete(target);
    leave(content, SIZE + 1);
    fetchedWith("");
  }

  @Test
  void withoutAKnownSizeTheServerSaysWhetherThereIsMore() throws Exception {
    leave(new byte[SIZE + 5], SIZE + 5);
    String hash = HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content));
    Download.of(server.address(), target, hash).progress((file, done, total) -> {}).run();
    assertArrayEquals(content, Files.readAllBytes(target));
    assertEquals(List.of("bytes=300005-", ""), server.ranges);
  }

  @Test
  void aBrokenConnectionKeepsWhatHasCome() throws Exception {
    server.most = 120_000;
    var error = assertThrows(UncheckedIOException.class, download()::run);
    assertTrue(error.getMessage().contains("goes on where it stopped"), error.getMessage());
    assertFalse(Files.exists(target));
    long kept = Files.size(part);
    assertTrue(kept > 0 && kept <= 120_000, "kept " + kept);
    server.most = Integer.MAX_VALUE;
    fetchedWith("", "bytes=" + kept + "-");
  }

  @Test
  void anInterruptionKeepsWhatHasCome() throws Exception {
    Thread caller = Thread.currentThread();
    var done = new CountDownLatch(1);
    server.most = 120_000;
    server.stall =
        () -> {
          while (!Files.exists(part) || part.toFile().length() < 120_000) {
            Thread.onSpinWait();
          }
          caller.interrupt();
          await(done);
        };
    assertThrows(CancellationException.class, download()::run);
    assertFalse(Thread.interrupted(), "the interruption was answered");
    done.countDown();
    assertEquals(120_000, Files.size(part));
    server.most = Integer.MAX_VALUE;
    fetchedWith("", "bytes=120000-");
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException end) {
      Thread.currentThread().interrupt();
    }
  }

  @Test
  void aSilentServerIsGivenUp() throws Exception {
    var done = new CountDownLatch(1);
    server.most = 10;
    server.stall = () -> await(done);
    Download impatient = download().patience(Duration.ofMillis(200));
    var error = assertThrows(UncheckedIOException.class, impatient::run);
    assertTrue(error.getMessage().contains("was silent for 200 ms"), error.getMessage());
    done.countDown();
  }

  @Test
  void faultsOfTheServerAreNamed() throws Exception {
    server.status = 404;
    fails("HTTP status 404");
    server.status = 200;
    server.content = new byte[10];
    fails("offers 10 bytes, expected 300000");
    server.close();
    assertThrows(UncheckedIOException.class, download()::run);
  }

  private void fails(String expected) throws Exception {
    var error = assertThrows(UncheckedIOException.class, download()::run);
    assertTrue(error.getMessage().contains(expected), error.getMessage());
    assertTrue(error.getMessage().contains(server.address().toString()), error.getMessage());
  }

  @Test
  void aWrongFileNeverAppears() throws Exception {
    Download expecting = download();
    server.content = new byte[SIZE];
    refused("file.gz: SHA-256 ", expecting::run);
    assertFalse(Files.exists(target));
    assertFalse(Files.exists(part));
    Files.write(target, new byte[5]);
    refused("delete it to fetch it again", expecting::run);
    assertEquals(5, Files.size(target));
  }

  @Test
  void twoDownloadsDoNotWriteToOneFile() throws Exception {
    leave(content, 10);
    try (var held = FileChannel.open(part, StandardOpenOption.WRITE)) {
      held.lock();
      fails("another download writes to");
    }
  }

  @Test
  void whatCannotBeIsRefused() {
    URI local = folder.toUri();
    refused("must start with http", () -> Download.of(local, target, "0".repeat(64)));
    refused("64 hexadecimal digits", () -> Download.of(server.address(), target, "12"));
    Download valid = Download.of(server.address(), target, "0".repeat(64));
    refused("size is 0", () -> valid.size(0));
    refused("patience is PT0S", () -> valid.patience(Duration.ZERO));
  }

  @Test
  void theDigitsAreAskedForByTheirNames() {
    // the wrong content stops it at the first file
    var error =
        assertThrows(
            UncheckedIOException.class,
            () -> Mnist.download(folder, server.address().resolve("/"), (f, done, total) -> {}));
    assertTrue(error.getMessage().contains("/train-images-idx3-ubyte.gz"), error.getMessage());
    assertTrue(error.getMessage().contains("expected 9912422"), error.getMessage());
  }
}
