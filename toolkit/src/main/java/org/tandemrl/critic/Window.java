package org.tandemrl.critic;

import org.tandemrl.nn.Normalizer;

/** What a critic learns from: a window of H steps of N environments. Rows of time, each row-major over environments. */
public interface Window {
    /** Number H of steps. */
    int horizon();

    /** Number N of environments. */
    int environments();

    /** Raw observations acted on, [H][N·O]. */
    double[][] observation();

    /** Raw observations after each step, before any restart, [H][N·O]. */
    double[][] nextObservation();

    /** What is acted on after each step where the episode goes on, and to be valued where it is cut, [H][N·O]. */
    default double[][] continuation() {
        return nextObservation();
    }

    /** What a recurrent model remembers before each step, [H][N·K]. */
    default double[][] hidden() {
        return new double[horizon()][0];
    }

    /** What it remembers after each step, before any restart, [H][N·K]. */
    default double[][] nextHidden() {
        return new double[horizon()][0];
    }

    /** The simulator's states before each step, [H][N·S], if they are known. */
    default double[][] state() {
        return new double[horizon()][0];
    }

    /** Its states after each step, before any restart, [H][N·S]. */
    default double[][] nextState() {
        return new double[horizon()][0];
    }

    /** Rewards, [H][N]. */
    double[][] reward();

    /** Episodes that ended early, [H][N]. */
    boolean[][] terminated();

    /** Episodes cut by the time limit, [H][N]. */
    boolean[][] truncated();

    /** The statistics in force during the window. */
    Normalizer.Scaling scaling();
}
