package org.tandemrl.bench;

/**
 * What was measured.
 *
 * @param stepsPerSecond environment steps per second, the mean over iterations
 * @param low of the 99.9 % interval that JMH states (Student's t over iterations); NaN with fewer than two iterations
 * @param high of the same
 * @param iterations that were measured
 * @param bytesPerStep allocated on the heap, by all threads of the process, for one step of all environments; the harness'
 *     own allocation is in it and shows as a fraction of a byte to a few bytes
 */
public record SimulatorSpeed(double stepsPerSecond, double low, double high, int iterations, double bytesPerStep) {}
