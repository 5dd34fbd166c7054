package org.tandemrl.task;

import java.util.function.UnaryOperator;

/**
 * A policy that remembers: raw observations [N, O] to actions [N, A], called once a control step of N episodes that began together. Whatever
 * plays episodes takes policies as plain functions and calls {@link #begin(UnaryOperator)} before the first step.
 */
public interface RecurrentPolicy extends UnaryOperator<double[]> {
    /** Episodes begin: what is remembered is forgotten, and the next call's rows are how many there are. */
    void begin();

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
