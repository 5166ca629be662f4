package io.github.constraineddiffusion.sweep;

import io.github.constraineddiffusion.trainer.Run;
import java.util.Map;
import java.util.function.Function;

/**
 * What a sweep measures at the end of every run.
 *
 * @param name of the column, or the beginning of the names of several
 * @param values numbers by column name
 */
record Metric(String name, Function<Run, Map<String, Double>> values) {}
