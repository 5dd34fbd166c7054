package org.tandemrl.study;

import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;

/** Parts of equal size by the order of a number. */
final class Quantiles {
    private Quantiles() {}

    /**
     * Indices of the numbers in parts, from the smallest on; fewer parts where there are fewer numbers.
     *
     * @param by finite numbers
     */
    static int[][] parts(double[] by, int count) {
        int[] order = IntStream.range(0, by.length)
                .boxed()
                .sorted(Comparator.comparingDouble(i -> by[i]))
                .mapToInt(Integer::intValue)
                .toArray();
        int used = Math.min(count, by.length);
        return IntStream.range(0, used)
                .mapToObj(i -> Arrays.copyOfRange(
                        order, (int) ((long) i * by.length / used), (int) ((long) (i + 1) * by.length / used)))
                .toArray(int[][]::new);
    }

    static double[] at(double[] values, int[] indices) {
        return Arrays.stream(indices).mapToDouble(i -> values[i]).toArray();
    }
}
