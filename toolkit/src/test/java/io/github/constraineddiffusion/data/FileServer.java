package io.github.constraineddiffusion.data;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** Serves one content on this machine, and misbehaves as a test wants it to. */
final class FileServer implements AutoCloseable {
  private final HttpServer server;
  private final ExecutorService threads = Executors.newCachedThreadPool();

  /** The ranges that were asked for, in order; "" for the whole. */
  final List<String> ranges = new CopyOnWriteArrayList<>();

  volatile byte[] content;

  /** Whether it answers to ranges, as most servers do. */
  volatile boolean resumes = true;

  volatile int status = 200;

  /** How many bytes come before the connection breaks, at most. */
  volatile int most = Integer.MAX_VALUE;

  /** Done instead of breaking the connection. */
  volatile Runnable stall;

  FileServer(byte[] content) throws IOException {
    this.content = content;
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(threads);
    server.createContext("/", this::answer);
    server.start();
  }

  URI address() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/file.gz");
  }

  private void answer(HttpExchange exchange) throws IOException {
    String range = exchange.getRequestHeaders().getFirst("Range");
    ranges.add(range == null ? "" : range);
    int from = range == null || !resumes ? 0 : Integer.parseInt(range.replaceAll("\\D", ""));
    try (exchange) {
      if (status != 200) {
        exchange.sendResponseHeaders(status, -1);
      } else if (from >= content.length) {
        exchange.sendResponseHeaders(416, -1);
      } else {
        send(exchange, from);
      }
    }
  }

  private void send(HttpExchange exchange, int from) throws IOException {
    int length = content.length - from;
    if (from > 0) {
      exchange
          .getResponseHeaders()
          .set("Content-Range", "bytes " + from + "-" + (content.length - 1) + "/*");
    }
    exchange.sendResponseHeaders(from > 0 ? 206 : 200, length);
    exchange.getResponseBody().write(content, from, Math.min(most, length));
    exchange.getResponseBody().flush();
    if (most < length && stall != null) {
      stall.run();
    }
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
