package org.tandemrl.nn.kernels;

import ai.djl.engine.Engine;
import java.io.IOException;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.ShortVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/**
 * Products of factors rounded to bfloat16 (8 bits of mantissa), summed in float32, by the MKL that comes inside libtorch. Its export there is
 * incidental: the symbols are looked up at the start. Processors with AMX do this many times faster than float32 products; those with
 * AVX512-BF16 alone about as fast.
 */
final class BfloatProducts implements Products {
    /** What decides whether this can be used. */
    static final String FLAGS = "tandem.cpu.flags";

    private static final Set<String> NEEDED = Set.of("amx_bf16", "avx512_bf16");
    private static final int ROW_MAJOR = 101;
    private static final int AS_IS = 111;
    private static final int TRANSPOSED = 112;

    private static final VectorSpecies<Short> HALF = Lanes.HALVES ? ShortVector.SPECIES_128 : ShortVector.SPECIES_256;

    private final MethodHandle gemm;
    private final MethodHandle threads;
    /** Rounded factors, a pair a thread. */
    private final ThreadLocal<short[][]> rounded = ThreadLocal.withInitial(() -> new short[2][0]);

    private BfloatProducts(MethodHandle gemm, MethodHandle threads) {
        this.gemm = gemm;
        this.threads = threads;
    }

    /** The products, or why there are none. */
    record Found(Optional<Products> products, String reason) {}

    static Found find() {
        var flags = flags();
        if (flags.stream().noneMatch(NEEDED::contains)) {
            return new Found(Optional.empty(), "the processor has neither AMX-BF16 nor AVX512-BF16");
        }
        Engine.getInstance();
        var symbols = Boolean.getBoolean("tandem.mkl.hidden")
                ? (SymbolLookup) name -> Optional.empty()
                : SymbolLookup.loaderLookup();
        var gemm = symbols.find("cblas_gemm_bf16bf16f32");
        var threads = symbols.find("MKL_Set_Num_Threads_Local");
        if (gemm.isEmpty() || threads.isEmpty()) {
            return new Found(Optional.empty(), "libtorch does not export MKL's product of bfloat16");
        }
        var i = ValueLayout.JAVA_INT;
        var f = ValueLayout.JAVA_FLOAT;
        var p = ValueLayout.ADDRESS;
        var linker = Linker.nativeLinker();
        // Critical: the arrays are passed as they are; a product takes well under a millisecond.
        return new Found(
                Optional.of(new BfloatProducts(
                        linker.downcallHandle(
                                gemm.get(),
                                FunctionDescriptor.ofVoid(i, i, i, i, i, i, f, p, i, p, i, f, p, i),
                                Linker.Option.critical(true)),
                        linker.downcallHandle(threads.get(), FunctionDescriptor.of(i, i)))),
                "");
    }

    private static Set<String> flags() {
        String given = System.getProperty(FLAGS);
        if (given != null) {
            return Set.of(given.split(" "));
        }
        try (var lines = Files.lines(Path.of("/proc/cpuinfo"))) {
            return lines.filter(l -> l.startsWith("flags"))
                    .findFirst()
                    .map(l -> Set.copyOf(Arrays.asList(
                            l.substring(l.indexOf(':') + 1).strip().split(" "))))
                    .orElse(Set.of());
        } catch (IOException e) {
            return Set.of();
        }
    }

    @Override
    public void set(Matrix c, Matrix start, Matrix a, Matrix b, int from, int to) {
        RowOps.fill(c, start, from, to);
        product(c, c.row(from), AS_IS, to - from, a, a.row(from), a.columns, b, b.row(0), 1);
    }

    @Override
    public void transposed(Matrix c, boolean added, Matrix a, Matrix b, int from, int to) {
        product(c, c.row(0), TRANSPOSED, c.rows, a, a.row(from), to - from, b, b.row(from), added ? 1 : 0);
    }

    private void product(Matrix c, int cAt, int turn, int m, Matrix a, int aAt, int k, Matrix b, int bAt, float kept) {
        short[][] factors = rounded.get();
        int aRows = turn == AS_IS ? m : k;
        var x = round(factors, 0, a.data, aAt, aRows * a.stride);
        var y = round(factors, 1, b.data, bAt, k * b.stride);
        var z = MemorySegment.ofArray(c.data).asSlice(4L * cAt);
        try {
            // Our own threads share the work; MKL's would fight them for the cores. What DJL does on this thread keeps
            // its number.
            int before = (int) threads.invokeExact(1);
            gemm.invokeExact(ROW_MAJOR, turn, AS_IS, m, c.columns, k, 1f, x, a.stride, y, b.stride, kept, z, c.stride);
            int ours = (int) threads.invokeExact(before);
            assert ours == 1;
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }

    /** To the nearest bfloat16, ties to even: the upper half of the bits after adding half of the lower one's range. */
    private static MemorySegment round(short[][] factors, int which, float[] from, int at, int count) {
        if (factors[which].length < count) {
            factors[which] = new short[count];
        }
        short[] to = factors[which];
        for (int i = 0; i < count; i += Lanes.LENGTH) {
            var bits = FloatVector.fromArray(Lanes.SPECIES, from, at + i).reinterpretAsInts();
            var odd = bits.lanewise(VectorOperators.LSHR, 16).and(1);
            var upper = bits.add(odd).add(0x7fff).lanewise(VectorOperators.LSHR, 16);
            ((ShortVector) upper.convertShape(VectorOperators.I2S, HALF, 0)).intoArray(to, i);
        }
        return MemorySegment.ofArray(to);
    }
}
