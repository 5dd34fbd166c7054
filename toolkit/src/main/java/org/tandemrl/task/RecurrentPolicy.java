package org.tandemrl.task;

import java.util.function.BiFunction;
import java.util.function.UnaryOperator;

/**
 * A policy that remembers: raw observations [N, O] to actions [N, A], called once a control step of N episodes that began together. Whatever
 * plays episodes takes policies as plain functions and calls {@link #begin(UnaryOperator)} before the first step.
 */
public interface RecurrentPolicy extends UnaryOperator<double[]> {
    /** Episodes begin: what is remembered is forgotten, and the next call's rows are how many there are. */
    void begin();

    /**
     * What comes of a step.
     *
     * @param action [N·A]
     * @param memory [N·K], what is remembered from there on; K = 0 of a policy that remembers nothing
     */
    record Acted(double[] action, double[] memory) {}

    /**
     * One that remembers zeros where episodes begin.
     *
     * @param observationSize O, columns that it reads
     * @param memorySize K, at least 1
     * @param function of observations [N·O] and of what is remembered before them, [N·K]
     */
    static RecurrentPolicy of(int observationSize, int memorySize, BiFunction<double[], double[], Acted> function) {
        return new RecurrentPolicy() {
            private double[] memory = new double[0];

            @Override
            public void begin() {
                memory = new double[0];
            }

            @Override
            public double[] apply(double[] observation) {
                int rows = observation.length / observationSize;
                if (memory.length == 0) {
                    memory = new double[rows * memorySize];
                }
                if (memory.length != rows * memorySize) {
                    throw new IllegalArgumentException("The policy is " + memory.length / memorySize
                            + " episodes on their way; given are observations of " + rows
                            + ". It remembers: call begin() where others begin.");
                }
                var acted = function.apply(observation, memory);
                memory = acted.memory;
                return acted.action;
            }
        };
    }

    /** Tells a policy that episodes begin, if it remembers anything. */
    static void begin(UnaryOperator<double[]> policy) {
        if (policy instanceof RecurrentPolicy recurrent) {
            recurrent.begin();
        }
    }

    /** A function that asks a policy, as a policy that is told where episodes begin if that one is. */
    static UnaryOperator<double[]> around(UnaryOperator<double[]> policy, UnaryOperator<double[]> function) {
        if (!(policy instanceof RecurrentPolicy recurrent)) {
            return function;
        }
        return new RecurrentPolicy() {
            @Override
            public void begin() {
                recurrent.begin();
            }

            @Override
            public double[] apply(double[] observation) {
                return function.apply(observation);
            }
        };
    }
}
