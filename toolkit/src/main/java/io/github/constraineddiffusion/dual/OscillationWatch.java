package io.github.constraineddiffusion.dual;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.IntStream;

/** Notices multipliers that swing about their limit without settling. */
final class OscillationWatch implements Watch {
  private final List<String> names;
  private final Swings[] swings;
  private boolean told;

  OscillationWatch(List<String> names) {
    this.names = List.copyOf(names);
    this.swings = names.stream().map(name -> new Swings()).toArray(Swings[]::new);
  }

  @Override
  public Optional<DualAlarm> observe(
      int step, double[] lambda, double[] violation, double[] error) {
    for (int i = 0; i < swings.length; i++) {
      swings[i].add(lambda[i], violation[i], Double.isNaN(error[i]) ? 0 : error[i]);
    }
    List<String> swinging =
        IntStream.range(0, swings.length)
            .filter(i -> swings[i].sustained())
            .mapToObj(names::get)
            .toList();
    if (told || swinging.isEmpty()) {
      return Optional.empty();
    }
    told = true;
    return Optional.of(
        new DualAlarm(DualAlarm.Kind.OSCILLATING, step, swinging, message(swinging)));
  }

  private static String message(List<String> swinging) {
    return String.format(
        Locale.ROOT,
        "the violations of %s change sign again and again and the swings do not die out: lambda"
            + " moves faster than the model follows. Use a smaller dual step size, the nuPI or the"
            + " self-setting update, or a decay.",
        String.join(", ", swinging));
  }
}
