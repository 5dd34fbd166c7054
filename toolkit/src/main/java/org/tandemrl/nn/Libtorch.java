package org.tandemrl.nn;

import ai.djl.engine.Engine;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What of libtorch DJL does not show, by symbols that it exports incidentally. They are looked up, and where one is not there (another
 * version, another processor), what needs it is left out.
 */
final class Libtorch {
    /**
     * Guards the warning, given once in a process, that a class of libtorch used inside DJL's own native code will be removed in libtorch 1.10;
     * this is 2.7. By the Itanium ABI for C++, a guard whose first byte is not zero says that it was given.
     */
    private static final String DEPRECATION_GIVEN = "_ZGVZN2at23AutoNonVariableTypeModeC4EbE17torch_warn_once_1";

    /** std::string at::get_cpu_capability(). */
    private static final String CAPABILITY = "_ZN2at18get_cpu_capabilityB5cxx11Ev";

    /** MKL's branch for this processor, by the numbers of mkl_types.h (MKL_CBWR_…). */
    private static final String BRANCH = "mkl_serv_cbwr_get_auto_branch";

    /** By which a user may ask MKL for other instructions than its own choice. */
    private static final List<String> WISHES = List.of("MKL_CBWR", "MKL_ENABLE_INSTRUCTIONS");

    private static final Map<Integer, String> BRANCHES = Map.ofEntries(
            Map.entry(2, "its own choice for the processor"),
            Map.entry(3, "compatible"),
            Map.entry(4, "SSE2"),
            Map.entry(6, "SSSE3"),
            Map.entry(7, "SSE4.1"),
            Map.entry(8, "SSE4.2"),
            Map.entry(9, "AVX"),
            Map.entry(10, "AVX2"),
            Map.entry(11, "AVX512 MIC"),
            Map.entry(12, "AVX512"),
            Map.entry(13, "AVX512 MIC E1"),
            Map.entry(14, "AVX512 E1"));

    private Libtorch() {}

    /** Keeps DJL's deprecation warning, which is no business of the user's, from being given. No other is touched. */
    static void silenceDeprecation() {
        symbol(DEPRECATION_GIVEN).ifPresent(guard -> guard.reinterpret(1).set(ValueLayout.JAVA_BYTE, 0, (byte) 1));
    }

    /** By name: the instructions that libtorch's own loops use, and the branch of its matrix library. */
    static Map<String, String> branches() {
        Engine.getInstance();
        var found = new TreeMap<String, String>();
        // The string comes back through a hidden first argument; on other processors elsewhere.
        if (System.getProperty("os.arch").equals("amd64")) {
            symbol(CAPABILITY).ifPresent(f -> found.put("libtorch", capability(f)));
            symbol(BRANCH).ifPresent(f -> found.put("mkl", branch(f)));
        }
        return found;
    }

    private static Optional<MemorySegment> symbol(String name) {
        return Libtorch.class.getModule().isNativeAccessEnabled()
                ? SymbolLookup.loaderLookup().find(name)
                : Optional.empty();
    }

    /** A short std::string: where its characters are, how many, and those. */
    private static String capability(MemorySegment function) {
        try (var arena = Arena.ofConfined()) {
            var string = arena.allocate(32, 8);
            Linker.nativeLinker()
                    .downcallHandle(function, FunctionDescriptor.ofVoid(ValueLayout.ADDRESS))
                    .invokeExact(string);
            long length = string.get(ValueLayout.JAVA_LONG, 8);
            var text = string.get(ValueLayout.ADDRESS, 0).reinterpret(length).toArray(ValueLayout.JAVA_BYTE);
            return new String(text, StandardCharsets.US_ASCII);
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }

    private static String branch(MemorySegment function) {
        try {
            int branch = (int) Linker.nativeLinker()
                    .downcallHandle(function, FunctionDescriptor.of(ValueLayout.JAVA_INT))
                    .invokeExact();
            var words = new StringBuilder(BRANCHES.getOrDefault(branch, "branch " + branch));
            WISHES.stream()
                    .filter(w -> System.getenv(w) != null)
                    .forEach(w -> words.append(", ").append(w).append('=').append(System.getenv(w)));
            return words.toString();
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }
}
