package org.tandemrl.kernel;

import java.io.ByteArrayInputStream;
import java.lang.classfile.ClassHierarchyResolver;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import jdk.jshell.execution.DirectExecutionControl;

/** Runs JShell's snippets in this process, each on a thread of the running {@link Cell}, and keeps values as objects. */
final class CellExecution extends DirectExecutionControl {
    private static final long SECOND = 1_000_000_000L;
    /** What {@link #varValue} says of a variable without a value. */
    static final Set<String> EMPTY = Set.of("null", "0", "0.0", "false", "\0");

    private final ClassLoader loader;
    private Cell cell = new Cell(0, null);
    private Thread runner;
    private Object value;
    private Throwable failure;
    private boolean active;
    private boolean leftBehind;

    CellExecution() {
        // DirectExecutionControl tells nobody the loader it made, except by this documented side effect.
        loader = Thread.currentThread().getContextClassLoader();
    }

    synchronized void begin(Cell next) {
        // Code left behind by a second interrupt must still stop when it comes back from the library it is stuck in.
        if (!leftBehind) Cell.clearInterrupt();
        cell = next;
        value = null;
        failure = null;
        active = true;
    }

    synchronized void end() {
        active = false;
    }

    /** The value of the snippet that ran last; null when it had none. */
    Object takeValue() {
        var taken = value;
        value = null;
        return taken;
    }

    /** What the snippet that ran last threw, or null. */
    Throwable takeFailure() {
        var taken = failure;
        failure = null;
        return taken;
    }

    ClassLoader loader() {
        return loader;
    }

    /** Interrupts the running cell, if any. Called from another thread, any number of times. */
    synchronized void interrupt() {
        if (!active) return;
        cell.interrupt(cell.interrupts() + 1);
        if (runner != null) runner.interrupt();
    }

    @Override
    public void load(ClassBytecodes[] classes)
            throws ClassInstallException, NotImplementedException, EngineTerminationException {
        var batch = new HashMap<String, byte[]>();
        for (var loaded : classes) batch.put('L' + loaded.name().replace('.', '/') + ';', loaded.bytecodes());
        var known = ClassHierarchyResolver.ofResourceParsing(type -> batch.containsKey(type.descriptorString())
                        ? new ByteArrayInputStream(batch.get(type.descriptorString()))
                        : null)
                .orElse(ClassHierarchyResolver.ofResourceParsing(loader))
                .cached();
        super.load(Arrays.stream(classes)
                .map(loaded -> new ClassBytecodes(loaded.name(), StopCheck.weave(loaded.bytecodes(), known)))
                .toArray(ClassBytecodes[]::new));
    }

    @Override
    protected String invoke(Method method) throws Exception {
        var outcome = new CompletableFuture<Object>();
        synchronized (this) {
            if (cell.interrupted()) throw new StoppedException();
            runner = new Thread(
                    cell,
                    () -> {
                        try {
                            outcome.complete(method.invoke(null));
                        } catch (InvocationTargetException e) {
                            outcome.completeExceptionally(e.getCause());
                        } catch (Throwable e) {
                            outcome.completeExceptionally(e);
                        }
                    },
                    "cell " + cell.number());
            runner.setContextClassLoader(loader);
            runner.setDaemon(true);
            runner.start();
        }
        try {
            value = await(outcome);
            return value == null ? "null" : ""; // JShell wants a text; calling toString() here could cost seconds
        } catch (ExecutionException e) {
            if (e.getCause() instanceof StopCheck.Stopped) throw new StoppedException();
            throw new InvocationTargetException(e.getCause());
        } finally {
            synchronized (this) {
                runner = null;
            }
        }
    }

    /** Waits for the snippet; library code that ignores an interrupt is waited for until a second one. */
    private Object await(CompletableFuture<Object> outcome)
            throws ExecutionException, InterruptedException, StoppedException {
        var told = false;
        while (true) {
            try {
                return outcome.get(100, TimeUnit.MILLISECONDS);
            } catch (TimeoutException e) {
                if (!cell.interrupted() || cell.nanosSinceInterrupt() < 2 * SECOND) continue;
                if (cell.interrupts() > 1) {
                    leftBehind = true;
                    System.err.println("Left behind: the code goes on in a thread of its own until it is finished.");
                    throw new StoppedException();
                }
                if (!told)
                    System.err.println(
                            "Waiting for code that has not heeded the interrupt yet. Interrupt again to leave it behind.");
                told = true;
            }
        }
    }

    /** The value's text if it is short: calling any object's toString() here could cost seconds. */
    @Override
    public String varValue(String className, String variable)
            throws RunException, EngineTerminationException, InternalException {
        try {
            var field = findClass(className).getDeclaredField(variable);
            field.setAccessible(true);
            var held = field.get(null);
            return held == null || held instanceof Number || held instanceof Boolean || held instanceof Character
                    ? String.valueOf(held)
                    : "";
        } catch (ReflectiveOperationException e) {
            throw new InternalException(e.toString());
        }
    }

    @Override
    protected String throwConvertedInvocationException(Throwable cause) throws RunException, InternalException {
        failure = cause;
        return super.throwConvertedInvocationException(cause);
    }
}
