package org.tandemrl.parallel;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/**
 * Threads that share out the blocks of one call. They live until closed; between calls they spin for a moment
 * and then park. Which thread takes a block does not matter to its result. A call allocates nothing.
 */
public final class Workers implements AutoCloseable {
    /** One block's work; {@code worker} says whose scratch memory to use, 0 is the calling thread. */
    @FunctionalInterface
    public interface Job {
        /** Does one block. */
        void run(int worker, int block);
    }

    private static final int SPINS = 2000;

    private final Thread[] threads;
    private final AtomicInteger next = new AtomicInteger();
    private final AtomicInteger running = new AtomicInteger();
    private volatile int call;
    private volatile boolean closed;
    private volatile Throwable failure;
    private Job job;
    private int blocks;

    /**
     * Starts them.
     *
     * @param count threads in all, the calling one included
     * @param name of the threads, for dumps
     */
    public Workers(int count, String name) {
        threads = new Thread[count - 1];
        for (int k = 0; k < threads.length; k++) {
            int worker = k + 1;
            threads[k] = Thread.ofPlatform().daemon().name(name + "-" + worker).start(() -> loop(worker));
        }
    }

    /** Threads in all, the calling one included. */
    public int count() {
        return threads.length + 1;
    }

    /**
     * Does blocks 0 … count − 1 and returns when all are done; what was written by any is seen by the caller.
     *
     * @throws IllegalStateException if a block failed, with its cause, or these workers are closed
     */
    public void run(Job work, int count) {
        if (closed) {
            throw new IllegalStateException("these workers are closed");
        }
        job = work;
        blocks = count;
        next.set(0);
        running.set(threads.length);
        failure = null;
        call = call + 1;
        for (var thread : threads) {
            LockSupport.unpark(thread);
        }
        take(0);
        for (int spin = 0; running.get() > 0; spin++) {
            if (spin < SPINS) {
                Thread.onSpinWait();
            } else {
                Thread.yield();
            }
        }
        job = null;
        var thrown = failure;
        if (thrown != null) {
            throw new IllegalStateException("a worker thread failed", thrown);
        }
    }

    private void take(int worker) {
        try {
            for (int block = next.getAndIncrement(); block < blocks; block = next.getAndIncrement()) {
                job.run(worker, block);
            }
        } catch (RuntimeException | Error e) {
            failure = e;
        }
    }

    private void loop(int worker) {
        int seen = 0;
        while (true) {
            for (int spin = 0; call == seen && !closed; spin++) {
                if (spin < SPINS) {
                    Thread.onSpinWait();
                } else {
                    LockSupport.park(this);
                }
            }
            if (closed) {
                return;
            }
            seen = call;
            take(worker);
            running.decrementAndGet();
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
