package org.tandemrl.task.hand;

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
    NEAR("-near");

    /** rad. */
    static final double FIRST = 0.4;

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
        return this == LYING || this == NEAR;
    }

    /**
     * Draws the next goal into a state row.
     *
     * @param from where the row begins; its cube and its count of reached goals are up to date
     */
    void draw(RandomGenerator random, double[] state, int from) {
        double most = this == NEAR ? FIRST : FIRST * (1 + state[from + Row.COUNT]);
        if (this == ANYWHERE || most >= Math.PI) {
            Rotations.draw(random, state, from + Row.GOAL);
        } else {
            Rotations.near(random, state, from + Row.QUATERNION, most / 2, most, from + Row.GOAL);
        }
    }
}
