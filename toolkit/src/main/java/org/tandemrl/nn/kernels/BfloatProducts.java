package org.tandemrl.nn.kernels;

import java.io.IOException;
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
 * Products of factors rounded to bfloat16 (8 bits of mantissa), summed in float32, by {@link Mkl}. Processors with AMX do this many times faster than float32 products; those with
 * AVX512-BF16 alone about as fast.
 */
final class BfloatProducts implements Products {
    /** What decides whether this can be used. */
    static final String FLAGS = "tandem.cpu.flags";

    private static final Set<String> NEEDED = Set.of("amx_bf16", "avx512_bf16");
    private static final VectorSpecies<Short> HALF = Lanes.HALVES ? ShortVector.SPECIES_128 : ShortVector.SPECIES_256;

    private final Mkl mkl;
    /** Rounded factors, a pair a thread. */
    private final ThreadLocal<short[][]> rounded = ThreadLocal.withInitial(() -> new short[2][0]);

    private BfloatProducts(Mkl mkl) {
        this.mkl = mkl;
    }

    /** The products, or why there are none. */
    record Found(Optional<Products> products, String reason) {}

    static Found find() {
        if (flags().stream().noneMatch(NEEDED::contains)) {
            return new Found(Optional.empty(), "the processor has neither AMX-BF16 nor AVX512-BF16");
        }
        return Mkl.find()
                .filter(Mkl::hasBfloat)
                .map(mkl -> new Found(Optional.of(new BfloatProducts(mkl)), ""))
                .orElse(new Found(Optional.empty(), "libtorch does not export MKL's product of bfloat16"));
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
        product(c, c.row(from), false, Mkl.rows(to - from), a, a.row(from), a.columns, b, b.row(0), 1);
    }

    @Override
    public void transposed(Matrix c, boolean added, Matrix a, Matrix b, int from, int to) {
        product(c, c.row(0), true, Mkl.rows(c.rows), a, a.row(from), to - from, b, b.row(from), added ? 1 : 0);
    }

    private void product(
            Matrix c, int cAt, boolean turned, int m, Matrix a, int aAt, int k, Matrix b, int bAt, float kept) {
        short[][] factors = rounded.get();
        round(factors, 0, a.data, aAt, (turned ? k : m) * a.stride);
        round(factors, 1, b.data, bAt, k * b.stride);
        mkl.multiply(
                turned,
                m,
                Mkl.columns(c.columns),
                k,
                factors[0],
                a.stride,
                factors[1],
                b.stride,
                kept,
                c.data,
                c.stride,
                cAt);
    }

    /** To the nearest bfloat16, ties to even: the upper half of the bits after adding half of the lower one's range. */
    private static void round(short[][] factors, int which, float[] from, int at, int count) {
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
    }
}
