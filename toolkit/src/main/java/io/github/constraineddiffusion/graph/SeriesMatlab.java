package io.github.constraineddiffusion.graph;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import us.hebi.matlab.mat.format.BufferAllocator;
import us.hebi.matlab.mat.format.Mat5;
import us.hebi.matlab.mat.types.Array;
import us.hebi.matlab.mat.types.MatFile;
import us.hebi.matlab.mat.types.Matrix;
import us.hebi.matlab.mat.types.Sources;

/** Reads a matrix of a MATLAB file with MFL. */
final class SeriesMatlab {
  /** No byte of a deflated stream stands for more than this many. */
  private static final long MOST_PACKED = 1032;

  private SeriesMatlab() {}

  static TimeSeries read(String name, Path file, String variable) {
    Matrix matrix = matrix(file, variable);
    boolean timeDown = matrix.getNumRows() > matrix.getNumCols();
    int channels = timeDown ? matrix.getNumCols() : matrix.getNumRows();
    var values = new double[channels][timeDown ? matrix.getNumRows() : matrix.getNumCols()];
    for (int i = 0; i < channels; i++) {
      for (int t = 0; t < values[i].length; t++) {
        values[i][t] = timeDown ? matrix.getDouble(t, i) : matrix.getDouble(i, t);
      }
    }
    return TimeSeries.of(name, SeriesChecks.numbered(channels), values);
  }

  private static Matrix matrix(Path file, String variable) {
    var names = new ArrayList<String>();
    for (MatFile.Entry entry : open(file).getEntries()) {
      if (entry.getName().equals(variable)) {
        return numbers(file, variable, entry.getValue());
      }
      names.add(entry.getName());
    }
    throw new IllegalArgumentException(
        "%s has no variable \"%s\", only %s: give one of these".formatted(file, variable, names));
  }

  private static Matrix numbers(Path file, String variable, Array value) {
    if (value instanceof Matrix matrix && !matrix.isComplex() && matrix.getNumDimensions() == 2) {
      return matrix;
    }
    throw new IllegalArgumentException(
        "variable \"%s\" of %s is of type %s with %d dimensions, but must be a real matrix: save"
                .formatted(variable, file, value.getType(), value.getNumDimensions())
            + " channels × scans");
  }

  /** The whole file is read, not mapped: a mapped file could not be deleted on Windows. */
  private static MatFile open(Path file) {
    try {
      byte[] content = Files.readAllBytes(file);
      return Mat5.newReader(Sources.wrap(content))
          .setBufferAllocator(new Bounded(MOST_PACKED * content.length))
          .readMat();
    } catch (IOException | RuntimeException fault) {
      throw new IllegalArgumentException(
          "%s cannot be read (%s): give a MATLAB file of version 5 to 7, which save -v7 writes"
              .formatted(file, fault),
          fault);
    }
  }

  /** So no header makes the reader take memory for what the file cannot hold. */
  private record Bounded(long most) implements BufferAllocator {
    @Override
    public ByteBuffer allocate(int bytes) {
      if (bytes > most) {
        throw new IllegalArgumentException("it announces " + bytes + " bytes that it has not");
      }
      return ByteBuffer.allocate(bytes);
    }

    @Override
    public void release(ByteBuffer buffer) {
      // left to the garbage collector
    }
  }
}
