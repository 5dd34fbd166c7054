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
 * libtorch's product of bfloat16 matrices, which is oneDNN's: sums in float32, rounds the result to bfloat16. It is called by the C interface that
 * libtorch offers to compiled models ({@code aoti_torch_…}: plain functions, tensors over memory of the caller, errors as numbers).
 */
final class LibtorchMm {
    /** Pretends that there is none. */
    static final String HIDDEN = "tandem.libtorch.mm.hidden";

    private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT;
    private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG;
    private static final String NEEDED = "aoti_torch_";

    private final MethodHandle tensor;
    private final MethodHandle delete;
    private final MethodHandle mm;
    private final MethodHandle threads;
    private final MethodHandle setThreads;
    private final int bfloat16;
    private final ThreadLocal<Call> calls = ThreadLocal.withInitial(Call::new);

    private LibtorchMm(Finder found) throws Throwable {
        var p = ValueLayout.ADDRESS;
        tensor = found.handle(
                NEEDED + "create_tensor_from_blob", FunctionDescriptor.of(INT, p, LONG, p, p, LONG, INT, INT, INT, p));
        delete = found.handle(NEEDED + "delete_tensor_object", FunctionDescriptor.of(INT, p));
        mm = found.handle(NEEDED + "cpu_mm_out", FunctionDescriptor.of(INT, p, p, p));
        threads = found.handle("omp_get_max_threads", FunctionDescriptor.of(INT));
        setThreads = found.handle("omp_set_num_threads", FunctionDescriptor.ofVoid(INT));
        bfloat16 = (int) found.handle(NEEDED + "dtype_bfloat16", FunctionDescriptor.of(INT))
                .invokeExact();
    }

    /** It, if this libtorch exports all that it takes. */
    static Optional<LibtorchMm> find() {
        Engine.getInstance();
        if (Boolean.getBoolean(HIDDEN)) {
            return Optional.empty();
        }
        try {
            return Optional.of(new LibtorchMm(new Finder(SymbolLookup.loaderLookup())));
        } catch (Missing e) {
            return Optional.empty();
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }

    /**
     * C = A B for A [m, k] (lies as [k, m] if {@code turned}), B [k, n], C [m, n] of bfloat16, without gaps between rows, by this thread alone.
     */
    void multiply(boolean turned, int m, int n, int k, MemorySegment a, MemorySegment b, MemorySegment c) {
        calls.get().multiply(turned, m, n, k, a, b, c);
    }

    /** A thread's memory for what is passed by address. */
    private final class Call {
        private final MemorySegment sizes = Arena.ofAuto().allocate(16, 8);
        private final MemorySegment strides = Arena.ofAuto().allocate(16, 8);
        private final MemorySegment handle = Arena.ofAuto().allocate(8, 8);
        private boolean begun;

        void multiply(boolean turned, int m, int n, int k, MemorySegment a, MemorySegment b, MemorySegment c) {
            try {
                // Our own threads share the work; libtorch's would fight them for the cores. What DJL does on this
                // thread keeps its number.
                int before = (int) threads.invokeExact();
                if (!begun) {
                    // Its first product on a thread sets the thread's number itself.
                    product(turned, m, n, k, a, b, c);
                    begun = true;
                }
                setThreads.invokeExact(1);
                try {
                    product(turned, m, n, k, a, b, c);
                } finally {
                    setThreads.invokeExact(before);
                }
            } catch (Throwable e) {
                throw new IllegalStateException(e);
            }
        }

        private void product(boolean turned, int m, int n, int k, MemorySegment a, MemorySegment b, MemorySegment c)
                throws Throwable {
            var first = turned ? over(a, m, k, 1, m) : over(a, m, k, k, 1);
            var second = over(b, k, n, n, 1);
            var result = over(c, m, n, n, 1);
            check((int) mm.invokeExact(result, first, second));
            check((int) delete.invokeExact(first));
            check((int) delete.invokeExact(second));
            check((int) delete.invokeExact(result));
        }

        private MemorySegment over(MemorySegment data, long rows, long columns, long toRow, long toColumn)
                throws Throwable {
            sizes.setAtIndex(LONG, 0, rows);
            sizes.setAtIndex(LONG, 1, columns);
            strides.setAtIndex(LONG, 0, toRow);
            strides.setAtIndex(LONG, 1, toColumn);
            check((int) tensor.invokeExact(data, 2L, sizes, strides, 0L, bfloat16, 0, 0, handle));
            return handle.get(ValueLayout.ADDRESS, 0);
        }

        private static void check(int error) {
            if (error != 0) {
                throw new IllegalStateException(
                        "libtorch's product of bfloat16 failed; it says why on standard error.");
            }
        }
    }

    private record Finder(SymbolLookup symbols) {
        MethodHandle handle(String name, FunctionDescriptor kind) throws Missing {
            return Linker.nativeLinker().downcallHandle(symbols.find(name).orElseThrow(Missing::new), kind);
        }
    }

    private static final class Missing extends Exception {
        private static final long serialVersionUID = 1;
    }
}
