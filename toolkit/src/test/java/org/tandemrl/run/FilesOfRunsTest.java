package org.tandemrl.run;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tandemrl.dynamics.Buffer;
import org.tandemrl.random.Seeds;

/** Metrics, checkpoints and buffers on disk: what is written is read back, and what is damaged is not taken for whole. */
final class FilesOfRunsTest {
    @TempDir
    private Path folder;

    private static Map<String, Double> row(double... values) {
        var row = new LinkedHashMap<String, Double>();
        for (int i = 0; i < values.length; i++) {
            row.put(i == 1 ? "seconds_x" : "c" + i, values[i]);
        }
        return row;
    }

    @Test
    void everyNumberOfTheMetricsReadsBackAsItWas() {
        var file = folder.resolve("metrics.csv");
        double[] values = {
            -0.0,
            0,
            1,
            -1,
            0.1,
            1e15,
            1e-300,
            Double.MIN_VALUE,
            Double.MAX_VALUE,
            Double.NaN,
            Double.POSITIVE_INFINITY,
            123456789012L,
            -3.5
        };
        var metrics = Metrics.start(file);
        for (double v : values) {
            metrics.add(row(v, 1));
        }
        assertArrayEquals(values, Metrics.read(file).column("c0"));
        assertEquals(
                0, Double.compare(-0.0, Metrics.read(file).column("c0")[0]), "−0 done again must not seem to differ");
        assertArrayEquals(values, metrics.table("run").doubleColumn("c0").asDoubleArray());
    }

    @Test
    void aLastLineThatIsNotWholeIsNotReadAndIsRepaired() throws Exception {
        var file = folder.resolve("metrics.csv");
        for (String half : new String[] {"3,0", "3,0.5,2", "c0"}) {
            Files.writeString(file, half.equals("c0") ? half : "c0,seconds_x,c2\n1,2,3\n" + half);
            var metrics = Metrics.read(file);
            assertEquals(half.equals("c0") ? 0 : 1, metrics.size());
            metrics.repair();
            metrics.add(row(7, 8, 9));
            assertArrayEquals(
                    half.equals("c0") ? new double[] {7} : new double[] {1, 7},
                    Metrics.read(file).column("c0"));
        }
    }

    @Test
    void aRowDoneAgainIsComparedButForItsTimes() {
        var file = folder.resolve("metrics.csv");
        var metrics = Metrics.start(file);
        metrics.add(row(1, 0.5, 2));
        metrics.add(row(2, 0.5, 3));
        metrics = Metrics.read(file);
        metrics.rewind(0);
        metrics.add(row(1, 0.9, 2));
        assertEquals("", metrics.difference());
        metrics.add(row(2, 0.9, 3.5));
        assertTrue(
                metrics.difference().startsWith("Row 2 of the metrics had c2 = 3.0 and gives 3.5"),
                metrics.difference());
        assertThrows(RunException.class, () -> Metrics.read(file).rewind(3));
    }

    @Test
    void metricsThatAreNotNumbersNameTheirLine() throws Exception {
        var file = folder.resolve("metrics.csv");
        Files.writeString(file, "a,b\n1,2\n1,x\n1,2\n");
        var refused = assertThrows(RunException.class, () -> Metrics.read(file));
        assertTrue(refused.getMessage().startsWith("Line 3 of "), refused.getMessage());
        Files.writeString(file, "a,b\n1,2,3\n");
        assertTrue(assertThrows(RunException.class, () -> Metrics.read(file))
                .getMessage()
                .contains("a row of 2 numbers"));
        Files.write(file, new byte[] {(byte) 0xff, (byte) 0xfe, 10});
        assertTrue(assertThrows(RunException.class, () -> Metrics.read(file))
                .getMessage()
                .contains("not text"));
        Files.writeString(file, "a,b\n1,2\n");
        assertTrue(assertThrows(
                        IllegalArgumentException.class, () -> Metrics.read(file).last("c"))
                .getMessage()
                .contains("no metric 'c'"));
    }

    private static Checkpoint checkpoint() {
        var arrays = new LinkedHashMap<String, double[]>();
        arrays.put("single", new double[] {1.5f, -0.0, Float.MIN_VALUE});
        arrays.put("double", new double[] {0.1, Double.MAX_VALUE, Double.MIN_VALUE});
        arrays.put("empty", new double[0]);
        return new Checkpoint(
                new Checkpoint.Header(
                        "dmo",
                        "cartpole",
                        1,
                        "v",
                        Map.of("gamma", "0.99"),
                        5,
                        70,
                        Map.of("000000.f32", new Checkpoint.SegmentSum(0, 123)),
                        arrays),
                arrays);
    }

    @Test
    void aCheckpointReadsBackBitForBitAndEqualStatesAreEqualFiles() throws Exception {
        var file = folder.resolve("checkpoint.npz");
        checkpoint().write(file);
        var read = Checkpoint.read(file);
        assertEquals(checkpoint().header(), read.header());
        checkpoint()
                .arrays()
                .forEach((name, values) ->
                        assertArrayEquals(values, read.arrays().get(name)));
        checkpoint().write(folder.resolve("again.npz"));
        assertEquals(-1, Files.mismatch(file, folder.resolve("again.npz")));
        assertFalse(Files.exists(WholeFile.unfinished(file)));
    }

    @Test
    void aDamagedCheckpointIsRefusedWhereverTheDamageIs() throws Exception {
        var file = folder.resolve("checkpoint.npz");
        checkpoint().write(file);
        byte[] whole = Files.readAllBytes(file);
        for (int length = 0; length < whole.length; length++) {
            Files.write(file, Arrays.copyOf(whole, length));
            var refused = assertThrows(RunException.class, () -> Checkpoint.read(file), "cut at " + length);
            assertTrue(refused.getMessage().contains(file.toString()));
        }
        var random = new Seeds(1).stream("damage");
        for (int i = 0; i < 1000; i++) {
            byte[] damaged = whole.clone();
            damaged[random.nextInt(damaged.length)] ^= (byte) (1 << random.nextInt(8));
            Files.write(file, damaged);
            try {
                var read = Checkpoint.read(file);
                // A byte that says nothing, such as a date: then all must be as it was.
                assertEquals(checkpoint().header(), read.header());
                checkpoint()
                        .arrays()
                        .forEach((name, values) ->
                                assertArrayEquals(values, read.arrays().get(name)));
            } catch (RunException refused) {
                assertTrue(refused.getMessage().contains(file.toString()));
            }
        }
    }

    @Test
    void aFailedWriteLeavesTheOldFileAndNoRest() throws Exception {
        var file = folder.resolve("checkpoint.npz");
        checkpoint().write(file);
        byte[] before = Files.readAllBytes(file);
        var failure = assertThrows(
                RunException.class,
                () -> WholeFile.write(file, out -> {
                    out.write(new byte[100_000]);
                    throw new IOException("No space left on device");
                }));
        assertTrue(failure.getMessage().contains("No space left on device). What was there before is unchanged."));
        assertArrayEquals(before, Files.readAllBytes(file));
        assertFalse(Files.exists(WholeFile.unfinished(file)), "a full disk needs its space back");
    }

    /** As two sweeps that begin at once in one folder write one plan. */
    @Test
    void twoProcessesWriteOneFileAndItIsAlwaysWhole() throws Exception {
        var file = folder.resolve("plan.yaml");
        byte[] text = "a plan\n".repeat(2000).getBytes(StandardCharsets.UTF_8);
        WholeFile.write(file, out -> out.write(text));
        var writers = new ArrayList<Process>();
        for (int k = 0; k < 2; k++) {
            writers.add(new ProcessBuilder(
                            System.getProperty("java.home") + "/bin/java",
                            "-cp",
                            System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                            ManyWrites.class.getName(),
                            file.toString())
                    .inheritIO()
                    .start());
        }
        while (writers.stream().anyMatch(Process::isAlive)) {
            assertArrayEquals(text, Files.readAllBytes(file));
        }
        for (var writer : writers) {
            assertEquals(0, writer.waitFor(), "a writer failed");
        }
        try (var left = Files.list(folder)) {
            assertEquals(List.of(file), left.toList());
        }
    }

    /** Writes a file again and again. */
    static final class ManyWrites {
        public static void main(String[] arguments) {
            byte[] text = "a plan\n".repeat(2000).getBytes(StandardCharsets.UTF_8);
            for (int i = 0; i < 100; i++) {
                WholeFile.write(Path.of(arguments[0]), out -> out.write(text));
            }
        }
    }

    /** What a kill left of a checkpoint goes with the next training in the folder. */
    @Test
    void whatAKilledProcessLeftUnfinishedIsRemoved() throws Exception {
        var run = folder.resolve("run");
        Files.createDirectories(run);
        Files.writeString(run.resolve("checkpoint.npz.123456789.part"), "half");
        Files.writeString(run.resolve("mine.part"), "of the user");
        FolderLock.take(run, List.of("checkpoint.npz")).close();
        assertFalse(Files.exists(run.resolve("checkpoint.npz.123456789.part")));
        assertTrue(Files.exists(run.resolve("mine.part")));
    }

    private static float[] transition(long number) {
        return new float[] {number, -number, number * 0.5f, Float.NaN, 1f / number};
    }

    private static void fill(Buffer buffer, long to) {
        for (long i = buffer.written(); i < to; i++) {
            buffer.addRow(transition(i));
        }
    }

    private static void assertHolds(Buffer buffer, long from, long to) {
        assertEquals(to, buffer.written());
        assertEquals(to - from, buffer.size());
        float[] row = new float[5];
        for (long i = from; i < to; i++) {
            buffer.copy(i, row);
            assertArrayEquals(transition(i), row, "transition " + i);
        }
    }

    @Test
    void aBufferReadsBackAsOfEveryCheckpointAndOldSegmentsGo() {
        var buffer = new Buffer(2, 1, 6000);
        var log = new BufferLog(folder, 1000);
        for (long to : new long[] {1, 999, 1000, 1001, 3500, 5999, 6000, 6001, 13_700, 30_123}) {
            fill(buffer, to);
            log.append(buffer);
            var sums = log.sums(buffer);
            var read = new Buffer(2, 1, 6000);
            new BufferLog(folder, 1000).load(read, to, Optional.of(sums));
            assertHolds(read, Math.max(0, to - 6000), to);
            log.prune(buffer);
            read = new Buffer(2, 1, 6000);
            new BufferLog(folder, 1000).load(read, to, Optional.of(sums));
            assertHolds(read, Math.max(0, to - 6000), to);
        }
        assertEquals(7, folder.toFile().list().length, "segments 24 to 30");
    }

    @Test
    void whatStandsBehindTheCheckpointsCountIsIgnoredAndOverwritten() throws Exception {
        var buffer = new Buffer(2, 1, 6000);
        fill(buffer, 700);
        var killed = new BufferLog(folder, 1000);
        killed.append(buffer);
        var sums = killed.sums(buffer);
        fill(buffer, 1500);
        killed.append(buffer);
        // The process is killed before the checkpoint that counts 1500; the one on disk counts 700.
        var resumed = new Buffer(2, 1, 6000);
        var log = new BufferLog(folder, 1000);
        log.load(resumed, 700, Optional.of(sums));
        assertHolds(resumed, 0, 700);
        fill(resumed, 1300);
        log.append(resumed);
        var read = new Buffer(2, 1, 6000);
        new BufferLog(folder, 1000).load(read, 1300, Optional.of(log.sums(resumed)));
        assertHolds(read, 0, 1300);
    }

    @Test
    void whereMoreWasAddedThanIsKeptChecksumsCountFromWhatIsWritten() {
        var buffer = new Buffer(2, 1, 300);
        var log = new BufferLog(folder, 1000);
        for (long to : new long[] {100, 850, 990, 2100}) {
            fill(buffer, to);
            log.append(buffer);
            log.prune(buffer);
            var read = new Buffer(2, 1, 300);
            new BufferLog(folder, 1000).load(read, to, Optional.of(log.sums(buffer)));
            assertHolds(read, Math.max(0, to - 300), to);
        }
        assertEquals(550, sumsAt850().get("000000.f32").from());
    }

    private Map<String, Checkpoint.SegmentSum> sumsAt850() {
        var buffer = new Buffer(2, 1, 300);
        var log = new BufferLog(folder.resolve("again"), 1000);
        fill(buffer, 100);
        log.append(buffer);
        fill(buffer, 850);
        log.append(buffer);
        return log.sums(buffer);
    }

    @Test
    void aFlippedBitOfTheBufferIsNamedByItsFile() throws Exception {
        var buffer = new Buffer(2, 1, 6000);
        fill(buffer, 1500);
        var log = new BufferLog(folder, 1000);
        log.append(buffer);
        var sums = log.sums(buffer);
        var random = new Seeds(2).stream("damage");
        for (String name : new String[] {"000000.f32", "000001.f32"}) {
            var file = folder.resolve(name);
            byte[] whole = Files.readAllBytes(file);
            for (int i = 0; i < 200; i++) {
                byte[] damaged = whole.clone();
                damaged[random.nextInt(damaged.length)] ^= (byte) (1 << random.nextInt(8));
                Files.write(file, damaged);
                var refused = assertThrows(
                        RunException.class,
                        () -> new BufferLog(folder, 1000).load(new Buffer(2, 1, 6000), 1500, Optional.of(sums)));
                assertTrue(refused.getMessage().contains(file + " is damaged: its checksum is "), refused.getMessage());
            }
            Files.write(file, whole);
        }
        Files.write(folder.resolve("000000.f32"), new byte[4], StandardOpenOption.APPEND);
        var longer = assertThrows(
                RunException.class,
                () -> new BufferLog(folder, 1000).load(new Buffer(2, 1, 6000), 1500, Optional.of(sums)));
        assertTrue(
                longer.getMessage().contains("000000.f32 is too long: it has 20004 bytes, a whole one has 20000"),
                longer.getMessage());
    }

    @Test
    void aFlippedBitOfTheMetricsIsNamedByItsLine() throws Exception {
        var file = folder.resolve("metrics.csv");
        var metrics = Metrics.start(file);
        for (int i = 0; i < 5; i++) {
            metrics.add(row(i, 0.25 * i, 1.0 / (i + 3)));
        }
        assertEquals(List.of("c0", "seconds_x", "c2"), Metrics.read(file).columns());
        byte[] whole = Files.readAllBytes(file);
        for (int at = 0; at < whole.length; at++) {
            for (int bit = 0; bit < 8; bit++) {
                byte[] damaged = whole.clone();
                damaged[at] ^= (byte) (1 << bit);
                Files.write(file, damaged);
                boolean lastLine = at == whole.length - 1;
                try {
                    var read = Metrics.read(file);
                    // The head's last name may be another than "check", which a run that has checksums does not let
                    // pass; a last line without
                    // its end is one that was not written whole.
                    assertTrue(!read.checked() || lastLine && read.size() == 4, "bit " + bit + " of byte " + at);
                } catch (RunException refused) {
                    assertTrue(refused.getMessage().contains(file.toString()), refused.getMessage());
                }
            }
        }
        var lines = new String(whole, StandardCharsets.UTF_8).lines().toList();
        var without = new ArrayList<>(lines);
        without.remove(2);
        Files.write(file, without);
        assertTrue(assertThrows(RunException.class, () -> Metrics.read(file))
                .getMessage()
                .contains("damaged at line 3 or above"));
    }

    @Test
    void metricsOfBeforeThereWereChecksumsAreReadAndGetSomeWhenARunGoesOn() throws Exception {
        var file = folder.resolve("metrics.csv");
        Files.writeString(file, "c0,seconds_x,c2\n1,2,3\n4,5,6\n");
        var metrics = Metrics.read(file);
        assertFalse(metrics.checked());
        assertEquals("c0,seconds_x,c2\n1,2,3\n4,5,6\n", Files.readString(file), "reading changes nothing");
        metrics.repair();
        metrics.add(row(7, 8, 9));
        assertTrue(Metrics.read(file).checked());
        assertArrayEquals(new double[] {1, 4, 7}, Metrics.read(file).column("c0"));
    }

    @Test
    void aSegmentThatIsMissingOrTooShortIsNamed() throws Exception {
        var buffer = new Buffer(2, 1, 6000);
        fill(buffer, 1500);
        new BufferLog(folder, 1000).append(buffer);
        var segment = folder.resolve("000001.f32");
        Files.write(segment, Arrays.copyOf(Files.readAllBytes(segment), 500 * 20 - 1));
        var refused = assertThrows(
                RunException.class,
                () -> new BufferLog(folder, 1000).load(new Buffer(2, 1, 6000), 1500, Optional.empty()));
        assertTrue(
                refused.getMessage().contains("000001.f32 is missing or too short: 10000 bytes are needed"),
                refused.getMessage());
        Files.delete(segment);
        assertThrows(
                RunException.class,
                () -> new BufferLog(folder, 1000).load(new Buffer(2, 1, 6000), 1500, Optional.empty()));
    }

    /** /dev/full is a disk that is full. */
    @Test
    void aFullDiskIsSaid() throws Exception {
        Files.createSymbolicLink(folder.resolve("metrics.csv"), Path.of("/dev/full"));
        var metrics = Metrics.start(folder.resolve("metrics.csv"));
        assertTrue(assertThrows(RunException.class, () -> metrics.add(row(1)))
                .getMessage()
                .contains("No space left"));
        var buffer = new Buffer(2, 1, 6000);
        fill(buffer, 10);
        Files.createSymbolicLink(folder.resolve("000000.f32"), Path.of("/dev/full"));
        var failure = assertThrows(RunException.class, () -> new BufferLog(folder).append(buffer));
        assertTrue(failure.getMessage().contains("No space left"), failure.getMessage());
        assertTrue(failure.getMessage().contains("The last checkpoint is unchanged"), failure.getMessage());
    }
}
