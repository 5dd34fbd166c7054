package org.tandemrl.dynamics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tandemrl.dynamics.NStepReplay.Minibatch;
import org.tandemrl.nn.Normalizer;
import org.tandemrl.random.Seeds;
import org.tandemrl.task.Environment;

/** Three environments whose observation is the step's number and their own; ends are strewn at random. */
final class NStepReplayTest {
    private static final int N = 3;
    private static final double GAMMA = 0.9;

    private final double[][] reward = new double[40][N];
    private final boolean[][] terminated = new boolean[40][N];
    private final boolean[][] truncated = new boolean[40][N];

    private NStepReplay filled(int steps, int count, int capacity) {
        var random = new Seeds(11).stream("ends");
        var replay = new NStepReplay(2, 1, N, steps, GAMMA, capacity);
        for (int t = 0; t < count; t++) {
            double[] observation = new double[2 * N];
            double[] next = new double[2 * N];
            double[] action = new double[N];
            for (int e = 0; e < N; e++) {
                reward[t][e] = (float) random.nextGaussian();
                terminated[t][e] = random.nextInt(6) == 0;
                truncated[t][e] = !terminated[t][e] && random.nextInt(6) == 0;
                observation[2 * e] = t;
                observation[2 * e + 1] = e;
                next[2 * e] = t + 0.5;
                next[2 * e + 1] = e;
                action[e] = 100 * t + e;
            }
            replay.add(
                    observation,
                    action,
                    new Environment.Step(
                            new double[0],
                            next,
                            reward[t],
                            terminated[t],
                            truncated[t],
                            new boolean[N],
                            new double[N],
                            new int[N]));
        }
        return replay;
    }

    /** Draws every kept row once, oldest first. */
    private static Minibatch all(NStepReplay replay) {
        var batch = Minibatch.of(replay.buffer().size(), 2, 1);
        replay.draw(
                new RandomGenerator() {
                    private int next;

                    @Override
                    public long nextLong() {
                        throw new AssertionError();
                    }

                    @Override
                    public int nextInt(int bound) {
                        assertEquals(replay.buffer().size(), bound);
                        return next++;
                    }
                },
                new Normalizer.Scaling(new double[2], new double[] {1, 1}),
                batch);
        return batch;
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 7})
    void rewardsDiscountAndNextObservationAreThoseOfANaiveLoop(int steps) {
        int count = 40;
        var replay = filled(steps, count, 1000);
        var batch = all(replay);
        boolean afterTermination = false;
        boolean afterTruncation = false;
        for (int b = 0; b < batch.rows(); b++) {
            int t = b / N;
            int e = b % N;
            double sum = 0;
            int k = 0;
            boolean terminates = false;
            while (k < steps && t + k < count) {
                sum += Math.pow(GAMMA, k) * reward[t + k][e];
                k++;
                if (terminated[t + k - 1][e] || truncated[t + k - 1][e]) {
                    terminates = terminated[t + k - 1][e];
                    afterTermination |= terminates;
                    afterTruncation |= !terminates;
                    break;
                }
            }
            assertEquals(t, batch.observation()[2 * b]);
            assertEquals(e, batch.observation()[2 * b + 1]);
            assertEquals(100 * t + e, batch.action()[b]);
            assertEquals(sum, batch.reward()[b], 1e-6);
            assertEquals(terminates ? 0 : Math.pow(GAMMA, k), batch.discount()[b], 1e-6);
            assertEquals(t + k - 0.5, batch.next()[2 * b], "not the observation before the restart");
        }
        assertTrue(afterTermination && afterTruncation);
    }

    @Test
    void theOldestAreOverwrittenAndAReturnNeverReachesAcrossTheNewestRow() {
        // 31 is no multiple of 3: a step's environments lie on both sides of the array's end.
        var replay = filled(3, 40, 31);
        var batch = all(replay);
        assertEquals(31, batch.rows());
        for (int b = 0; b < batch.rows(); b++) {
            int number = 3 * 40 - 31 + b;
            assertEquals(Math.floorDiv(number, N), batch.observation()[2 * b]);
            assertEquals(number % N, batch.observation()[2 * b + 1]);
            assertEquals(number % N, batch.next()[2 * b + 1], "another environment's");
            assertTrue(batch.next()[2 * b] > batch.observation()[2 * b] && batch.next()[2 * b] < 40);
        }
    }

    @Test
    void observationsAreNormalisedWhenDrawnAndKeptRaw() {
        var replay = filled(1, 4, 100);
        var batch = Minibatch.of(16, 2, 1);
        replay.draw(
                new java.util.SplittableRandom(1),
                new Normalizer.Scaling(new double[] {1, 1}, new double[] {2, 4}),
                batch);
        float[] row = new float[8];
        for (int b = 0; b < 16; b++) {
            int t = Math.round(2 * batch.observation()[2 * b] + 1);
            int e = Math.round(4 * batch.observation()[2 * b + 1] + 1);
            replay.buffer().copy(t * N + e, row);
            assertEquals(t, row[0]);
            assertEquals((t + 0.5 - 1) / 2, batch.next()[2 * b], 1e-6);
        }
    }

    @Test
    void aReplaySmallerThanOneStepIsRefused() {
        var refused = assertThrows(IllegalArgumentException.class, () -> new NStepReplay(2, 1, N, 1, GAMMA, 2));
        assertTrue(
                refused.getMessage().contains("2 transitions")
                        && refused.getMessage().contains("3"),
                refused.getMessage());
    }
}
