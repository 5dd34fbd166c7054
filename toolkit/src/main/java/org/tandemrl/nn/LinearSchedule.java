package org.tandemrl.nn;

/**
 * A number that goes linearly from a start to an end over a run's epochs.
 *
 * @param start at epoch 0
 * @param end at the last epoch and after
 * @param epochs length of the run
 */
public record LinearSchedule(double start, double end, long epochs) {
    /** Its value at an epoch. */
    public double at(long epoch) {
        return start + (end - start) * Math.min(1, (double) epoch / Math.max(1, epochs));
    }
}
