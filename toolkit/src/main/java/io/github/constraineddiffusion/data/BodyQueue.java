package io.github.constraineddiffusion.data;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Flow;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * The body of an HTTP response, taken piece by piece: unlike the client's own stream, the wait for
 * a piece ends when the thread is interrupted or the server has been silent too long.
 */
final class BodyQueue implements Flow.Subscriber<List<ByteBuffer>>, AutoCloseable {
  /** What arrives: a piece, an error, or neither at the end. */
  private record Event(List<ByteBuffer> piece, Throwable error) {}

  private final BlockingQueue<Event> events = new LinkedBlockingQueue<>();
  private final Duration patience;
  private volatile Flow.Subscription subscription;
  private volatile boolean closed;

  BodyQueue(Flow.Publisher<List<ByteBuffer>> body, Duration patience) {
    this.patience = patience;
    body.subscribe(this);
  }

  /** Waits for the next piece; null at the end. */
  List<ByteBuffer> next() throws IOException, InterruptedException {
    Event event = events.poll(patience.toMillis(), TimeUnit.MILLISECONDS);
    if (event == null) {
      throw new IOException("the server was silent for " + patience.toMillis() + " ms");
    }
    if (event.error() != null) {
      throw new IOException(event.error().getMessage(), event.error());
    }
    if (event.piece() != null) {
      subscription.request(1);
    }
    return event.piece();
  }

  @Override
  public void onSubscribe(Flow.Subscription subscription) {
    this.subscription = subscription;
    if (closed) {
      subscription.cancel();
    } else {
      subscription.request(1);
    }
  }

  @Override
  public void onNext(List<ByteBuffer> piece) {
    events.add(new Event(piece, null));
  }

  @Override
  public void onError(Throwable error) {
    events.add(new Event(null, error));
  }

  @Override
  public void onComplete() {
    events.add(new Event(null, null));
  }

  /** Tells the server's side that no more is wanted. */
  @Override
  public void close() {
    closed = true;
    if (subscription != null) {
      subscription.cancel();
    }
  }
}
