package org.tandemrl.parallel;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;

/**
 * Threads that go before all others of the machine, for loops that must be punctual: Linux's first-in-first-out scheduling of one thread and of those that it starts
 * from there on. The JVM's own threads, which compile and collect, stay as they are: they would hold such a loop up if they were its equals.
 */
public final class Realtime {
    /** The highest that is of use; above it stands what the kernel does itself. */
    public static final int MOST = 90;

    private static final int FIRST_IN_FIRST_OUT = 1;

    private Realtime() {}

    /**
     * Lets the calling thread go before others.
     *
     * @param priority 1 to {@value #MOST}
     * @throws IllegalArgumentException if it is another
     * @throws UnsupportedOperationException if the system has no such threads, or does not let this process have them
     */
    public static void enter(int priority) {
        if (priority < 1 || priority > MOST) {
            throw new IllegalArgumentException("The priority is " + priority + "; allowed are 1 to " + MOST + ".");
        }
        var linker = Linker.nativeLinker();
        var symbol = linker.defaultLookup().find("sched_setscheduler");
        if (symbol.isEmpty()) {
            throw new UnsupportedOperationException(
                    "This system has no sched_setscheduler: real-time threads are for Linux.");
        }
        MethodHandle set = linker.downcallHandle(
                symbol.get(),
                FunctionDescriptor.of(
                        ValueLayout.JAVA_INT, ValueLayout.JAVA_INT, ValueLayout.JAVA_INT, ValueLayout.ADDRESS));
        int failed;
        try (var arena = Arena.ofConfined()) {
            var parameter = arena.allocate(ValueLayout.JAVA_INT);
            parameter.set(ValueLayout.JAVA_INT, 0, priority);
            failed = (int) set.invokeExact(0, FIRST_IN_FIRST_OUT, parameter);
        } catch (Throwable e) {
            throw new IllegalStateException("sched_setscheduler cannot be called", e);
        }
        if (failed != 0) {
            throw new UnsupportedOperationException(
                    "This process may have no real-time threads: it needs root, or a limit (ulimit -r) of " + priority
                            + " or more.");
        }
    }
}
