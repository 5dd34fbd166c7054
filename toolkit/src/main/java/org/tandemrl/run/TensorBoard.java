package org.tandemrl.run;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.zip.CRC32C;

/**
 * Writes a training's metrics as a TensorBoard event file, {@code events.out.tfevents.…}: a scalar each, of which the step is the number of
 * environment steps. What is no number (a return before an episode ended) is left out.
 *
 * <p>Each object writes a file of its own, which only grows: a record an epoch, so that a kill loses at most the last. The file of a
 * resumed run begins with the mark by which TensorBoard drops the steps of earlier files that are done again.
 */
public final class TensorBoard implements Callback {
    private static final AtomicInteger NUMBER = new AtomicInteger();

    private final Path directory;
    private Path file;

    private TensorBoard(Path directory) {
        this.directory = directory;
    }

    /** A callback that writes into a folder, which is created; the run's own folder is one TensorBoard finds beside other runs. */
    public static TensorBoard callback(Path directory) {
        return new TensorBoard(directory);
    }

    /**
     * Adds the epoch's row.
     *
     * @throws RunException if it cannot be written
     */
    @Override
    public void epoch(Run run) {
        var metrics = run.metrics();
        var row = new LinkedHashMap<String, Double>();
        metrics.columns().forEach(name -> row.put(name, metrics.last(name)));
        write(row);
    }

    /** Adds a row by its metrics' names, {@code samples} among them. */
    void write(Map<String, Double> row) {
        long step = Math.round(row.getOrDefault("samples", 0.0));
        try {
            if (file == null) {
                Files.createDirectories(directory);
                file = directory.resolve(String.format(
                        Locale.ROOT,
                        "events.out.tfevents.%010d.tandem.%d.%d",
                        System.currentTimeMillis() / 1000,
                        ProcessHandle.current().pid(),
                        NUMBER.getAndIncrement()));
                // Event.file_version = 3; then Event.session_log = 7 with SessionLog.status = 1 START: steps from here
                // on are this file's.
                append(event(0).text(3, "brain.Event:2"));
                append(event(step).message(7, new ProtobufMessage().number(1, 1)));
            }
            append(event(step).message(5, summary(row)));
        } catch (IOException e) {
            throw new RunException(
                    "Cannot write TensorBoard's events in " + directory + " (" + RunException.reason(e) + ").", e);
        }
    }

    /** Opened for each record: no handle outlives an interrupted cell. */
    private void append(ProtobufMessage message) throws IOException {
        byte[] event = message.toBytes();
        var length = ByteBuffer.allocate(8)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(event.length)
                .array();
        var record = ByteBuffer.allocate(8 + 4 + event.length + 4).order(ByteOrder.LITTLE_ENDIAN);
        record.put(length).putInt(masked(length)).put(event).putInt(masked(event));
        Files.write(file, record.array(), StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    }

    /** TFRecord's checksum: CRC-32C, rotated and moved, so that a checksum of checksums is none. */
    private static int masked(byte[] bytes) {
        var sum = new CRC32C();
        sum.update(bytes);
        int crc = (int) sum.getValue();
        return Integer.rotateRight(crc, 15) + 0xa282ead8;
    }

    /** Event: wall_time = 1, step = 2, then what it holds. */
    private static ProtobufMessage event(long step) {
        return new ProtobufMessage()
                .real(1, System.currentTimeMillis() / 1000.0)
                .number(2, step);
    }

    /** Summary: value = 1, repeated; Value: tag = 1, simple_value = 2 (float). */
    private static ProtobufMessage summary(Map<String, Double> row) {
        var summary = new ProtobufMessage();
        row.forEach((name, value) -> {
            if (Double.isFinite(value) && !name.equals("samples")) {
                summary.message(1, new ProtobufMessage().text(1, name).real(2, (float) (double) value));
            }
        });
        return summary;
    }
}
