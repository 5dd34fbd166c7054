package org.tandemrl.task.go2;

import java.util.random.RandomGenerator;

/**
 * Velocities that are asked for: v_x, v_y from U(−0.6, 0.6) m/s, a yaw rate from U(−1, 1) rad/s; a |v| or yaw rate of up to 0.2 is none. Within an episode they
 * are drawn anew, turned about, and set to nothing, so that stopping and turning are learned.
 */
final class Commands {
    static final double LINEAR = 0.6;
    static final double YAW = 1;
    private static final double DEAD = 0.2;
    private static final double DRAWN_ANEW = 0.002;
    private static final double DRAWN_ANEW_FROM_NONE = 0.01;
    private static final double FLIPPED = 0.002;
    private static final double STOPPED = 0.00067;

    private Commands() {}

    /** Draws a command. */
    static void draw(RandomGenerator random, double[] row, int at) {
        double x = LINEAR * (2 * random.nextDouble() - 1);
        double y = LINEAR * (2 * random.nextDouble() - 1);
        double yaw = YAW * (2 * random.nextDouble() - 1);
        boolean moves = Math.hypot(x, y) > DEAD;
        row[at] = moves ? x : 0;
        row[at + 1] = moves ? y : 0;
        row[at + 2] = Math.abs(yaw) > DEAD ? yaw : 0;
    }

    /** Changes a command, mostly not; takes as many random numbers whatever happens. */
    static void change(RandomGenerator random, double[] row, int at) {
        boolean none = row[at] == 0 && row[at + 1] == 0 && row[at + 2] == 0;
        boolean anew = random.nextDouble() < (none ? DRAWN_ANEW_FROM_NONE : DRAWN_ANEW);
        boolean flipped = random.nextDouble() < FLIPPED;
        boolean stopped = random.nextDouble() < STOPPED;
        double[] drawn = new double[3];
        draw(random, drawn, 0);
        if (anew) {
            System.arraycopy(drawn, 0, row, at, 3);
        }
        if (flipped) {
            row[at + 2] = -row[at + 2];
        }
        if (stopped) {
            row[at] = row[at + 1] = row[at + 2] = 0;
        }
    }
}
