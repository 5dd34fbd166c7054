package org.tandemrl.task.go2;

import java.util.SplittableRandom;
import org.tandemrl.sim.physx.PhysxGround;
import org.tandemrl.task.DoubleBatch;

/**
 * Ground that is harder from row to row: ten levels along x by twenty columns along z, tiles of 8 m whose edges are at height 0 and whose middle, 2 m wide, is level.
 * Seven columns have boxes and holes, one a rough hill, one a rough bowl, four stairs that lead up out of a pit, seven stairs that lead down. With the difficulty
 * d = (level + 1)/10: boxes and holes of 0.02 + 0.08 d m, slopes of 0.3 d, steps of 0.02 + 0.08 d m every 0.3 m, and roughness of ±0.02 d m but among boxes. Heights are 0.1 m apart, so
 * that every edge is a ramp of that length. The sizes are ours, for a robot that does not see the ground.
 */
final class Terrain {
    static final int LEVELS = 10;
    static final int COLUMNS = 20;
    /** Levels that first episodes begin on, from 0. */
    static final int FIRST_LEVELS = 5;

    private static final double TILE = 8;
    private static final double HALF = TILE / 2;
    /** Flat all around, m. */
    private static final double MARGIN = 6;

    private static final double SPACING = 0.1;
    /** Half of a tile's flat middle, m. */
    private static final double MIDDLE = 1;

    private static final double STEP_DEPTH = 0.3;
    private static final int BOXES = 24;
    /** So far a robot must get to be asked for more, m; and of what its command alone would have brought, so much not to be asked for less. */
    private static final double FAR = 2;

    private static final double SHARE = 0.5;

    private static final Terrain ONE = new Terrain();

    /** What is in a column. */
    enum Kind {
        BOXES,
        HILL,
        BOWL,
        STAIRS_UP,
        STAIRS_DOWN;

        static Kind of(int column) {
            return column < 7 ? BOXES : column < 8 ? HILL : column < 9 ? BOWL : column < 13 ? STAIRS_UP : STAIRS_DOWN;
        }
    }

    private final double[][] heights;

    private Terrain() {
        int margin = (int) Math.round(MARGIN / SPACING);
        int tile = (int) Math.round(TILE / SPACING);
        heights = new double[LEVELS * tile + 2 * margin + 1][COLUMNS * tile + 2 * margin + 1];
        for (int level = 0; level < LEVELS; level++) {
            for (int column = 0; column < COLUMNS; column++) {
                fill(level, column, margin + level * tile, margin + column * tile, tile);
            }
        }
    }

    /** The same for all. */
    static Terrain one() {
        return ONE;
    }

    /** As PhysX takes it. */
    PhysxGround ground() {
        return new PhysxGround.HeightField(-MARGIN, -MARGIN, SPACING, heights);
    }

    private void fill(int level, int column, int row, int at, int tile) {
        var random = new SplittableRandom(level * 31L + column);
        double d = (level + 1.0) / LEVELS;
        double edge = 0.02 + 0.08 * d;
        var kind = Kind.of(column);
        double[][] boxes = new double[kind == Kind.BOXES ? BOXES : 0][];
        for (int b = 0; b < boxes.length; b++) {
            boxes[b] = new double[] {
                TILE * random.nextDouble() - HALF,
                TILE * random.nextDouble() - HALF,
                0.2 + 0.4 * random.nextDouble(),
                0.2 + 0.4 * random.nextDouble(),
                random.nextBoolean() ? edge : -edge
            };
        }
        for (int i = 0; i <= tile; i++) {
            for (int k = 0; k <= tile; k++) {
                double x = i * SPACING - HALF;
                double z = k * SPACING - HALF;
                double r = Math.max(Math.abs(x), Math.abs(z));
                double inwards = Math.min(HALF - r, HALF - MIDDLE);
                double rough = 0.02 * d * (2 * random.nextDouble() - 1);
                // Edges belong to two tiles.
                double height = r > HALF - SPACING / 2
                        ? 0
                        : switch (kind) {
                            case BOXES -> box(boxes, x, z, r);
                            case HILL -> 0.3 * d * inwards + rough;
                            case BOWL -> -0.3 * d * inwards + rough;
                            case STAIRS_UP -> -edge * Math.floor(inwards / STEP_DEPTH + 1e-9) + rough;
                            case STAIRS_DOWN -> edge * Math.floor(inwards / STEP_DEPTH + 1e-9) + rough;
                        };
                heights[row + i][at + k] = height;
            }
        }
    }

    private static double box(double[][] boxes, double x, double z, double r) {
        double height = 0;
        for (double[] box : boxes) {
            boolean inside = Math.abs(x - box[0]) <= box[2] && Math.abs(z - box[1]) <= box[3];
            height = inside && r > MIDDLE ? box[4] : height;
        }
        return height;
    }

    /** The ground's height, between the grid's points by two straight lines. */
    double height(double x, double z) {
        double i = Math.clamp((x + MARGIN) / SPACING, 0, heights.length - 1.001);
        double k = Math.clamp((z + MARGIN) / SPACING, 0, heights[0].length - 1.001);
        int row = (int) i;
        int column = (int) k;
        double u = i - row;
        double v = k - column;
        return (1 - u) * ((1 - v) * heights[row][column] + v * heights[row][column + 1])
                + u * ((1 - v) * heights[row + 1][column] + v * heights[row + 1][column + 1]);
    }

    /** Writes into rows of {@link Row#WITH_GROUND} numbers how high the ground is under base and feet. */
    void measure(double[] rows, int n) {
        int width = rows.length / n;
        var state = DoubleBatch.of(rows, n, width);
        var rotation = Go2.Base.of(state).rotation();
        var angles = state.columns(7, Row.COORDINATES);
        double[] x = Go2.along(rotation.first(), angles).plus(state.column(0)).data();
        double[] z = Go2.along(rotation.third(), angles).plus(state.column(2)).data();
        for (int e = 0; e < n; e++) {
            int from = e * width;
            rows[from + Row.GROUND] = height(rows[from], rows[from + 2]);
            for (int leg = 0; leg < Go2.LEGS; leg++) {
                rows[from + Row.GROUND + 1 + leg] = height(x[e * Go2.LEGS + leg], z[e * Go2.LEGS + leg]);
            }
        }
    }

    /**
     * Where the next episode is: a level more for a robot that got 2 m away from where it began, one less for one that got less than half as far as its command at
     * the end would have brought it, at the first any of five; any column. On the last level, what would be more is any.
     *
     * @param before the robot's row at the end of the episode before, zeros before the first
     * @param over whether that episode was over, and not broken off, after which the level stays
     */
    static int level(double[] before, boolean over, SplittableRandom random) {
        int any = random.nextInt(LEVELS);
        int first = random.nextInt(FIRST_LEVELS);
        double age = Math.abs(before[Row.AGE]);
        if (age == 0) {
            return first;
        }
        int level = (int) before[Row.LEVEL];
        if (!over) {
            return level;
        }
        double way = Math.hypot(before[0] - before[Row.BEGAN], before[2] - before[Row.BEGAN + 1]);
        double asked = Math.hypot(before[Row.COMMAND], before[Row.COMMAND + 1]) * age * Go2Simulator.TIME_STEP;
        if (way > FAR) {
            return level + 1 < LEVELS ? level + 1 : any;
        }
        return way < SHARE * asked ? Math.max(level - 1, 0) : level;
    }

    /** Sets a robot that stands at the origin into a tile's middle, looking anywhere. */
    void place(int level, int column, double yaw, double[] state, int from) {
        state[from] = level * TILE + HALF;
        state[from + 2] = column * TILE + HALF;
        state[from + 1] += height(state[from], state[from + 2]);
        state[from + Row.BEGAN] = state[from];
        state[from + Row.BEGAN + 1] = state[from + 2];
        state[from + Row.LEVEL] = level;
        double sin = Math.sin(yaw / 2);
        double cos = Math.cos(yaw / 2);
        double x = state[from + 3];
        double y = state[from + 4];
        double z = state[from + 5];
        double w = state[from + 6];
        // A turn about y, after what was.
        state[from + 3] = cos * x + sin * z;
        state[from + 4] = cos * y + sin * w;
        state[from + 5] = cos * z - sin * x;
        state[from + 6] = cos * w - sin * y;
    }
}
