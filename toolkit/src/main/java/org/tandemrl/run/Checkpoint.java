package org.tandemrl.run;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonParseException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;
import org.tandemrl.sim.Faults;

/**
 * The state of a run at the end of an epoch, as one NPZ file (a zip of NumPy arrays, readable by {@code numpy.load}) with a
 * header that says what it belongs to. The zip's directory and checksums tell a whole file from a damaged one.
 *
 * @param header what the arrays belong to
 * @param arrays by name, one-dimensional
 */
public record Checkpoint(Header header, Map<String, double[]> arrays) {
    private static final String HEADER = "header.json";
    private static final int FORMAT = 1;
    private static final Gson GSON = new GsonBuilder().setPrettyPrinting().create();

    /**
     * The checksum of a file of the buffer.
     *
     * @param from transition within the file from which on it counts; those before are not kept any more
     * @param crc32c of the bytes from there to the last transition that the checkpoint counts
     */
    public record SegmentSum(int from, long crc32c) {}

    /**
     * @param format version of the layout
     * @param algorithm name
     * @param task name
     * @param seed the run's root seed
     * @param toolkit version that wrote it
     * @param config the algorithm's settings by name, as text; empty in files of before they were recorded
     * @param epochs done
     * @param bufferWritten transitions ever added to the buffer
     * @param bufferSums of the buffer's files as of this checkpoint, by their names; absent in files of before they were kept
     * @param lengths of the arrays, to be checked against the configuration
     */
    public record Header(
            int format,
            String algorithm,
            String task,
            long seed,
            String toolkit,
            Map<String, String> config,
            long epochs,
            long bufferWritten,
            Map<String, SegmentSum> bufferSums,
            Map<String, Integer> lengths) {
        /** Settings may be absent. */
        public Header {
            config = config == null ? Map.of() : config;
        }

        Header(
                String algorithm,
                String task,
                long seed,
                String toolkit,
                Map<String, String> config,
                long epochs,
                long bufferWritten,
                Map<String, SegmentSum> bufferSums,
                Map<String, double[]> arrays) {
            this(FORMAT, algorithm, task, seed, toolkit, config, epochs, bufferWritten, bufferSums, lengthsOf(arrays));
        }

        private static Map<String, Integer> lengthsOf(Map<String, double[]> arrays) {
            var lengths = new LinkedHashMap<String, Integer>();
            arrays.forEach((name, values) -> lengths.put(name, values.length));
            return lengths;
        }
    }

    /**
     * Writes the file, whole or not at all.
     *
     * @throws RunException if it cannot be written; a file that was there before is unchanged
     */
    public void write(Path file) {
        WholeFile.write(file, out -> {
            var zip = new ZipOutputStream(out);
            zip.setLevel(1);
            zip.putNextEntry(entry(HEADER));
            zip.write(GSON.toJson(header).getBytes(StandardCharsets.UTF_8));
            for (var array : arrays.entrySet()) {
                zip.putNextEntry(entry(array.getKey() + ".npy"));
                writeNpy(zip, array.getValue());
            }
            zip.finish();
        });
    }

    /**
     * Reads a file.
     *
     * @throws RunException if it is missing, damaged, of another format, or its arrays are not those of its header
     */
    public static Checkpoint read(Path file) {
        if (!Files.exists(file)) {
            throw new RunException("There is no checkpoint " + file + ".");
        }
        try (var zip = new ZipFile(file.toFile())) {
            var header = GSON.fromJson(new String(bytes(zip, HEADER), StandardCharsets.UTF_8), Header.class);
            if (header == null || header.format != FORMAT) {
                throw new RunException("Checkpoint " + file + " has format " + (header == null ? "none" : header.format)
                        + "; this toolkit reads format " + FORMAT + ".");
            }
            if (header.lengths == null
                    || header.lengths.containsValue(null)
                    || header.epochs < 0
                    || header.bufferWritten < 0) {
                throw new IOException("its header names no arrays, or impossible counts");
            }
            var arrays = new LinkedHashMap<String, double[]>();
            for (var length : header.lengths.entrySet()) {
                double[] values = readNpy(bytes(zip, length.getKey() + ".npy"), file, length.getKey());
                if (values.length != length.getValue()) {
                    throw new RunException("Checkpoint " + file + " has " + values.length + " numbers in '"
                            + length.getKey() + "'; its header says " + length.getValue() + ".");
                }
                arrays.put(length.getKey(), values);
            }
            return new Checkpoint(header, arrays);
        } catch (IOException e) {
            throw new RunException(
                    "Checkpoint " + file + " is damaged or not a checkpoint (" + RunException.reason(e) + ").", e);
        } catch (JsonParseException | IllegalArgumentException e) {
            throw new RunException(
                    "Checkpoint " + file + " is damaged or not a checkpoint (" + Faults.ofJson(e) + ").", e);
        }
    }

    /** Without the time of day: equal states are equal files, bit for bit. */
    private static ZipEntry entry(String name) {
        var entry = new ZipEntry(name);
        entry.setTimeLocal(LocalDateTime.of(1980, 1, 1, 0, 0));
        return entry;
    }

    private static byte[] bytes(ZipFile zip, String name) throws IOException {
        var entry = zip.getEntry(name);
        if (entry == null) {
            throw new IOException("it has no entry '" + name + "'");
        }
        try (var in = zip.getInputStream(entry)) {
            byte[] bytes = in.readAllBytes();
            // ZipFile itself does not look at the checksums.
            var sum = new CRC32();
            sum.update(bytes);
            if (sum.getValue() != entry.getCrc()) {
                throw new IOException("the checksum of its entry '" + name + "' is wrong");
            }
            return bytes;
        }
    }

    /** NumPy format 1.0; float32 where that is exact, float64 elsewhere. */
    private static void writeNpy(OutputStream out, double[] values) throws IOException {
        boolean single = true;
        for (double v : values) {
            single &= Double.compare((float) v, v) == 0;
        }
        String description =
                "{'descr': '<f" + (single ? 4 : 8) + "', 'fortran_order': False, 'shape': (" + values.length + ",), }";
        int padded = (10 + description.length() + 1 + 63) / 64 * 64;
        var buffer =
                ByteBuffer.allocate(padded + values.length * (single ? 4 : 8)).order(ByteOrder.LITTLE_ENDIAN);
        buffer.put((byte) 0x93)
                .put("NUMPY".getBytes(StandardCharsets.US_ASCII))
                .put((byte) 1)
                .put((byte) 0);
        buffer.putShort((short) (padded - 10));
        buffer.put((description + " ".repeat(padded - 11 - description.length()) + "\n")
                .getBytes(StandardCharsets.US_ASCII));
        for (double v : values) {
            if (single) {
                buffer.putFloat((float) v);
            } else {
                buffer.putDouble(v);
            }
        }
        out.write(buffer.array());
    }

    private static double[] readNpy(byte[] bytes, Path file, String name) {
        var buffer = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        int header = bytes.length < 10 ? 0 : buffer.getShort(8);
        String description = header > 0 && 10 + header <= bytes.length
                ? new String(bytes, 10, header, StandardCharsets.US_ASCII)
                : "";
        boolean single = description.contains("'<f4'");
        if (!single && !description.contains("'<f8'")) {
            throw new RunException("Checkpoint " + file + " has no little-endian float array '" + name + "'.");
        }
        buffer.position(10 + header);
        double[] values = new double[buffer.remaining() / (single ? 4 : 8)];
        for (int i = 0; i < values.length; i++) {
            values[i] = single ? buffer.getFloat() : buffer.getDouble();
        }
        return values;
    }
}
