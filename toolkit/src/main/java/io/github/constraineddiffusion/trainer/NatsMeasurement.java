package io.github.constraineddiffusion.trainer;

import java.util.Arrays;
import java.util.List;

/**
 * KL in nats, over the levels up to a log-SNR, less what the unconstrained model shows in excess.
 *
 * <p>On images the levels above a log-SNR near 0 hold nothing but the network's misfit: by then the
 * class is decided. {@link Calibration} finds the cut and the offsets.
 *
 * @param maxLogSnr levels with a higher log-SNR are left out; infinite for all
 * @param offsets nats taken off each constraint's measurement, in the order of the constraints;
 *     empty for none
 */
public record NatsMeasurement(double maxLogSnr, List<Double> offsets) implements Measurement {

  /**
   * Checks and copies.
   *
   * @param maxLogSnr levels with a higher log-SNR are left out
   * @param offsets nats taken off, one for each constraint, or none
   */
  public NatsMeasurement {
    if (Double.isNaN(maxLogSnr)) {
      throw new IllegalArgumentException("maxLogSnr is NaN, but must be a log-SNR such as 0");
    }
    offsets = List.copyOf(offsets);
    for (double offset : offsets) {
      if (!Double.isFinite(offset)) {
        throw new IllegalArgumentException(
            "offsets are " + offsets + ", but each must be finite, in nats");
      }
    }
  }

  /**
   * Leaves levels out.
   *
   * @param maxLogSnr the highest log-SNR that is measured
   * @return a copy with this cut
   */
  public NatsMeasurement upTo(double maxLogSnr) {
    return new NatsMeasurement(maxLogSnr, offsets);
  }

  /**
   * Takes nats off each measurement.
   *
   * @param nats one for each constraint, in their order
   * @return a copy with these offsets
   */
  public NatsMeasurement offsets(double... nats) {
    return new NatsMeasurement(maxLogSnr, Arrays.stream(nats).boxed().toList());
  }

  @Override
  public String description() {
    boolean plain = Double.isInfinite(maxLogSnr) && offsets.isEmpty();
    return plain ? "nats" : "nats up to log-SNR " + maxLogSnr + " less " + offsets;
  }
}
