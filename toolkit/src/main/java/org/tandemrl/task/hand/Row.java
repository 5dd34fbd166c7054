package org.tandemrl.task.hand;

/**
 * A state row: that of MuJoCo, q (16 joints, the cube's place and quaternion), q̇ (16 rates, the cube's twist), and behind it what an episode remembers. World with y
 * up, quaternions (x, y, z, w).
 */
final class Row {
    static final int JOINTS = 16;
    /** The cube's place, m. */
    static final int PLACE = JOINTS;

    static final int QUATERNION = PLACE + 3;
    static final int RATES = QUATERNION + 4;
    /** ω, then the velocity v₀ of the point at the world's origin. */
    static final int TWIST = RATES + JOINTS;
    /** Width of the engine's row. */
    static final int ENGINE = TWIST + 6;

    /** Quaternion that the cube is to reach. */
    static final int GOAL = ENGINE;
    /** How many goals were reached in this episode. */
    static final int COUNT = GOAL + 4;
    /** Which random numbers the episode gets, a whole number. */
    static final int KEY = COUNT + 1;

    static final int SIZE = KEY + 1;

    /** How far goals are at most, rad, of a task whose goals {@linkplain Goals#GROWING grow}, 0 before the first episode; behind everything else. */
    static final int FURTHEST = SIZE;

    static final int WITH_FURTHEST = FURTHEST + 1;

    private Row() {}
}
