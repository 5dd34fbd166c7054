package org.tandemrl.experiment;

import java.io.EOFException;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import org.tandemrl.dynamics.Buffer;

/**
 * A buffer on disk beside its run's checkpoint: transitions in segments of equal length, appended at each checkpoint, so
 * that a checkpoint costs what is new and not what is kept. Segments that hold nothing kept any more are deleted.
 *
 * <p>A checkpoint names how many transitions were ever written; what stands behind them in the files is ignored and
 * overwritten, so a half-done append is never taken for a whole one.
 */
final class BufferLog {
    private final Path directory;
    private final int transitions;
    private long logged;

    BufferLog(Path directory) {
        this(directory, 1 << 16);
    }

    /** With segments of a number of transitions. */
    BufferLog(Path directory, int transitions) {
        this.directory = directory;
        this.transitions = transitions;
    }

    /** Appends what was added since the last call, and forces it to disk. */
    void append(Buffer buffer) {
        try {
            Files.createDirectories(directory);
            long from = Math.max(logged, buffer.written() - buffer.size());
            float[] row = new float[buffer.width()];
            while (from < buffer.written()) {
                long segment = from / transitions;
                long to = Math.min(buffer.written(), (segment + 1) * transitions);
                var bytes = ByteBuffer.allocate(Math.toIntExact((to - from) * buffer.width() * Float.BYTES))
                        .order(ByteOrder.LITTLE_ENDIAN);
                for (long i = from; i < to; i++) {
                    buffer.copy(i, row);
                    for (float v : row) {
                        bytes.putFloat(v);
                    }
                }
                // Not a channel: an interrupt, which asks a training to stop, would close it.
                try (var out = new RandomAccessFile(file(segment).toFile(), "rw")) {
                    out.seek((from % transitions) * buffer.width() * Float.BYTES);
                    out.write(bytes.array());
                    out.getFD().sync();
                }
                from = to;
            }
            logged = buffer.written();
        } catch (IOException e) {
            throw new RunException("Cannot write the buffer's transitions to " + directory + " (" + RunException.reason(e)
                    + "). The last checkpoint is unchanged.", e);
        }
    }

    /** Deletes the segments that hold nothing of the buffer any more; to be called when the checkpoint is on disk. */
    void prune(Buffer buffer) {
        String firstKept = file((buffer.written() - buffer.size()) / transitions).getFileName().toString();
        try (var segments = Files.newDirectoryStream(directory, "*.f32")) {
            for (var segment : segments) {
                String name = segment.getFileName().toString();
                if (name.length() < firstKept.length()
                        || name.length() == firstKept.length() && name.compareTo(firstKept) < 0) {
                    Files.deleteIfExists(segment);
                }
            }
        } catch (IOException e) {
            throw new RunException("Cannot delete old transitions in " + directory + " (" + RunException.reason(e) + ").", e);
        }
    }

    /** Fills an empty buffer as it was when it had seen the given number of transitions. */
    void load(Buffer buffer, long written) {
        long from = Math.max(0, written - buffer.capacity());
        buffer.skip(from);
        float[] row = new float[buffer.width()];
        try {
            while (from < written) {
                long segment = from / transitions;
                long to = Math.min(written, (segment + 1) * transitions);
                long start = (from % transitions) * buffer.width() * Float.BYTES;
                var bytes = ByteBuffer.allocate(Math.toIntExact((to - from) * buffer.width() * Float.BYTES))
                        .order(ByteOrder.LITTLE_ENDIAN);
                if (!Files.exists(file(segment)) || Files.size(file(segment)) < start + bytes.capacity()) {
                    throw new RunException("The buffer's file " + file(segment) + " is missing or too short: "
                            + (start + bytes.capacity()) + " bytes are needed for " + written + " transitions of "
                            + buffer.width() + " numbers.");
                }
                try (var in = new RandomAccessFile(file(segment).toFile(), "r")) {
                    in.seek(start);
                    in.readFully(bytes.array());
                }
                for (long i = from; i < to; i++) {
                    for (int k = 0; k < row.length; k++) {
                        row[k] = bytes.getFloat();
                    }
                    buffer.addRow(row);
                }
                from = to;
            }
        } catch (EOFException e) {
            throw new RunException("The buffer's files in " + directory + " ended while they were read.", e);
        } catch (IOException e) {
            throw new RunException("Cannot read the buffer's transitions from " + directory + " (" + RunException.reason(e) + ").", e);
        }
        logged = written;
    }

    private Path file(long segment) {
        return directory.resolve(String.format(Locale.ROOT, "%06d.f32", segment));
    }
}
