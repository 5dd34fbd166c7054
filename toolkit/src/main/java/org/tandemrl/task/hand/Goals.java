package org.tandemrl.task.hand;

import java.util.SplittableRandom;
import java.util.random.RandomGenerator;

/** Where the cube is to be turned to. */
public enum Goals {
    /** Any orientation of the task's, wherever the cube stands. */
    ANYWHERE(""),
    /**
     * The first goal of an episode is at most {@value #FIRST} rad from how the cube lies then, about any axis, each further one by as
     * much further as goals were reached, until {@link #ANYWHERE} begins: who turns the cube a little is paid for it, and asked for more.
     */
    PACED("-paced"),
    /**
     * As {@link #PACED}, and the cube begins lying flat on the fingers instead of falling onto them as it comes: a first goal is near to where it lies, while
     * a cube that falls is near to its goal in the air already, for whoever catches it as it was drawn.
     */
    LYING("-lying"),
    /** As {@link #LYING}, and each further goal is as near as the first. */
    NEAR("-near"),
    /**
     * As {@link #NEAR}, but how near depends on how the hand did: {@value #STEP} rad further in the next episode where {@value #ENOUGH} goals or more were reached, as much nearer
     * where none was, down to the first's and up to {@link #ANYWHERE}. Who has no episode behind it gets one of five distances from the first's on.
     */
    GROWING("-growing");

    /** rad. */
    static final double FIRST = 0.4;

    /** rad. */
    static final double STEP = 0.2;

    /** Goals reached in an episode. */
    static final int ENOUGH = 2;

    private static final int BEGINNINGS = 5;

    /** How much lower than a falling one a lying cube begins, m: as far as it sinks, less a centimetre or two. */
    static final double LAID = 0.03;

    /** What a task's name has behind its drive's. */
    final String suffix;

    Goals(String suffix) {
        this.suffix = suffix;
    }

    /** Whether an episode's first goal is near. */
    boolean near() {
        return this != ANYWHERE;
    }

    /** Whether the cube begins lying. */
    boolean lying() {
        return this == LYING || this == NEAR || this == GROWING;
    }

    /** Width of a state row. */
    int stateSize() {
        return this == GROWING ? Row.WITH_FURTHEST : Row.SIZE;
    }

    /**
     * How far goals of the next episode are at most, rad, where they grow.
     *
     * @param before the row at the end of the last one; zeros, or no numbers, if there was none
     */
    static double furthest(double[] before, SplittableRandom random) {
        double last = before[Row.FURTHEST];
        if (!(last > 0)) {
            return FIRST + STEP * random.nextInt(BEGINNINGS);
        }
        double count = before[Row.COUNT];
        double next = count >= ENOUGH ? last + STEP : count > 0 ? last : last - STEP;
        return Math.clamp(next, FIRST, Math.PI);
    }

    /**
     * Draws the next goal into a state row.
     *
     * @param from where the row begins; its cube and its count of reached goals are up to date
     */
    void draw(RandomGenerator random, double[] state, int from) {
        double most = switch (this) {
            case ANYWHERE -> Math.PI;
            case NEAR -> FIRST;
            case GROWING -> state[from + Row.FURTHEST];
            case PACED, LYING -> FIRST * (1 + state[from + Row.COUNT]);
        };
        if (most >= Math.PI) {
            Rotations.draw(random, state, from + Row.GOAL);
        } else {
            Rotations.near(random, state, from + Row.QUATERNION, most / 2, most, from + Row.GOAL);
        }
    }
}
