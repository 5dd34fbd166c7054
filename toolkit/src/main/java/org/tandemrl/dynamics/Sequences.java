package org.tandemrl.dynamics;

import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;
import org.apache.commons.math3.random.RandomGenerator;

/**
 * Sequences of consecutive transitions of single environments. A sequence ends after its length, with its episode, before a transition
 * that was left out, and at the buffer's write head. Longest first, so that those which still run at a step are the first ones: what is
 * masked out is not there at all.
 *
 * @param lengths [B], descending, each 1 or more
 * @param number [B], running number of the first transition
 * @param stride numbers from one transition of an environment to its next
 */
record Sequences(int[] lengths, long[] number, int stride) {
    /** A start that was left out is drawn again, so often at most. */
    private static final int TRIES = 10_000;

    /**
     * Draws sequences with starts uniformly over the buffer.
     *
     * @param environments N, whose transitions stand in turns
     * @param length of the longest
     * @param batch B
     * @throws IllegalStateException if there is nothing but what was left out
     */
    static Sequences draw(Buffer buffer, int environments, int length, int batch, RandomGenerator random) {
        long first = buffer.written() - buffer.size();
        long[] number = new long[batch];
        int[] lengths = new int[batch];
        for (int b = 0; b < batch; b++) {
            for (int i = 0; lengths[b] == 0; i++) {
                if (i == TRIES) {
                    throw new IllegalStateException("No transition to learn from among " + TRIES
                            + " drawn from the buffer: all were left out.");
                }
                number[b] = first + random.nextInt(buffer.size());
                lengths[b] = length(buffer, number[b], environments, length);
            }
        }
        int[] order = IntStream.range(0, batch)
                .boxed()
                .sorted(Comparator.comparingInt(b -> -lengths[b]))
                .mapToInt(b -> b)
                .toArray();
        return new Sequences(
                Arrays.stream(order).map(b -> lengths[b]).toArray(),
                Arrays.stream(order).mapToLong(b -> number[b]).toArray(),
                environments);
    }

    private static int length(Buffer buffer, long start, int environments, int longest) {
        int state = 2 * buffer.observationSize() + buffer.actionSize();
        int length = 0;
        for (long k = start; length < longest && k < buffer.written(); k += environments) {
            float now = buffer.at(index(buffer, k), state);
            if (now == HiddenState.LEFT_OUT) {
                return length;
            }
            length++;
            if (now == HiddenState.ENDED) {
                return length;
            }
        }
        return length;
    }

    private static int index(Buffer buffer, long number) {
        return (int) (number % buffer.capacity());
    }

    /** Sequences that run at step j. */
    int running(int step) {
        int n = 0;
        while (n < lengths.length && lengths[n] > step) {
            n++;
        }
        return n;
    }

    /** Steps of the longest. */
    int steps() {
        return lengths[0];
    }

    /** Transitions of all. */
    int transitions() {
        return Arrays.stream(lengths).sum();
    }

    /** Place in the buffer of sequence b's transition at step j. */
    int place(Buffer buffer, int b, int step) {
        return index(buffer, number[b] + (long) step * stride);
    }
}
