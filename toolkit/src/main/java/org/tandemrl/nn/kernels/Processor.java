package org.tandemrl.nn.kernels;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/**
 * What the system says of the processor; where it says nothing, an unknown one without special instructions.
 *
 * @param vendor as {@code AuthenticAMD}
 * @param family the vendor's number; 0 if unknown
 * @param flags names of instructions
 */
record Processor(String vendor, int family, Set<String> flags) {
    /** Masks the flags: a test's, or of a user who wants the next path. */
    static final String FLAGS = "tandem.cpu.flags";

    private static final Path FILE = Path.of("/proc/cpuinfo");

    /** AMD's processors from this family on compute 512 bits at once; those before, and so those that MKL knows, as two halves. */
    private static final int AMD_WITH_WHOLE_VECTORS = 26;

    /** This machine's. */
    static Processor here() {
        var lines = firstCore();
        String flags = System.getProperty(FLAGS, lines.getOrDefault("flags", ""));
        String family = lines.getOrDefault("cpu family", "0");
        return new Processor(
                lines.getOrDefault("vendor_id", ""),
                family.matches("\\d{1,9}") ? Integer.parseInt(family) : 0,
                Set.of(flags.strip().split("\\s+")));
    }

    /** Whether tiles by the Vector API multiply faster than MKL (docs/speed.md): it has no code for such vectors of AMD's. */
    boolean prefersVectorApi() {
        return vendor.equals("AuthenticAMD") && family >= AMD_WITH_WHOLE_VECTORS && !Lanes.HALVES;
    }

    private static Map<String, String> firstCore() {
        var values = new HashMap<String, String>();
        try (var lines = Files.lines(FILE)) {
            lines.takeWhile(l -> !l.isBlank()).filter(l -> l.contains(":")).forEach(l -> {
                int colon = l.indexOf(':');
                values.put(l.substring(0, colon).strip(), l.substring(colon + 1).strip());
            });
        } catch (IOException e) {
            // No Linux: nothing is known.
            return Map.of();
        }
        return values;
    }
}
