package org.tandemrl.kernel;

import io.github.spencerpark.jupyter.messages.MessageContext;
import java.util.Optional;
import java.util.concurrent.ForkJoinWorkerThread;

/**
 * One execution of a cell. It is the thread group of everything the cell starts, so that output from a thread which
 * outlives the cell still appears under it, and an interrupt reaches no thread of an earlier cell.
 */
final class Cell extends ThreadGroup {
    /** How long code called back by a library lets the library stop by itself, in nanoseconds. */
    private static final long GRACE = 5_000_000_000L;

    private static final StackWalker WALKER = StackWalker.getInstance();

    /** The interrupted cell whose code shall stop; read at every method entry and backward jump of notebook code. */
    private static volatile Cell stopping;

    private final int number;
    private final MessageContext request;
    private volatile long interruptedAt;
    private volatile int interrupts;

    /** @param request the message that asked for this execution; null outside Jupyter, where output has no parent */
    Cell(int number, MessageContext request) {
        super("cell " + number);
        this.number = number;
        this.request = request;
    }

    int number() {
        return number;
    }

    MessageContext request() {
        return request;
    }

    /** The cell that started the calling thread. Shared pools belong to no cell, whichever happened to start them. */
    static Optional<Cell> ofThread() {
        var thread = Thread.currentThread();
        return !(thread instanceof ForkJoinWorkerThread) && thread.getThreadGroup() instanceof Cell cell
                ? Optional.of(cell)
                : Optional.empty();
    }

    /** Forgets interrupts of earlier cells; called when a cell begins. */
    static void clearInterrupt() {
        stopping = null;
    }

    /** Asks for a stop; a second call stops notebook code even inside a library's call-back. */
    void interrupt(int times) {
        interruptedAt = System.nanoTime();
        interrupts = times;
        stopping = this;
    }

    boolean interrupted() {
        return interrupts > 0;
    }

    int interrupts() {
        return interrupts;
    }

    long nanosSinceInterrupt() {
        return System.nanoTime() - interruptedAt;
    }

    /** The check woven into notebook code; see {@link StopCheck}. */
    static void check() {
        var cell = stopping;
        if (cell != null) cell.stopIfMine();
    }

    private void stopIfMine() {
        var thread = Thread.currentThread();
        if (thread.getThreadGroup() != this && !(thread instanceof ForkJoinWorkerThread)) return;
        if (interrupts > 1 || nanosSinceInterrupt() > GRACE || runsOnlyNotebookCode()) throw new StopCheck.Stopped();
    }

    /** Whether no library stands between the cell and here. A library (a training loop, say) may want to stop tidily. */
    private static boolean runsOnlyNotebookCode() {
        return WALKER.walk(
                frames -> frames.dropWhile(frame -> frame.getClassName().startsWith("org.tandemrl.kernel."))
                        .filter(frame -> !frame.getClassName().startsWith("REPL.")
                                || frame.getMethodName().equals("do_it$"))
                        .findFirst()
                        .map(frame -> frame.getClassName().startsWith("REPL."))
                        .orElse(false));
    }
}
