package org.tandemrl.parallel;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class WorkersTest {
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3})
    void everyBlockIsDoneOnceAndSeenByTheCaller(int threads) {
        try (var workers = new Workers(threads, "test")) {
            int[] done = new int[64];
            for (int call = 1; call <= 5000; call++) {
                int blocks = 1 + call % done.length;
                workers.run((worker, block) -> done[block]++, blocks, call % 7 != 0);
                if (call % 500 == 0) {
                    int[] expected = new int[done.length];
                    for (int c = 1; c <= call; c++) {
                        for (int b = 0; b < 1 + c % done.length; b++) {
                            expected[b]++;
                        }
                    }
                    assertArrayEquals(expected, Arrays.copyOf(done, done.length));
                }
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void aFailureComesAsItWasThrownAndTheWorkersGoOn(int threads) {
        try (var workers = new Workers(threads, "test")) {
            for (int i = 0; i < 100; i++) {
                var thrown = assertThrows(
                        UnsupportedOperationException.class,
                        () -> workers.run(
                                (worker, block) -> {
                                    if (block == 3) {
                                        throw new UnsupportedOperationException("block 3");
                                    }
                                },
                                8));
                assertEquals("block 3", thrown.getMessage());
            }
            int[] done = new int[4];
            workers.run((worker, block) -> done[block]++, 4);
            assertArrayEquals(new int[] {1, 1, 1, 1}, done);
        }
    }

    @Test
    void aCallWithinACallIsRefused() {
        try (var workers = new Workers(1, "test")) {
            assertThrows(IllegalStateException.class, () -> workers.run((w, b) -> workers.run((v, c) -> {}, 1), 1));
            workers.run((w, b) -> {}, 1);
        }
    }

    @Test
    void closedOrWithoutThreadsTheyRefuse() {
        var workers = new Workers(2, "test");
        workers.close();
        assertThrows(IllegalStateException.class, () -> workers.run((w, b) -> {}, 1));
        assertThrows(IllegalArgumentException.class, () -> new Workers(0, "test"));
    }
}
