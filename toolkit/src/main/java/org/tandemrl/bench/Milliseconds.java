package org.tandemrl.bench;

/**
 * A mean time and its interval.
 *
 * @param mean ms
 * @param low of the 99.9 % interval that JMH states
 * @param high of the same
 */
public record Milliseconds(double mean, double low, double high) {}
