package io.github.constraineddiffusion.trainer;

import ai.djl.ndarray.NDArray;
import io.github.constraineddiffusion.dual.DualAlarm;
import java.util.List;

/**
 * What the loop hands over when it ends.
 *
 * @param step last step done
 * @param seconds time in the loop, over all sittings
 * @param average moving average of the weights
 * @param history what was recorded
 * @param lambda final multipliers; empty for an unconstrained run
 * @param alarms what the monitor noticed
 * @param interrupted whether the run was stopped before its last step
 * @param failure what stopped it where that was a failure; null otherwise
 */
record Outcome(
    int step,
    double seconds,
    List<NDArray> average,
    RunHistory history,
    double[] lambda,
    List<DualAlarm> alarms,
    boolean interrupted,
    String failure) {}
