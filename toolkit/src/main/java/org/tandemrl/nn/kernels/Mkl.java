package org.tandemrl.nn.kernels;

import ai.djl.engine.Engine;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.util.Optional;

/**
 * The products of the MKL that comes inside libtorch, on arrays as they lie in the heap. Its export there is incidental: the symbols are
 * looked up at the start.
 *
 * <p>Results must not depend on where the collector has put an array. Those of MKL do for a single row or column; {@link #rows} and
 * {@link #columns} are therefore rounded up to whole tiles, of which there is memory ({@link Matrix}).
 */
final class Mkl {
    /** Pretends that there is none. */
    static final String HIDDEN = "tandem.mkl.hidden";

    private final MethodHandle threads;
    private final MethodHandle single;
    private final ThreadLocal<Arguments> arguments = ThreadLocal.withInitial(Arguments::new);

    private Mkl(MethodHandle threads, MethodHandle single) {
        this.threads = threads;
        this.single = single;
    }

    /** MKL, if this libtorch exports what it takes of it. */
    static Optional<Mkl> find() {
        Engine.getInstance();
        if (Boolean.getBoolean(HIDDEN)) {
            return Optional.empty();
        }
        var symbols = SymbolLookup.loaderLookup();
        var i = ValueLayout.JAVA_INT;
        var p = ValueLayout.ADDRESS;
        var linker = Linker.nativeLinker();
        // Critical: the arrays are passed as they are; a product takes milliseconds at most.
        var critical = Linker.Option.critical(true);
        return symbols.find("MKL_Set_Num_Threads_Local")
                .flatMap(threads -> symbols.find("SGEMM")
                        .map(product -> new Mkl(
                                linker.downcallHandle(threads, FunctionDescriptor.of(i, i)),
                                linker.downcallHandle(
                                        product,
                                        FunctionDescriptor.ofVoid(p, p, p, p, p, p, p, p, p, p, p, p, p),
                                        critical))));
    }

    /** Rows of a result, whole tiles. */
    static int rows(int rows) {
        return Matrix.roundUp(rows, Matrix.TILE_ROWS);
    }

    /** Columns of a result, whole vectors. */
    static int columns(int columns) {
        return Matrix.roundUp(columns, Matrix.LANES);
    }

    /**
     * C = A B + kept · C in float32, for A [m, k] (lies as [k, m] if {@code turned}), B [k, n], C [m, n], each beginning at a row of a matrix.
     */
    void multiply(
            boolean turned,
            int m,
            int n,
            int k,
            Matrix a,
            int aRow,
            Matrix b,
            int bRow,
            float kept,
            Matrix c,
            int cRow) {
        // FORTRAN reads rows as columns: it is given Cᵀ = Bᵀ Aᵀ.
        var given = arguments.get().set(n, m, k, b.stride, a.stride, c.stride, kept);
        var aAs = turned ? given.transposed : given.asIs;
        alone(() -> {
            single.invokeExact(
                    given.asIs,
                    aAs,
                    given.n,
                    given.m,
                    given.k,
                    given.one,
                    MemorySegment.ofArray(b.data).asSlice(4L * b.row(bRow)),
                    given.ldb,
                    MemorySegment.ofArray(a.data).asSlice(4L * a.row(aRow)),
                    given.lda,
                    given.kept,
                    MemorySegment.ofArray(c.data).asSlice(4L * c.row(cRow)),
                    given.ldc);
        });
    }

    private interface Call {
        void invoke() throws Throwable;
    }

    /** Our own threads share the work; MKL's would fight them for the cores. What DJL does on this thread keeps its number. */
    private void alone(Call call) {
        try {
            int before = (int) threads.invokeExact(1);
            call.invoke();
            int ours = (int) threads.invokeExact(before);
            assert ours == 1;
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }

    /** A thread's numbers, which FORTRAN takes by address. */
    private static final class Arguments {
        private final MemorySegment memory = Arena.ofAuto().allocate(64, 64);
        private final MemorySegment n = memory.asSlice(0);
        private final MemorySegment m = memory.asSlice(4);
        private final MemorySegment k = memory.asSlice(8);
        private final MemorySegment ldb = memory.asSlice(12);
        private final MemorySegment lda = memory.asSlice(16);
        private final MemorySegment ldc = memory.asSlice(20);
        private final MemorySegment one = memory.asSlice(24);
        private final MemorySegment kept = memory.asSlice(28);
        private final MemorySegment asIs = memory.asSlice(32);
        private final MemorySegment transposed = memory.asSlice(36);

        Arguments() {
            one.set(ValueLayout.JAVA_FLOAT, 0, 1f);
            asIs.set(ValueLayout.JAVA_BYTE, 0, (byte) 'N');
            transposed.set(ValueLayout.JAVA_BYTE, 0, (byte) 'T');
        }

        Arguments set(int columns, int rows, int inner, int strideB, int strideA, int strideC, float keep) {
            n.set(ValueLayout.JAVA_INT, 0, columns);
            m.set(ValueLayout.JAVA_INT, 0, rows);
            k.set(ValueLayout.JAVA_INT, 0, inner);
            ldb.set(ValueLayout.JAVA_INT, 0, strideB);
            lda.set(ValueLayout.JAVA_INT, 0, strideA);
            ldc.set(ValueLayout.JAVA_INT, 0, strideC);
            kept.set(ValueLayout.JAVA_FLOAT, 0, keep);
            return this;
        }
    }
}
