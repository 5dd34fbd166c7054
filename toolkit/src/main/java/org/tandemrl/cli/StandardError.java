package org.tandemrl.cli;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.ValueLayout;

/**
 * Gives the process the standard error that its caller meant. While the JVM starts, {@code environment/tandem} lets it write through a
 * filter that leaves out one line ("Using incubator modules: jdk.incubator.vector", which greets every user of the Vector API and which no
 * option turns off); the caller's own is kept under the number in {@code tandem.stderr}. From {@code main} on there is no filter: a
 * terminal is a terminal, and nothing comes late.
 */
final class StandardError {
    private StandardError() {}

    /** Puts the kept one in the filter's place; does nothing where none is kept, and leaves the filter, which passes all on, if it fails. */
    static void restore() {
        Integer kept = Integer.getInteger("tandem.stderr");
        if (kept == null) {
            return;
        }
        try {
            var linker = Linker.nativeLinker();
            var names = linker.defaultLookup();
            var i = ValueLayout.JAVA_INT;
            int done = (int) linker.downcallHandle(names.findOrThrow("dup2"), FunctionDescriptor.of(i, i, i))
                    .invokeExact((int) kept, 2);
            if (done == 2) {
                // Processes that this one starts must not hold it open.
                int closed = (int) linker.downcallHandle(names.findOrThrow("close"), FunctionDescriptor.of(i, i))
                        .invokeExact((int) kept);
                assert closed == 0;
            }
        } catch (Throwable e) {
            assert false : e;
        }
    }
}
