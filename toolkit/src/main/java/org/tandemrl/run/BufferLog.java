package org.tandemrl.run;

import java.io.EOFException;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.zip.CRC32C;
import org.tandemrl.dynamics.Buffer;
import org.tandemrl.run.Checkpoint.SegmentSum;

/**
 * A buffer on disk beside its run's checkpoint: transitions in segments of equal length, appended at each checkpoint, so
 * that a checkpoint costs what is new and not what is kept. Segments that hold nothing kept any more are deleted.
 *
 * <p>A checkpoint names how many transitions were ever written, and the checksum of each segment as far as it counts it; what stands
 * behind in the files is ignored and overwritten, so a half-done append is never taken for a whole one. A segment's checksum grows with
 * it: it too costs what is new.
 */
final class BufferLog {
    /** A segment's checksum, to be continued. */
    private record Running(int from, CRC32C crc) {
        SegmentSum sum() {
            return new SegmentSum(from, crc.getValue());
        }
    }

    private final Path directory;
    private final int transitions;
    private final TreeMap<Long, Running> sums = new TreeMap<>();
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
                int within = (int) (from % transitions);
                long to = Math.min(buffer.written(), (segment + 1) * transitions);
                var bytes = ByteBuffer.allocate(bytes(to - from, buffer)).order(ByteOrder.LITTLE_ENDIAN);
                for (long i = from; i < to; i++) {
                    buffer.copy(i, row);
                    for (float v : row) {
                        bytes.putFloat(v);
                    }
                }
                // Not a channel: an interrupt, which asks a training to stop, would close it.
                try (var out = new RandomAccessFile(file(segment).toFile(), "rw")) {
                    out.seek(bytes(within, buffer));
                    out.write(bytes.array());
                    // What a killed process had written further on belongs to no checkpoint.
                    out.setLength(out.getFilePointer());
                    out.getFD().sync();
                }
                // Where more was added than is kept, what the segment held before is not kept either.
                if (from != logged || within == 0) {
                    sums.put(segment, new Running(within, new CRC32C()));
                }
                sums.get(segment).crc.update(bytes.array());
                from = to;
                logged = to;
            }
        } catch (IOException e) {
            throw new RunException(
                    "Cannot write the buffer's transitions to " + directory + " (" + RunException.reason(e)
                            + "). The last checkpoint is unchanged.",
                    e);
        }
    }

    /** The checksums of the segments that hold something of the buffer, as of the last {@link #append}, by file name. */
    Map<String, SegmentSum> sums(Buffer buffer) {
        var result = new TreeMap<String, SegmentSum>();
        sums.tailMap((buffer.written() - buffer.size()) / transitions)
                .forEach((segment, running) -> result.put(name(segment), running.sum()));
        return result;
    }

    /** Deletes the segments that hold nothing of the buffer any more; to be called when the checkpoint is on disk. */
    void prune(Buffer buffer) {
        long first = (buffer.written() - buffer.size()) / transitions;
        sums.headMap(first).clear();
        String firstKept = name(first);
        try (var segments = Files.newDirectoryStream(directory, "*.f32")) {
            for (var segment : segments) {
                String name = segment.getFileName().toString();
                if (name.length() < firstKept.length()
                        || name.length() == firstKept.length() && name.compareTo(firstKept) < 0) {
                    Files.deleteIfExists(segment);
                }
            }
        } catch (IOException e) {
            throw new RunException(
                    "Cannot delete old transitions in " + directory + " (" + RunException.reason(e) + ").", e);
        }
    }

    /**
     * Fills an empty buffer as it was when it had seen the given number of transitions.
     *
     * @param expected the segments' checksums as the checkpoint knows them; empty if it knows none
     * @throws RunException naming the file that is missing, too short or too long, or whose checksum is another
     */
    void load(Buffer buffer, long written, Optional<Map<String, SegmentSum>> expected) {
        long from = Math.max(0, written - buffer.capacity());
        buffer.skip(from);
        float[] row = new float[buffer.width()];
        sums.clear();
        try {
            while (from < written) {
                long segment = from / transitions;
                long to = Math.min(written, (segment + 1) * transitions);
                var sum = expected.map(e -> required(segment, e));
                int first = sum.map(SegmentSum::from).orElse((int) (from % transitions));
                var bytes = read(segment, first, (int) (to - segment * transitions), buffer, written);
                var running = new Running(first, new CRC32C());
                running.crc.update(bytes.duplicate().rewind());
                if (sum.isPresent() && !running.sum().equals(sum.get())) {
                    throw new RunException("The buffer's file " + file(segment) + " is damaged: its checksum is "
                            + Long.toHexString(running.crc.getValue()) + ", by the checkpoint "
                            + Long.toHexString(sum.get().crc32c()) + ".");
                }
                sums.put(segment, running);
                bytes.position(bytes(from - segment * transitions - first, buffer));
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
            throw new RunException(
                    "Cannot read the buffer's transitions from " + directory + " (" + RunException.reason(e) + ").", e);
        }
        logged = written;
    }

    private SegmentSum required(long segment, Map<String, SegmentSum> expected) {
        var sum = expected.get(name(segment));
        if (sum == null || sum.from() < 0 || sum.from() >= transitions) {
            throw new RunException("The checkpoint knows no checksum of the buffer's file " + file(segment) + ".");
        }
        return sum;
    }

    /** Transitions [first, end) of a segment. */
    private ByteBuffer read(long segment, int first, int end, Buffer buffer, long written) throws IOException {
        var file = file(segment);
        long needed = bytes(end, buffer);
        long most = bytes(transitions, buffer);
        if (!Files.exists(file) || Files.size(file) < needed) {
            throw new RunException("The buffer's file " + file + " is missing or too short: " + needed
                    + " bytes are needed for " + written + " transitions of " + buffer.width() + " numbers.");
        }
        if (Files.size(file) > most) {
            throw new RunException("The buffer's file " + file + " is too long: it has " + Files.size(file)
                    + " bytes, a whole one has " + most + ".");
        }
        var bytes = ByteBuffer.allocate(bytes(end - first, buffer)).order(ByteOrder.LITTLE_ENDIAN);
        try (var in = new RandomAccessFile(file.toFile(), "r")) {
            in.seek(bytes(first, buffer));
            in.readFully(bytes.array());
        }
        return bytes;
    }

    private static int bytes(long transitions, Buffer buffer) {
        return Math.toIntExact(transitions * buffer.width() * Float.BYTES);
    }

    private Path file(long segment) {
        return directory.resolve(name(segment));
    }

    private static String name(long segment) {
        return String.format(Locale.ROOT, "%06d.f32", segment);
    }
}
