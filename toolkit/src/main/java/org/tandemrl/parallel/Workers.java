package org.tandemrl.parallel;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/**
 * Threads that share out the blocks of one call. They live until closed; between calls they spin for a moment
 * and then park. Which thread takes a block does not matter to its result. A call allocates nothing.
 *
 * <p>The caller waits for the blocks, not for the threads: one that wakes late finds nothing left and is not missed. So a
 * thread more costs a small batch, or a machine whose cores are taken, next to nothing.
 */
public final class Workers implements AutoCloseable {
    /** One block's work; {@code worker} says whose scratch memory to use, 0 is the calling thread. */
    @FunctionalInterface
    public interface Job {
        /** Does one block. */
        void run(int worker, int block);
    }

    /** More threads than any machine's cores that this was thought for. */
    public static final int MOST = 1024;

    private static final int SPINS = 2000;

    private final Thread[] threads;
    /**
     * The number of the call in the upper half, how many of its blocks nobody has taken in the lower. Both in one word, so that
     * a thread that looked during one call cannot take a block of the next by mistake.
     */
    private final AtomicLong open = new AtomicLong();
    /** Blocks of this call that are not done. */
    private final AtomicInteger pending = new AtomicInteger();

    private volatile boolean closed;
    private volatile Throwable failure;
    private int call;
    /** Of the calling thread's; a second caller at the same moment may escape it, a nested call does not. */
    private boolean busy;
    /** Written before {@code open}, read by whoever took a block, and unchanged until that block is done. */
    private Job job;

    /**
     * Starts them.
     *
     * @param count threads in all, the calling one included
     * @param name of the threads, for dumps
     */
    public Workers(int count, String name) {
        checked("the number of threads", count);
        threads = new Thread[count - 1];
        for (int k = 0; k < threads.length; k++) {
            int worker = k + 1;
            threads[k] = Thread.ofPlatform().daemon().name(name + "-" + worker).start(() -> loop(worker));
        }
    }

    /**
     * A number of threads, if it can be one.
     *
     * @param name by which a message calls it
     * @throws IllegalArgumentException saying what is allowed
     */
    public static int checked(String name, int threads) {
        if (threads < 1 || threads > MOST) {
            throw new IllegalArgumentException(
                    name + " is " + threads + "; allowed is 1 or more, at most " + MOST + ".");
        }
        return threads;
    }

    /** Threads in all, the calling one included. */
    public int count() {
        return threads.length + 1;
    }

    /** Shares out blocks 0 … count − 1; see {@link #run(Job, int, boolean)}. */
    public void run(Job work, int count) {
        run(work, count, true);
    }

    /**
     * Does blocks 0 … blocks − 1 and returns when all are done; what was written by any is seen by the caller.
     *
     * @param shared false leaves all blocks to the calling thread
     * @throws RuntimeException (or Error) that a block threw; with several, one of them
     * @throws IllegalStateException if these workers are closed or at work
     */
    public void run(Job work, int blocks, boolean shared) {
        if (closed) {
            throw new IllegalStateException("these workers are closed");
        }
        if (busy) {
            throw new IllegalStateException(
                    "these workers are at work: one call at a time, and none from within a block");
        }
        busy = true;
        try {
            share(work, blocks, shared);
        } finally {
            busy = false;
        }
    }

    private void share(Job work, int blocks, boolean shared) {
        if (!shared || threads.length == 0) {
            for (int block = 0; block < blocks; block++) {
                work.run(0, block);
            }
            return;
        }
        job = work;
        failure = null;
        pending.set(blocks);
        call++;
        open.set((long) call << Integer.SIZE | blocks);
        for (var thread : threads) {
            LockSupport.unpark(thread);
        }
        take(0);
        for (int spin = 0; pending.get() > 0; spin++) {
            if (spin < SPINS) {
                Thread.onSpinWait();
            } else {
                Thread.yield();
            }
        }
        job = null;
        // The failure itself, as on one thread: callers know it by its type.
        switch (failure) {
            case null -> {}
            case RuntimeException e -> throw e;
            case Error e -> throw e;
            default -> throw new IllegalStateException(failure);
        }
    }

    private void take(int worker) {
        for (long seen = open.get(); (int) seen > 0; seen = open.get()) {
            if (open.compareAndSet(seen, seen - 1)) {
                try {
                    job.run(worker, (int) seen - 1);
                } catch (RuntimeException | Error e) {
                    failure = e;
                } finally {
                    pending.decrementAndGet();
                }
            }
        }
    }

    private void loop(int worker) {
        while (!closed) {
            for (int spin = 0; (int) open.get() == 0 && !closed; spin++) {
                if (spin < SPINS) {
                    Thread.onSpinWait();
                } else {
                    LockSupport.park(this);
                }
            }
            take(worker);
        }
    }

    @Override
    public void close() {
        closed = true;
        for (var thread : threads) {
            LockSupport.unpark(thread);
        }
    }
}
