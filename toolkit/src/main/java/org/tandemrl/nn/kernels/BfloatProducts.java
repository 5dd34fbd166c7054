package org.tandemrl.nn.kernels;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;
import java.util.Optional;
import java.util.Set;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.ShortVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/**
 * Products of factors rounded to bfloat16 (8 bits of mantissa), summed in float32 by {@link LibtorchMm}, which rounds the sums to
 * bfloat16, too; what they are added to stays float32. Those with fewer than {@value #LEAST} columns, as a head's, are computed in
 * float32: there is no gain in speed, and part of the error would come from them.
 */
final class BfloatProducts implements Products {
    private static final int LEAST = 128;
    private static final Set<String> NEEDED = Set.of("amx_bf16", "avx512_bf16");
    private static final VectorSpecies<Short> HALF = Lanes.HALVES ? ShortVector.SPECIES_128 : ShortVector.SPECIES_256;
    private static final VectorSpecies<Integer> WHOLE = Lanes.HALVES ? IntVector.SPECIES_256 : IntVector.SPECIES_512;
    private static final ByteOrder ORDER = ByteOrder.nativeOrder();
    private static final int STEP = Lanes.LENGTH;

    private final LibtorchMm libtorch;
    private final Products float32;
    private final ThreadLocal<Rounded[]> rounded =
            ThreadLocal.withInitial(() -> new Rounded[] {new Rounded(), new Rounded(), new Rounded()});

    private BfloatProducts(LibtorchMm libtorch, Products float32) {
        this.libtorch = libtorch;
        this.float32 = float32;
    }

    /** The products, or why there are none. */
    record Found(Optional<Products> products, String reason) {}

    static Found find() {
        if (Processor.here().flags().stream().noneMatch(NEEDED::contains)) {
            return new Found(Optional.empty(), "the processor has neither AMX-BF16 nor AVX512-BF16");
        }
        return LibtorchMm.find()
                .flatMap(mm -> Products.float32().map(f -> new Found(Optional.of(new BfloatProducts(mm, f)), "")))
                .orElse(new Found(Optional.empty(), "libtorch does not export its product of bfloat16"));
    }

    @Override
    public String library() {
        return "onednn";
    }

    @Override
    public void set(Matrix c, Matrix start, Matrix a, Matrix b, int from, int to) {
        if (c.columns < LEAST) {
            float32.set(c, start, a, b, from, to);
            return;
        }
        int k = padded(a.columns);
        int n = padded(c.columns);
        var parts = rounded.get();
        parts[0].round(a, from, to, to - from);
        parts[1].round(b, 0, b.rows, k);
        var sums = parts[2].room(to - from, n);
        libtorch.multiply(false, to - from, n, k, parts[0].memory, parts[1].memory, sums);
        for (int r = from; r < to; r++) {
            sum(start.data, start.row(0), sums, (r - from) * n, c.data, c.row(r), n);
        }
    }

    @Override
    public void transposed(Matrix c, boolean added, Matrix a, Matrix b, int from, int to) {
        if (c.columns < LEAST) {
            float32.transposed(c, added, a, b, from, to);
            return;
        }
        int m = padded(c.rows);
        int n = padded(c.columns);
        var parts = rounded.get();
        parts[0].round(a, from, to, to - from);
        parts[1].round(b, from, to, to - from);
        var sums = parts[2].room(m, n);
        libtorch.multiply(true, m, n, to - from, parts[0].memory, parts[1].memory, sums);
        if (!added) {
            c.zero(0, c.rows);
        }
        for (int r = 0; r < c.rows; r++) {
            sum(c.data, c.row(r), sums, r * n, c.data, c.row(r), n);
        }
    }

    /** Columns that a matrix has memory for; those beyond its own are zero. */
    private static int padded(int columns) {
        return Matrix.roundUp(columns, Matrix.LANES);
    }

    /** to = start + x, for x of bfloat16. */
    private static void sum(float[] start, int startAt, MemorySegment x, int xAt, float[] to, int at, int count) {
        for (int i = 0; i < count; i += STEP) {
            var half = ShortVector.fromMemorySegment(HALF, x, 2L * (xAt + i), ORDER);
            var bits = ((IntVector) half.convertShape(VectorOperators.ZERO_EXTEND_S2I, WHOLE, 0))
                    .lanewise(VectorOperators.LSHL, 16);
            FloatVector.fromArray(Lanes.SPECIES, start, startAt + i)
                    .add(bits.reinterpretAsFloats())
                    .intoArray(to, at + i);
        }
    }

    /** A matrix in bfloat16 without gaps, outside the heap, where the collector does not move it. */
    private static final class Rounded {
        private MemorySegment memory = MemorySegment.NULL;

        MemorySegment room(int rows, int columns) {
            long bytes = 2L * rows * columns;
            if (memory.byteSize() < bytes) {
                memory = Arena.ofAuto().allocate(bytes, 64);
            }
            return memory;
        }

        /** Rows [from, to), and zeros up to so many rows. */
        void round(Matrix m, int from, int to, int rows) {
            int columns = padded(m.columns);
            var into = room(rows, columns);
            for (int r = from; r < to; r++) {
                round(m.data, m.row(r), into, (r - from) * columns, columns);
            }
            into.asSlice(2L * (to - from) * columns, 2L * (rows - to + from) * columns)
                    .fill((byte) 0);
        }

        /** To the nearest bfloat16, ties to even: the upper half of the bits after adding half of the lower one's range. */
        private static void round(float[] from, int at, MemorySegment to, int toAt, int count) {
            for (int i = 0; i < count; i += STEP) {
                var bits = FloatVector.fromArray(Lanes.SPECIES, from, at + i).reinterpretAsInts();
                var odd = bits.lanewise(VectorOperators.LSHR, 16).and(1);
                var upper = bits.add(odd).add(0x7fff).lanewise(VectorOperators.LSHR, 16);
                ((ShortVector) upper.convertShape(VectorOperators.I2S, HALF, 0))
                        .intoMemorySegment(to, 2L * (toAt + i), ORDER);
            }
        }
    }
}
