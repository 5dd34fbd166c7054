package org.tandemrl.task.hand;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import org.apache.commons.math3.random.RandomGenerator;
import org.tandemrl.sim.Datasets;
import org.tandemrl.sim.Simulator;
import org.tandemrl.sim.mujoco.MujocoSettings;
import org.tandemrl.sim.mujoco.MujocoSimulator;
import org.tandemrl.sim.robot.CompiledRobot;
import org.tandemrl.task.Batch;
import org.tandemrl.task.InvalidStates;
import org.tandemrl.task.Measure;
import org.tandemrl.task.Starts;
import org.tandemrl.task.Task;
import org.tandemrl.task.Vectors;

/**
 * An Allegro hand, palm up, is to turn a cube of 65 mm to one random orientation after the other without dropping it, in MuJoCo. A goal counts as reached within
 * 0.1 rad, and then another is drawn.
 *
 * <p>Observation; world with y up, quaternions (x, y, z, w); a column after the joint forces stands 16 further left where there are none:
 * <table>
 * <caption>Columns</caption>
 * <tr><td>0–15</td><td>joint positions, −1 and 1 at the limits</td></tr>
 * <tr><td>16–31</td><td>joint velocities × 0.2</td></tr>
 * <tr><td>32–47</td><td>torques of the servos × 10 (not with {@link Drive#TORQUE})</td></tr>
 * <tr><td>48–54</td><td>place and quaternion of the cube</td></tr>
 * <tr><td>55–57, 58–60</td><td>its velocity; its angular velocity × 0.2</td></tr>
 * <tr><td>61–64</td><td>quaternion of the goal</td></tr>
 * <tr><td>65–68</td><td>q_cube ⊗ q_goal*, the rotation that is still wrong</td></tr>
 * <tr><td>69–84</td><td>last action</td></tr>
 * </table>
 * The place of the goal, which published observations have, is always the same and not there: of what never varies a model learns any derivative, and a gradient
 * through sixteen steps of it is noise.
 *
 * <p>Of the two quaternions of a rotation the cube's has w ≥ 0, and the goal's is the one that is nearer to it, where a goal is drawn; from there on they move without a
 * jump, as a model can learn it.
 *
 * <p>Reward, with p the cube's place and θ the angle that is still wrong ({@link Rotations#angle}, which needs no unit quaternions, as predicted ones are not):
 *
 * <pre>−10 |p − p_goal| + 1/(θ + 0.1) − 0.0002 |a|² + 250 [θ ≤ 0.1]</pre>
 *
 * {@link Drive#TORQUE} has σ((0.1 − θ)/0.001) for the bracket; the step itself has no derivative. Ends where |p − p_goal| ≥ 0.24 m. The measure beside the return
 * is {@code successes}, goals reached in a row.
 */
public final class Allegro implements Task {
    /** Limits of the joints, rad: index, middle, ring finger, thumb. */
    static final double[] LOWER = limits(new double[] {-0.47, -0.196, -0.174, -0.227}, 0.263, -0.105, -0.189, -0.162);

    static final double[] UPPER = limits(new double[] {0.47, 1.61, 1.709, 1.618}, 1.396, 1.163, 1.644, 1.719);

    private static final double[] HALF = new double[Row.JOINTS];
    private static final double[] MIDDLE = new double[Row.JOINTS];
    private static final double[] PER_HALF = new double[Row.JOINTS];
    private static final double[] SHIFT = new double[Row.JOINTS];

    static {
        for (int j = 0; j < Row.JOINTS; j++) {
            HALF[j] = (UPPER[j] - LOWER[j]) / 2;
            MIDDLE[j] = (UPPER[j] + LOWER[j]) / 2;
            PER_HALF[j] = 1 / HALF[j];
            SHIFT[j] = -MIDDLE[j] / HALF[j];
        }
    }

    /** How much lower than it begins the cube is to be, m. */
    private static final double LOWERED = 0.04;

    private static final double RATE_SCALE = 0.2;
    private static final double FORCE_SCALE = 10;
    private static final double TORQUE = 2;
    private static final double NEAR = 0.1;
    private static final double BONUS = 250;
    private static final double FALLEN = 0.24;
    /** Of the smooth step, rad. */
    private static final double SOFT = 1e-3;
    /** Beyond it the smooth step is 0 or 1 in single precision, and its exponential too large. */
    private static final double FLAT = 40;

    private static final double TINY = 1e-8;

    private final Drive drive;
    private final Goals goals;
    /** Where an observation has the cube's place; the rest follows. */
    private final int cube;
    /** Where it has the goal's quaternion. */
    private final int goal;
    /** Where the cube is to be, m. */
    private final double[] place;

    /** The task with a drive, and goals anywhere. */
    public Allegro(Drive drive) {
        this(drive, Goals.ANYWHERE);
    }

    /** The task with a drive and goals. */
    public Allegro(Drive drive, Goals goals) {
        this.drive = drive;
        this.goals = goals;
        cube = drive.servos() ? 48 : 32;
        goal = cube + 13;
        place = new double[] {0, drive.height - LOWERED, drive.along};
    }

    private static double[] limits(double[] finger, double... thumb) {
        double[] all = new double[Row.JOINTS];
        for (int j = 0; j < 12; j++) {
            all[j] = finger[j % 4];
        }
        System.arraycopy(thumb, 0, all, 12, 4);
        return all;
    }

    /** How the joints are driven. */
    public Drive drive() {
        return drive;
    }

    @Override
    public String name() {
        return drive.task + goals.suffix;
    }

    @Override
    public Simulator simulator(int environments, int threads) {
        var file = Datasets.path("robots").resolve(drive.robot + ".xml");
        var settings = new MujocoSettings(drive.timeStep, drive.substeps, 1, true, List.of("palm"));
        return new HandSimulator(
                drive.servos()
                        ? new MujocoSimulator(file, settings, new Servos(), environments, threads)
                        : new MujocoSimulator(file, settings, environments, threads),
                stateSize());
    }

    @Override
    public Optional<CompiledRobot> robot() {
        return Optional.of(HandPicture.robot(drive.robot));
    }

    @Override
    public double[] shown(double[] state) {
        return HandPicture.row(state);
    }

    @Override
    public Map<String, Object> settings(String algorithm) {
        return HandSettings.of(algorithm);
    }

    @Override
    public int stateSize() {
        return goals.stateSize();
    }

    @Override
    public int controlSize() {
        return Row.JOINTS;
    }

    @Override
    public int observationSize() {
        return cube + 37;
    }

    @Override
    public int actionSize() {
        return Row.JOINTS;
    }

    @Override
    public int episodeLength() {
        return 600;
    }

    @Override
    public InvalidStates invalidStates() {
        return InvalidStates.END_EPISODE;
    }

    @Override
    public <X extends Batch<X>> X control(X action) {
        var bounded = action.clip(-1, 1);
        return drive.servos() ? bounded.times(HALF).plus(row(action, MIDDLE)) : bounded.times(TORQUE);
    }

    /** The same numbers in every row. */
    private static <X extends Batch<X>> X row(X like, double[] numbers) {
        return like.columns(0, numbers.length).times(0).plus(1).times(numbers);
    }

    @Override
    public <X extends Batch<X>> X observe(X state, X lastAction) {
        var angles = state.columns(0, Row.JOINTS);
        var rates = state.columns(Row.RATES, Row.TWIST);
        var place = state.columns(Row.PLACE, Row.QUATERNION);
        var quaternion = state.columns(Row.QUATERNION, Row.RATES);
        var omega = state.columns(Row.TWIST, Row.TWIST + 3);
        var velocity = state.columns(Row.TWIST + 3, Row.ENGINE).plus(Vectors.cross(omega, place));
        var wanted = state.columns(Row.GOAL, Row.COUNT);
        var joints = angles.times(PER_HALF).plus(row(angles, SHIFT)).beside(rates.times(RATE_SCALE));
        var hand = drive.servos()
                ? joints.beside(Servos.torque(control(lastAction), angles, rates, drive.damping)
                        .times(FORCE_SCALE))
                : joints;
        return hand.beside(place)
                .beside(quaternion)
                .beside(velocity)
                .beside(omega.times(RATE_SCALE))
                .beside(wanted)
                .beside(Rotations.between(quaternion, wanted))
                .beside(lastAction);
    }

    /** The cube's, and what is still wrong; the goal's does not move. */
    @Override
    public List<Integer> quaternions() {
        return List.of(cube + 3, goal + 4);
    }

    @Override
    public <X extends Batch<X>> X reward(X observation, X action) {
        var away = observation
                .columns(cube, cube + 3)
                .minus(row(observation, place))
                .square()
                .sum()
                .plus(TINY)
                .sqrt();
        // From the cube's quaternion, and not from the difference that stands beside it: a model predicts both, and
        // this one without knowing the goal.
        var angle = Rotations.angle(
                Rotations.between(observation.columns(cube + 3, cube + 7), observation.columns(goal, goal + 4)));
        var one = angle.times(0).plus(1);
        return away.times(-10)
                .plus(one.over(angle.plus(NEAR)))
                .plus(action.square().sum().times(-0.0002))
                .plus(reachedShare(angle, one).times(BONUS));
    }

    private <X extends Batch<X>> X reachedShare(X angle, X one) {
        if (drive.servos()) {
            return angle.plus(-NEAR).ifNegative(one, one.times(0));
        }
        var beyond = angle.plus(-NEAR).times(1 / SOFT).clip(-FLAT, FLAT);
        return one.over(beyond.exp().plus(1));
    }

    @Override
    public boolean reached(double[] observation, int environment) {
        return angle(observation, environment) <= NEAR;
    }

    private double angle(double[] observation, int environment) {
        int from = environment * observationSize();
        return Rotations.angle(observation, from + cube + 3, observation, from + goal);
    }

    /** How fast the cube turns, about whatever axis, rad/s. */
    private double turning(double[] observation, int environment) {
        int from = environment * observationSize() + cube + 10;
        return Math.sqrt(observation[from] * observation[from]
                        + observation[from + 1] * observation[from + 1]
                        + observation[from + 2] * observation[from + 2])
                / RATE_SCALE;
    }

    private double distance(double[] observation, int environment) {
        int from = environment * observationSize();
        double square = 0;
        for (int k = 0; k < 3; k++) {
            double d = observation[from + cube + k] - place[k];
            square += d * d;
        }
        return Math.sqrt(square);
    }

    @Override
    public boolean terminated(double[] observation, int environment) {
        return distance(observation, environment) >= FALLEN;
    }

    @Override
    public List<Measure> measures() {
        var measures = new ArrayList<>(List.of(
                Measure.last(
                        "successes",
                        (state, observation, e) ->
                                state[e * stateSize() + Row.COUNT] + (reached(observation, e) ? 1 : 0)),
                Measure.last("held", (state, observation, e) -> terminated(observation, e) ? 0 : 1),
                Measure.mean("angle", (state, observation, e) -> angle(observation, e)),
                Measure.mean("distance", (state, observation, e) -> distance(observation, e)),
                Measure.mean("shaking", (state, observation, e) -> turning(observation, e))));
        if (goals == Goals.GROWING) {
            measures.add(Measure.last("furthest", (state, observation, e) -> state[e * stateSize() + Row.FURTHEST]));
        }
        return List.copyOf(measures);
    }

    @Override
    public void renew(double[] state, int environment) {
        int from = environment * stateSize();
        state[from + Row.COUNT]++;
        drawGoal(state, from);
    }

    /** A goal by the row's key and count, and the signs of both quaternions. */
    private void drawGoal(double[] state, int from) {
        long key = (long) state[from + Row.KEY];
        goals.draw(new SplittableRandom(key * 1_000_003 + (long) state[from + Row.COUNT]), state, from);
        choose(state, from);
    }

    private static void choose(double[] state, int from) {
        if (state[from + Row.QUATERNION + 3] < 0) {
            Rotations.negate(state, from + Row.QUATERNION);
        }
        if (Rotations.dot(state, from + Row.QUATERNION, state, from + Row.GOAL) < 0) {
            Rotations.negate(state, from + Row.GOAL);
        }
    }

    @Override
    public void start(RandomGenerator random, boolean randomized, double[] state, int environment) {
        int from = environment * stateSize();
        double[] before = Arrays.copyOfRange(state, from, from + stateSize());
        Arrays.fill(state, from, from + stateSize(), 0);
        state[from + Row.PLACE + 1] = drive.height - (goals.lying() ? Goals.LAID : 0);
        state[from + Row.PLACE + 2] = drive.along;
        if (!randomized) {
            for (int j = 0; j < Row.JOINTS; j++) {
                state[from + j] = Math.clamp(0, LOWER[j], UPPER[j]);
            }
            state[from + Row.QUATERNION + 3] = 1;
            // About the vertical: a quarter turn, or as far as a first goal is.
            double half = goals.near() ? Goals.FIRST / 2 : Math.PI / 4;
            state[from + Row.GOAL + 1] = Math.sin(half);
            state[from + Row.GOAL + 3] = Math.cos(half);
            if (goals == Goals.GROWING) {
                state[from + Row.FURTHEST] = Goals.FIRST;
            }
            return;
        }
        for (int j = 0; j < Row.JOINTS; j++) {
            double anywhere = LOWER[j] + (UPPER[j] - LOWER[j]) * random.nextDouble();
            state[from + j] = Math.clamp(0.2 * anywhere, LOWER[j], UPPER[j]);
        }
        Starts.jitter(random, 0.01, state, from + Row.PLACE, 3);
        var turned = new SplittableRandom(random.nextLong());
        if (goals.lying()) {
            Rotations.lying(turned, state, from + Row.QUATERNION);
        } else {
            Rotations.draw(turned, state, from + Row.QUATERNION);
        }
        state[from + Row.KEY] = random.nextInt(1_000_000);
        if (goals == Goals.GROWING) {
            state[from + Row.FURTHEST] = Goals.furthest(before, turned);
        }
        drawGoal(state, from);
    }
}
