package org.tandemrl.run;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.CRC32C;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tandemrl.random.Seeds;

/** A bit that flipped anywhere in a run's folder is noticed when the run goes on; folders of before there were checksums go on, too. */
final class DamagedRunsTest {
    private static final int EPOCHS = 8;

    @TempDir
    private static Path shared;

    private static Path whole;

    @TempDir
    private Path scratch;

    @BeforeAll
    static void train() {
        whole = shared.resolve("whole");
        try (var run = Run.start(TinyRuns.settings(3, EPOCHS), whole)) {
            assertTrue(run.train(r -> {}));
        }
    }

    @Test
    void theFilesOfARunAreThoseThatAreDamagedHere() throws Exception {
        try (var files = Files.walk(whole)) {
            assertEquals(
                    List.of("buffer/000000.f32", "checkpoint.npz", "metrics.csv", "run.json", "run.lock"),
                    files.filter(Files::isRegularFile)
                            .map(f -> whole.relativize(f).toString())
                            .sorted()
                            .toList());
        }
        assertEquals(0, Files.size(whole.resolve("run.lock")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"run.json", "metrics.csv", "buffer/000000.f32", "checkpoint.npz"})
    void aFlippedBitIsRefusedByTheFilesName(String name) throws Exception {
        var run = TinyRuns.copy(whole, scratch.resolve("run"));
        var file = run.resolve(name);
        byte[] bytes = Files.readAllBytes(file);
        var random = new Seeds(5).stream(name);
        for (int i = 0; i < 40; i++) {
            byte[] damaged = bytes.clone();
            int at = i == 0 ? bytes.length - 1 : random.nextInt(bytes.length);
            int bit = random.nextInt(8);
            damaged[at] ^= (byte) (1 << bit);
            Files.write(file, damaged);
            String where = "bit " + bit + " of byte " + at + " of " + bytes.length + " of " + name;
            try (var resumed = Run.resume(run)) {
                // Bytes of the zip that say nothing, such as dates: then all is as it was.
                assertEquals("checkpoint.npz", name, where);
                var saved = resumed.algorithm().save();
                Checkpoint.read(whole.resolve(name))
                        .arrays()
                        .forEach((array, values) -> assertArrayEquals(values, saved.get(array), where));
            } catch (RunException refused) {
                assertTrue(refused.getMessage().contains(name), where + ": " + refused.getMessage());
            }
            Files.write(file, bytes);
            Files.copy(whole.resolve("run.json"), run.resolve("run.json"), StandardCopyOption.REPLACE_EXISTING);
        }
    }

    /** Also of a run that another looks at. */
    @Test
    void whatIsDamagedIsNotEvaluatedEither() throws Exception {
        for (String name : List.of("metrics.csv", "buffer/000000.f32", "run.json")) {
            var run = TinyRuns.copy(whole, scratch.resolve(name.replaceAll("\\W", "")));
            byte[] bytes = Files.readAllBytes(run.resolve(name));
            bytes[bytes.length / 2] ^= 4;
            Files.write(run.resolve(name), bytes);
            assertTrue(assertThrows(RunException.class, () -> Run.open(run))
                    .getMessage()
                    .contains(name));
        }
    }

    @Test
    void aRecordThatWasChangedOnPurposeGoesWithoutItsChecksum() throws Exception {
        var run = TinyRuns.copy(whole, scratch.resolve("longer"));
        var file = run.resolve("run.json");
        int samples = TinyRuns.EXPLORED + EPOCHS * TinyRuns.EPOCH;
        String longer =
                Files.readString(file).replace("\"samples\": " + samples, "\"samples\": " + (samples + TinyRuns.EPOCH));
        Files.writeString(file, longer);
        String refused = assertThrows(RunException.class, () -> Run.resume(run)).getMessage();
        assertTrue(
                refused.contains("run.json is damaged, or was changed by hand: its checksum is ")
                        && refused.endsWith("A record that is changed on purpose goes without the line \"checksum\"."),
                refused);
        Files.writeString(file, TinyRuns.unsealed(longer));
        try (var resumed = Run.resume(run)) {
            assertTrue(resumed.train(r -> {}));
            assertEquals(EPOCHS + 1, resumed.algorithm().epochs());
        }
        assertEquals("", RecordSeal.fault(Files.readString(file)));
    }

    @Test
    void aFolderOfBeforeThereWereChecksumsGoesOnAndSaysSo() throws Exception {
        var old = scratch.resolve("old");
        try (var run = Run.start(TinyRuns.settings(3, EPOCHS), old)) {
            run.train(r -> {
                if (r.algorithm().epochs() == 4) {
                    Thread.currentThread().interrupt();
                }
            });
        }
        Files.writeString(
                old.resolve("run.json"),
                TinyRuns.unsealed(Files.readString(old.resolve("run.json")))
                        .replaceAll("(?s),\\s*\"arithmetic\": \\{.*?\\}", ""));
        Files.write(
                old.resolve("metrics.csv"),
                Files.readAllLines(old.resolve("metrics.csv")).stream()
                        .map(l -> l.substring(0, l.lastIndexOf(',')))
                        .toList());
        withoutSums(old.resolve("checkpoint.npz"));
        Run.open(old).close();
        try (var run = Run.resume(old)) {
            assertEquals(
                    List.of("In " + old
                            + " there are no checksums of run.json, metrics.csv, buffer (written by an older version, or changed by"
                            + " hand): damage done until now cannot be noticed. From now on it is."),
                    run.notes());
            assertTrue(run.train(r -> {}));
        }
        assertEquals(TinyRuns.numbers(whole), TinyRuns.numbers(old));
        assertEquals(
                Checkpoint.read(whole.resolve("checkpoint.npz")).header(),
                Checkpoint.read(old.resolve("checkpoint.npz")).header());
        try (var run = Run.resume(old)) {
            assertTrue(run.finished());
            assertEquals(1, run.notes().size(), "that it is finished, and nothing of checksums: " + run.notes());
        }
    }

    /** Writes a checkpoint again without the buffer's checksums. */
    private static void withoutSums(Path checkpoint) throws Exception {
        Map<String, byte[]> entries = new LinkedHashMap<>();
        try (var zip = new ZipFile(checkpoint.toFile())) {
            for (var entry : zip.stream().toList()) {
                entries.put(entry.getName(), zip.getInputStream(entry).readAllBytes());
            }
        }
        String header = new String(entries.get("header.json"), StandardCharsets.UTF_8);
        String old = header.replaceAll("(?s)\"bufferSums\": \\{.*?\\}\\s*\\},", "");
        assertTrue(old.length() < header.length(), header);
        entries.put("header.json", old.getBytes(StandardCharsets.UTF_8));
        try (var zip = new ZipOutputStream(Files.newOutputStream(checkpoint))) {
            for (var entry : entries.entrySet()) {
                zip.putNextEntry(new ZipEntry(entry.getKey()));
                zip.write(entry.getValue());
            }
        }
    }

    @Test
    void metricsWhoseChecksumsWereCutOffAreRefusedWhereTheRecordHasOne() throws Exception {
        var run = TinyRuns.copy(whole, scratch.resolve("cut"));
        Files.write(
                run.resolve("metrics.csv"),
                Files.readAllLines(run.resolve("metrics.csv")).stream()
                        .map(l -> l.substring(0, l.lastIndexOf(',')))
                        .toList());
        String refused = assertThrows(RunException.class, () -> Run.resume(run)).getMessage();
        assertTrue(refused.contains("metrics.csv are damaged: they have no column 'check'"), refused);
    }

    /** A checkpoint a second costs its checksums nothing to speak of, and a resume a fraction of reading. */
    @Test
    void checksumsOfAMillionTransitionsTakeAFractionOfASecond() {
        byte[] segment = new byte[65_536 * 82 * 4];
        Arrays.fill(segment, (byte) 3);
        var sum = new CRC32C();
        long start = System.nanoTime();
        for (int i = 0; i < 16; i++) {
            sum.update(segment);
        }
        double seconds = (System.nanoTime() - start) * 1e-9;
        System.err.printf(
                "checksums of 1 048 576 transitions of Ant (%.0f MB): %.3f s%n", 16e-6 * segment.length, seconds);
        assertTrue(seconds < 2, seconds + " s");
    }
}
