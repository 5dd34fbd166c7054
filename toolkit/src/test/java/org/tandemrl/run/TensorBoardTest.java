package org.tandemrl.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Event files, read by a reader of their own: framing, checksums and fields as TensorFlow's record format and Event's protocol say. */
final class TensorBoardTest {
    @TempDir
    private Path folder;

    /** An event: its step, what field holds it, its scalars. */
    private record Event(long step, int field, Map<String, Float> scalars) {}

    private static List<Path> files(Path directory) throws IOException {
        try (var files = Files.list(directory)) {
            return files.filter(f -> f.getFileName().toString().startsWith("events.out.tfevents."))
                    .sorted()
                    .toList();
        }
    }

    private static List<Event> read(Path file) throws IOException {
        var bytes = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
        var events = new ArrayList<Event>();
        while (bytes.hasRemaining()) {
            byte[] length = new byte[8];
            bytes.get(length);
            assertEquals(masked(length), bytes.getInt(), "checksum of a length");
            byte[] event = new byte
                    [(int) ByteBuffer.wrap(length)
                            .order(ByteOrder.LITTLE_ENDIAN)
                            .getLong()];
            bytes.get(event);
            assertEquals(masked(event), bytes.getInt(), "checksum of an event");
            events.add(event(event));
        }
        return events;
    }

    /** CRC-32C bit by bit (reversed polynomial 0x82F63B78), masked as the format says. */
    private static int masked(byte[] bytes) {
        int crc = -1;
        for (byte b : bytes) {
            crc ^= b & 0xff;
            for (int k = 0; k < 8; k++) {
                crc = (crc & 1) == 0 ? crc >>> 1 : crc >>> 1 ^ 0x82F63B78;
            }
        }
        crc = ~crc;
        return (crc >>> 15 | crc << 17) + 0xa282ead8;
    }

    private static long varint(ByteBuffer in) {
        long value = 0;
        for (int shift = 0; ; shift += 7) {
            byte b = in.get();
            value |= (long) (b & 0x7f) << shift;
            if (b >= 0) {
                return value;
            }
        }
    }

    private static ByteBuffer part(ByteBuffer in) {
        int length = (int) varint(in);
        var part = in.slice(in.position(), length).order(ByteOrder.LITTLE_ENDIAN);
        in.position(in.position() + length);
        return part;
    }

    private static Event event(byte[] bytes) {
        var in = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        long step = 0;
        int field = 0;
        var scalars = new TreeMap<String, Float>();
        while (in.hasRemaining()) {
            int key = (int) varint(in);
            switch (key >> 3) {
                case 1 ->
                    assertTrue(
                            Math.abs(in.getDouble() - System.currentTimeMillis() / 1e3) < 600,
                            "the time is a wall clock's");
                case 2 -> step = varint(in);
                case 3 -> {
                    field = 3;
                    assertEquals(
                            "brain.Event:2",
                            StandardCharsets.UTF_8.decode(part(in)).toString());
                }
                case 5 -> {
                    field = 5;
                    var summary = part(in);
                    while (summary.hasRemaining()) {
                        assertEquals(1 << 3 | 2, varint(summary));
                        var value = part(summary);
                        assertEquals(1 << 3 | 2, varint(value));
                        String tag = StandardCharsets.UTF_8.decode(part(value)).toString();
                        assertEquals(2 << 3 | 5, varint(value));
                        scalars.put(tag, value.getFloat());
                    }
                }
                case 7 -> {
                    field = 7;
                    var log = part(in);
                    assertEquals(1 << 3, varint(log));
                    assertEquals(1, varint(log), "START");
                }
                default -> throw new AssertionError("field " + (key >> 3));
            }
        }
        return new Event(step, field, scalars);
    }

    @Test
    void theScalarsAreTheMetricsAndAResumedRunGoesOnInAFileOfItsOwn() throws IOException {
        var directory = folder.resolve("run");
        try (var run = Run.start(TinyRuns.settings(1, 6), directory)) {
            run.train(TensorBoard.callback(directory), Callback.every(4, Run::stop));
        }
        var first = read(files(directory).getFirst());
        assertEquals(List.of(3, 7, 5, 5, 5, 5), first.stream().map(Event::field).toList());
        try (var run = Run.resume(directory)) {
            assertTrue(run.train(TensorBoard.callback(directory)));
        }
        assertEquals(2, files(directory).size());
        var second = read(files(directory).getLast());
        assertEquals(List.of(3, 7, 5, 5), second.stream().map(Event::field).toList());
        assertEquals(first.getLast().step() + TinyRuns.EPOCH, second.get(1).step(), "steps from here on are done anew");

        var all = new ArrayList<>(first);
        all.addAll(second);
        all.removeIf(e -> e.field() != 5);
        var metrics = Metrics.read(directory.resolve("metrics.csv"));
        for (String column : metrics.columns()) {
            double[] values = metrics.column(column);
            for (int i = 0; i < values.length; i++) {
                assertEquals(
                        Math.round(metrics.column("samples")[i]), all.get(i).step());
                if (!column.equals("samples")) {
                    assertEquals(
                            Double.isFinite(values[i]) ? Float.valueOf((float) values[i]) : null,
                            all.get(i).scalars().get(column),
                            column);
                }
            }
        }
    }

    @Test
    void aKilledTrainingLeavesWholeRecords() throws Exception {
        var directory = folder.resolve("run");
        var arguments = new ArrayList<>(TinyRuns.arguments(1, 100_000, directory));
        arguments.add("--tensorboard");
        try (var child = ChildJvm.start(folder, ChildJvm.QUICK, arguments)) {
            child.await(() -> TinyRuns.rows(directory) > 10);
            child.signal("KILL");
            assertEquals(137, child.end(20));
        }
        var events = read(files(directory).getFirst());
        int rows = TinyRuns.rows(directory);
        assertTrue(Math.abs(events.size() - 2 - rows) <= 1, events.size() + " events, " + rows + " rows");
    }
}
