package org.tandemrl.run;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.OptionalDouble;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** An estimate is of how fast the training goes now, and none is made before that can be known. */
final class PaceTest {
    private final AtomicLong clock = new AtomicLong();
    private final Pace pace = new Pace(clock::get);

    private void epoch(double seconds, long samples) {
        clock.addAndGet(Math.round(seconds * 1e9));
        pace.epoch(samples);
    }

    @Test
    void nothingIsSaidBeforeTwoEpochsAndTheFirstDoesNotCount() {
        assertEquals(OptionalDouble.empty(), pace.rate());
        epoch(120, 5000); // explores
        assertEquals(OptionalDouble.empty(), pace.rate());
        assertEquals(OptionalDouble.empty(), pace.secondsFor(1000));
        epoch(1, 5100);
        assertEquals(OptionalDouble.of(100), pace.rate());
        assertEquals(OptionalDouble.of(10), pace.secondsFor(1000));
        assertEquals(OptionalDouble.of(0), pace.secondsFor(-20), "a little beyond the budget");
    }

    @Test
    void whatIsLongAgoIsForgottenAndALongEpochIsMeasuredWhole() {
        long samples = 0;
        for (int i = 0; i < 100; i++) {
            epoch(10, samples += 100); // 10 a second
        }
        for (int i = 0; i < 60; i++) {
            epoch(1, samples += 100); // 100 a second
        }
        assertEquals(100, pace.rate().orElseThrow(), 1e-9);
        epoch(300, samples += 3000);
        assertEquals(10, pace.rate().orElseThrow(), 1e-9, "no part of the window, and yet measured");
    }

    @Test
    void aPauseBetweenTwoCallsOfTrainDoesNotCount() {
        epoch(1, 100);
        epoch(1, 200);
        pace.pause();
        epoch(3600, 300);
        assertEquals(OptionalDouble.empty(), pace.rate());
        epoch(1, 400);
        assertEquals(OptionalDouble.of(100), pace.rate());
    }
}
