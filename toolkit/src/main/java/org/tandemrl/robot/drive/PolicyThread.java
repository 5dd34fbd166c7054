package org.tandemrl.robot.drive;

import java.util.Arrays;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.UnaryOperator;
import org.tandemrl.task.RecurrentPolicy;
import org.tandemrl.task.go2.Go2Sensors;
import org.tandemrl.task.go2.Go2Servos;

/** A policy on a thread of its own, so that one that takes long, or never answers, holds no command up. */
public final class PolicyThread implements PolicyRunner {
    private static final int TRIES = 200;

    private static final long PATIENCE = 1000;

    private final UnaryOperator<double[]> policy;
    private final Runnable atEnd;
    private final double[] observation = new double[Go2Sensors.SIZE];
    private final double[] action = new double[Go2Servos.JOINTS];
    private final AtomicInteger asked = new AtomicInteger();
    private final AtomicInteger answered = new AtomicInteger();
    private final Thread thread;
    private final CountDownLatch ended = new CountDownLatch(1);
    private volatile boolean closed;
    private volatile String failure = "";

    /**
     * Starts it, after the policy was tried often enough to be compiled.
     *
     * @param policy from 49 numbers to 12
     * @param atEnd done by the thread when it ends: what the policy needs must not go while it computes
     */
    public PolicyThread(UnaryOperator<double[]> policy, Runnable atEnd) {
        this.policy = policy;
        this.atEnd = atEnd;
        for (int k = 0; k < TRIES; k++) {
            double[] tried = policy.apply(new double[Go2Sensors.SIZE]);
            if (tried.length != Go2Servos.JOINTS) {
                throw new IllegalArgumentException(
                        "The policy answers " + tried.length + " numbers; needed are " + Go2Servos.JOINTS + ".");
            }
        }
        // What it saw so far was nothing.
        RecurrentPolicy.begin(policy);
        thread = Thread.ofPlatform().name("policy").daemon().start(this::answer);
    }

    private void answer() {
        try {
            answers();
        } finally {
            atEnd.run();
            ended.countDown();
        }
    }

    private void answers() {
        while (!closed) {
            int question = asked.get();
            if (question == answered.get()) {
                LockSupport.park(this);
                continue;
            }
            try {
                System.arraycopy(policy.apply(observation.clone()), 0, action, 0, action.length);
            } catch (RuntimeException e) {
                failure = String.valueOf(e.getMessage());
                Arrays.fill(action, Double.NaN);
            }
            answered.set(question);
        }
    }

    @Override
    public void ask(double[] seen) {
        System.arraycopy(seen, 0, observation, 0, observation.length);
        asked.incrementAndGet();
        LockSupport.unpark(thread);
    }

    @Override
    public boolean answered(double[] to) {
        if (asked.get() != answered.get()) {
            return false;
        }
        System.arraycopy(action, 0, to, 0, action.length);
        return true;
    }

    /** Why the policy failed, if it did; its answer was then not finite. */
    public String failure() {
        return failure;
    }

    @Override
    public void close() {
        closed = true;
        LockSupport.unpark(thread);
        try {
            // Not a join: who never answers must not hold up who has damped.
            boolean gone = ended.await(PATIENCE, TimeUnit.MILLISECONDS);
            assert gone || thread.isAlive();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
