package org.tandemrl.robot.drive;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.tandemrl.task.RecurrentPolicy;

/** A policy on a thread of its own. */
final class PolicyThreadTest {
    private static final int TRIES = 200;

    private static boolean answered(PolicyThread thread, double[] action) throws InterruptedException {
        for (int k = 0; k < 5000; k++) {
            if (thread.answered(action)) {
                return true;
            }
            Thread.sleep(1);
        }
        return false;
    }

    @Test
    void eachQuestionGetsItsOwnAnswer() throws Exception {
        var ended = new AtomicInteger();
        double[] seen = new double[49];
        double[] action = new double[12];
        try (var thread = new PolicyThread(
                observation -> {
                    double[] answer = new double[12];
                    Arrays.fill(answer, observation[7]);
                    return answer;
                },
                ended::incrementAndGet)) {
            for (int k = 1; k <= 20; k++) {
                seen[7] = k;
                thread.ask(seen);
                // What is written afterwards is not what was asked.
                seen[7] = -1;
                assertTrue(answered(thread, action));
                assertEquals(k, action[11]);
            }
            assertEquals(0, ended.get());
        }
        assertEquals(1, ended.get());
    }

    /** The tries before the first question are no part of an episode. */
    @Test
    void aPolicyThatRemembersBeginsWithTheFirstQuestion() throws Exception {
        var calls = new AtomicInteger();
        var remembering = new RecurrentPolicy() {
            @Override
            public void begin() {
                calls.set(0);
            }

            @Override
            public double[] apply(double[] observation) {
                double[] answer = new double[12];
                answer[0] = calls.incrementAndGet();
                return answer;
            }
        };
        double[] action = new double[12];
        try (var thread = new PolicyThread(remembering, () -> {})) {
            for (int k = 1; k <= 3; k++) {
                thread.ask(new double[49]);
                assertTrue(answered(thread, action));
                assertEquals(k, action[0]);
            }
        }
    }

    @Test
    void whoAsksDoesNotWait() throws Exception {
        var go = new CountDownLatch(1);
        var calls = new AtomicInteger();
        double[] action = new double[12];
        try (var thread = new PolicyThread(
                observation -> {
                    if (calls.incrementAndGet() > TRIES) {
                        try {
                            go.await();
                        } catch (InterruptedException e) {
                            throw new IllegalStateException(e);
                        }
                    }
                    return new double[12];
                },
                () -> {})) {
            thread.ask(new double[49]);
            assertFalse(thread.answered(action));
            go.countDown();
            assertTrue(answered(thread, action));
        }
    }

    @Test
    void oneThatFailsAnswersWhatIsNotFinite() throws Exception {
        var calls = new AtomicInteger();
        double[] action = new double[12];
        try (var thread = new PolicyThread(
                observation -> {
                    if (calls.incrementAndGet() > TRIES) {
                        throw new IllegalStateException("no more");
                    }
                    return new double[12];
                },
                () -> {})) {
            thread.ask(new double[49]);
            assertTrue(answered(thread, action));
            assertTrue(Double.isNaN(action[0]));
            assertEquals("no more", thread.failure());
        }
        assertThrows(IllegalArgumentException.class, () -> new PolicyThread(observation -> new double[3], () -> {}));
    }
}
