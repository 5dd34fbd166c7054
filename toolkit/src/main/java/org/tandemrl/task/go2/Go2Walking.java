package org.tandemrl.task.go2;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.SplittableRandom;
import org.apache.commons.math3.random.RandomGenerator;
import org.tandemrl.sim.Simulator;
import org.tandemrl.sim.mujoco.Mujoco;
import org.tandemrl.sim.mujoco.MujocoSimulator;
import org.tandemrl.sim.mujoco.WebMujoco;
import org.tandemrl.sim.physx.PhysxGround;
import org.tandemrl.sim.physx.PhysxSettings;
import org.tandemrl.sim.physx.PhysxSimulator;
import org.tandemrl.sim.robot.CompiledRobot;
import org.tandemrl.sim.robot.Robots;
import org.tandemrl.task.Batch;
import org.tandemrl.task.Columns;
import org.tandemrl.task.DoubleBatch;
import org.tandemrl.task.InvalidStates;
import org.tandemrl.task.Measure;
import org.tandemrl.task.Task;

/**
 * Go2 is to walk as it is told: a trot at commanded velocities, forward, sideways and turning, by PhysX at 50 Hz, on a plane or on terrain. The paper's task, with
 * what a robot needs beside it: commands that change, clean observations after a start, the motors' own limits.
 *
 * <p>An action a in [−1, 1] is a joint target beside the standing pose, {@code pose + 0.25 (2 a)}; {@link ServoMotors} hold it.
 *
 * <p>Observation, 93 numbers; z up, the base's axes are x forward, y left:
 * <table>
 * <caption>Columns</caption>
 * <tr><td>0–2</td><td>linear velocity of the base in its axes, × 2</td></tr>
 * <tr><td>3–5</td><td>angular velocity in its axes, × 0.25</td></tr>
 * <tr><td>6–8</td><td>command, scaled alike</td></tr>
 * <tr><td>9–11</td><td>direction of gravity in its axes</td></tr>
 * <tr><td>12–23, 24–35</td><td>joint positions beside the pose; velocities × 0.05</td></tr>
 * <tr><td>36–47</td><td>last action, × 2</td></tr>
 * <tr><td>48–51</td><td>clock, sin 2π φ of each foot</td></tr>
 * <tr><td>52–55, 56–59</td><td>feet's x and y from the base, in axes turned by its yaw only</td></tr>
 * <tr><td>60–63</td><td>feet's contact forces, × 0.01</td></tr>
 * <tr><td>64–67</td><td>feet's heights above the ground</td></tr>
 * <tr><td>68</td><td>cos 2π of the gait's phase, without which the clock leaves two phases open</td></tr>
 * <tr><td>69–80, 81–92</td><td>the actions before the last and before that, × 2, which the reward asks for</td></tr>
 * </table>
 * The policy sees columns 3 to 51, what a robot's sensors and its computer know; critic and model see all.
 *
 * <p>Ends: upside down, trunk or head touching something with more than 1 N, the base less than 0.05 m above the ground, and where constraints are enforced, at random, where one is
 * exceeded ({@link Terminations}). Each start draws the command, the ground's
 * friction ((1 + U(0.5, 1.25))/2, the average of ground and robot), each motor's F_s U(0, 2.5) and μ_v U(0, 0.3).
 */
public final class Go2Walking implements Task {
    // Where an observation has what; the last action is at 36.
    static final int LINEAR = 0;
    static final int ANGULAR = 3;
    static final int COMMAND = 6;
    static final int GRAVITY = 9;
    static final int ANGLES = 12;
    private static final int RATES = 24;
    private static final int CLOCK = 48;
    private static final int FEET = 52;
    private static final int FORCES = 60;
    private static final int HEIGHTS = 64;
    private static final int COS = 68;
    private static final int OLDER_ACTIONS = 69;
    static final int WIDTH = 93;

    private static final double FORCE_SCALE = 0.01;

    /** Where feet stand under the base, and the time of half a stance, s. */
    private static final double FOOT_X = 0.225;

    private static final double FOOT_Y = 0.125;
    private static final double HALF_PERIOD = 0.5 / 3;

    /** Keeps the heading's length from zero where the robot stands on its nose. */
    private static final double TINY = 1e-9;

    private final String name;
    private final Go2Options options;
    private final Engine engine;
    private final Conditions conditions;
    /** Of terrain, where it does not follow how robots get on. */
    private final OptionalInt level;

    /** What moves the robot. */
    public enum Engine {
        /** What is trained on. */
        PHYSX,
        /** What a trained policy can be tried on, with the file's friction and no measured contact forces. */
        MUJOCO,
        /** The makers' WebAssembly build of a later MuJoCo, on Node. */
        MUJOCO_WEB;

        /** Empty if it is there, else why not and how to get it. */
        public String missing() {
            return switch (this) {
                case PHYSX -> PhysxSimulator.missing();
                case MUJOCO -> Mujoco.missing();
                case MUJOCO_WEB -> WebMujoco.missing();
            };
        }

        /** Those that are there. */
        public static List<Engine> present() {
            return Arrays.stream(values()).filter(e -> e.missing().isEmpty()).toList();
        }
    }

    /** As it is trained. */
    public Go2Walking() {
        this(Go2Options.standard());
    }

    /** With other motors, or less that varies. */
    public Go2Walking(Go2Options options) {
        this("go2-walking", options);
    }

    /** Under a name of its own, by which runs refer to it. */
    Go2Walking(String name, Go2Options options) {
        this(name, options, Engine.PHYSX, Conditions.TRAINING, OptionalInt.empty());
    }

    private Go2Walking(String name, Go2Options options, Engine engine, Conditions conditions, OptionalInt level) {
        this.name = name;
        this.options = options;
        this.engine = engine;
        this.conditions = conditions;
        this.level = level;
        if (options.terrain() && engine != Engine.PHYSX) {
            throw new IllegalArgumentException(
                    name + " is asked for in " + engine + "; its terrain is there in " + Engine.PHYSX + " only.");
        }
    }

    /** The same with constraints that end no episode: for policies that were trained with those. */
    public Go2Walking withoutTerminations() {
        return new Go2Walking(name, options.withEnforced(false), engine, conditions, level);
    }

    /** The same asked in another engine: for policies that were trained in this one. */
    public Go2Walking in(Engine other) {
        return new Go2Walking(name, options, other, conditions, level);
    }

    /** The same under other conditions: for policies that were trained without them. */
    public Go2Walking under(Conditions other) {
        return new Go2Walking(name, options, engine, other, level);
    }

    /**
     * The same on terrain of one level for all episodes: for policies that are to be measured on it.
     *
     * @param always 0 to 9
     */
    public Go2Walking onLevel(int always) {
        if (always < 0 || always >= Terrain.LEVELS) {
            throw new IllegalArgumentException(
                    "level " + always + " of terrain; allowed: 0 to " + (Terrain.LEVELS - 1));
        }
        return new Go2Walking(name, options.onTerrain(), engine, conditions, OptionalInt.of(always));
    }

    /** Levels of terrain that there are. */
    public static int levels() {
        return Terrain.LEVELS;
    }

    /** What is otherwise than in training. */
    public Conditions conditions() {
        return conditions;
    }

    @Override
    public String name() {
        return name;
    }

    /** What varies. */
    public Go2Options options() {
        return options;
    }

    @Override
    public Simulator simulator(int environments, int threads) {
        var motors = motors();
        return new Go2Simulator(
                switch (engine) {
                    case PHYSX -> {
                        var settings = PhysxSettings.of(Go2Simulator.TIME_STEP, Go2Simulator.SUBSTEPS)
                                .withSensors(Go2.SENSORS)
                                .on(options.terrain() ? Terrain.one().ground() : PhysxGround.plane());
                        yield new PhysxSimulator(Robots.robot("go2"), settings, motors, environments, threads);
                    }
                    case MUJOCO ->
                        new MujocoEngine(
                                (file, s) -> new MujocoSimulator(file, s, motors, environments, threads),
                                conditions,
                                environments);
                    case MUJOCO_WEB ->
                        new MujocoEngine(
                                (file, s) -> new WebMujoco(file, s, motors, environments), conditions, environments);
                },
                options,
                conditions,
                Servo.WALKING,
                stateSize());
    }

    ServoMotors motors() {
        return new ServoMotors(options.torque().limits(), conditions.strength(), conditions.motorCurve());
    }

    @Override
    public Optional<CompiledRobot> robot() {
        return Optional.of(CompiledRobot.named("go2"));
    }

    @Override
    public Map<String, Object> settings(String algorithm) {
        return WalkingSettings.of(algorithm);
    }

    @Override
    public int stateSize() {
        return options.terrain() ? Row.WITH_GROUND : options.stale() ? Row.WITH_OLD : Row.SIZE;
    }

    @Override
    public int controlSize() {
        return Go2.JOINTS;
    }

    @Override
    public int observationSize() {
        return WIDTH;
    }

    @Override
    public Columns policyColumns() {
        return new Columns(ANGULAR, FEET);
    }

    @Override
    public int actionSize() {
        return Go2.JOINTS;
    }

    @Override
    public int episodeLength() {
        return conditions.script().isEmpty() ? 500 : conditions.steps();
    }

    @Override
    public InvalidStates invalidStates() {
        return InvalidStates.END_EPISODE;
    }

    @Override
    public <X extends Batch<X>> X control(X action) {
        return action.clip(-1, 1).times(Go2Servos.ACTION_SCALE);
    }

    @Override
    public <X extends Batch<X>> X observe(X state, X lastAction) {
        int qd = Row.VELOCITIES;
        var base = Go2.Base.of(state);
        var rotation = base.rotation();
        var phase = state.column(Row.PHASE).times(2 * Math.PI);
        var sin = phase.sin();
        var angles = state.columns(7, Row.COORDINATES);
        var seen = base.linear()
                .times(Go2Sensors.LINEAR_SCALE)
                .beside(Go2Sensors.observe(
                        base.angular(),
                        state.columns(Row.COMMAND, Row.COMMAND + 3),
                        rotation.second().times(-1),
                        angles,
                        state.columns(qd + 6, qd + 18),
                        lastAction.times(Go2Servos.ACTION_SCALE),
                        sin))
                .beside(feet(rotation, angles))
                .beside(state.columns(Row.FORCES, Row.FORCES + 4).times(FORCE_SCALE))
                .beside(heights(rotation, angles, state))
                .beside(phase.cos())
                .beside(state.columns(Row.CONTROLS + 12, Row.CONTROLS + 36));
        return options.stale() ? stale(seen, state) : seen;
    }

    /** With the old episode's numbers at its first step, but for command and joints, which are the new ones in the paper's code, too. */
    private static <X extends Batch<X>> X stale(X seen, X state) {
        double[] old = new double[WIDTH];
        Arrays.fill(old, 0, OLDER_ACTIONS, 1);
        Arrays.fill(old, COMMAND, COMMAND + 3, 0);
        Arrays.fill(old, ANGLES, ANGLES + 2 * Go2.JOINTS, 0);
        return seen.plus(
                state.columns(Row.OLD, Row.OLD + WIDTH).minus(seen).times(old).times(state.column(Row.STALE)));
    }

    /** x of the feet, then y, in axes turned by the yaw; [N, 8]. */
    private static <X extends Batch<X>> X feet(Go2.Rotation<X> rotation, X angles) {
        var x = rotation.first().column(0);
        var z = rotation.third().column(0);
        var length = x.square().plus(z.square()).plus(TINY).sqrt();
        var cos = x.over(length);
        var sin = z.over(length);
        // The horizontal directions forward, (cos, 0, sin), and left, (sin, 0, −cos), seen from the body.
        var forward = rotation.first().times(cos).plus(rotation.third().times(sin));
        var left = rotation.first().times(sin).minus(rotation.third().times(cos));
        return Go2.along(forward, angles).beside(Go2.along(left, angles));
    }

    /** Of the feet above the ground, [N, 4]. */
    private <X extends Batch<X>> X heights(Go2.Rotation<X> rotation, X angles, X state) {
        var heights = Go2.along(rotation.second(), angles).plus(state.column(1));
        return options.terrain() ? heights.minus(state.columns(Row.GROUND + 1, Row.GROUND + 5)) : heights;
    }

    @Override
    public <X extends Batch<X>> X reward(X observation, X action) {
        var velocity = observation.columns(LINEAR, LINEAR + 3).times(1 / Go2Sensors.LINEAR_SCALE);
        var omega = observation.columns(ANGULAR, ANGULAR + 3).times(1 / Go2Sensors.ANGULAR_SCALE);
        var command = observation.columns(COMMAND, COMMAND + 3).times(new double[] {
            1 / Go2Sensors.LINEAR_SCALE, 1 / Go2Sensors.LINEAR_SCALE, 1 / Go2Sensors.ANGULAR_SCALE
        });
        var phase = Gait.phases(observation.column(CLOCK + 1), observation.column(COS));
        var swing = Gait.stance(phase).times(-1).plus(1);
        var follows = bell(velocity.columns(0, 2)
                        .minus(command.columns(0, 2))
                        .square()
                        .sum())
                .plus(bell(omega.column(2).minus(command.column(2)).square()).times(0.5));
        var calm = velocity.column(2)
                .square()
                .times(-0.02)
                .plus(omega.columns(0, 2).square().sum().times(-0.001))
                .plus(observation.columns(GRAVITY, GRAVITY + 2).square().sum().times(-5))
                .plus(observation
                        .columns(RATES, RATES + 12)
                        .square()
                        .sum()
                        .times(-0.0001 / (Go2Sensors.RATE_SCALE * Go2Sensors.RATE_SCALE)));
        var lifted = Gait.clearance(phase).minus(observation.columns(HEIGHTS, HEIGHTS + 4));
        var force = observation.columns(FORCES, FORCES + 4).times(1 / FORCE_SCALE);
        var pressed = force.square().times(-1.0 / 100).exp().times(-1).plus(1);
        var all = follows.plus(calm)
                .plus(smoothness(observation, action))
                .plus(stepping(observation, phase, command).times(-10))
                .plus(swing.times(lifted.square()).sum().times(-30))
                .plus(swing.times(pressed).sum().times(-1));
        return options.belowZero() == 0 ? all.clip(0, 10) : all.ifNegative(all.times(options.belowZero()), all);
    }

    /** exp(−x/0.25). */
    private static <X extends Batch<X>> X bell(X square) {
        return square.times(-1 / 0.25).exp();
    }

    /** Of actions after their factor 2: first and second differences. */
    private static <X extends Batch<X>> X smoothness(X observation, X action) {
        var now = action.times(Go2Servos.ACTION_SCALE);
        var last = observation.columns(OLDER_ACTIONS, OLDER_ACTIONS + 12);
        var before = observation.columns(OLDER_ACTIONS + 12, OLDER_ACTIONS + 24);
        var first = now.minus(last);
        var second = first.minus(last.minus(before));
        return first.square().sum().plus(second.square().sum()).times(-0.1 * 0.25 * 0.25);
    }

    /** Raibert's rule: how far feet are from where they should be under a body that moves as commanded, summed squares, m². */
    private static <X extends Batch<X>> X stepping(X observation, X phase, X command) {
        var shift = phase.times(-2).plus(1).abs().plus(-0.5);
        var one = Gait.one(phase);
        var x = one.times(new double[] {FOOT_X, FOOT_X, -FOOT_X, -FOOT_X})
                .plus(shift.times(command.column(0)).times(HALF_PERIOD));
        var turned = shift.times(command.column(2)).times(FOOT_X * HALF_PERIOD);
        var y = one.times(new double[] {FOOT_Y, -FOOT_Y, FOOT_Y, -FOOT_Y})
                .plus(turned.times(new double[] {1, 1, -1, -1}));
        return observation
                .columns(FEET, FEET + 4)
                .minus(x)
                .square()
                .sum()
                .plus(observation.columns(FEET + 4, FEET + 8).minus(y).square().sum());
    }

    /** Upside down: of the other ends an observation tells nothing. */
    @Override
    public boolean terminated(double[] observation, int environment) {
        return observation[environment * WIDTH + GRAVITY + 2] > 0;
    }

    @Override
    public boolean ended(double[] state, double[] observation, int environment) {
        int from = environment * stateSize();
        double ground = options.terrain() ? state[from + Row.GROUND] : 0;
        return terminated(observation, environment)
                || state[from + Row.TRUNK] > 1
                || state[from + 1] - ground < 0.05
                || state[from + Row.AGE] < 0;
    }

    @Override
    public void start(RandomGenerator random, boolean randomized, double[] state, int environment) {
        int from = environment * stateSize();
        double[] before = Arrays.copyOfRange(state, from, from + stateSize());
        Arrays.fill(state, from, from + stateSize(), 0);
        Beginning.stand(Go2.START_HEIGHT, conditions, state, from);
        state[from + Row.COMMAND] = 0.5;
        if (randomized) {
            var each = new SplittableRandom(random.nextLong());
            Commands.draw(each, state, from + Row.COMMAND);
            Beginning.vary(random, options, conditions, state, from);
        }
        conditions.command(0, state, from + Row.COMMAND);
        if (options.stale() && Math.abs(before[Row.AGE]) > 0) {
            state[from + Row.STALE] = 1;
            System.arraycopy(last(before), 0, state, from + Row.OLD, WIDTH);
        }
        if (options.terrain()) {
            var each = new SplittableRandom(random.nextLong());
            int next = level.orElse(randomized ? Terrain.level(before, wasOver(before), each) : 0);
            int column = randomized ? each.nextInt(Terrain.COLUMNS) : 0;
            Terrain.one().place(next, column, randomized ? 2 * Math.PI * each.nextDouble() : 0, state, from);
            double[] row = Arrays.copyOfRange(state, from, from + stateSize());
            Terrain.one().measure(row, 1);
            System.arraycopy(row, 0, state, from, row.length);
        }
    }

    /** Whether an episode was at its end in a row, and not broken off. */
    private boolean wasOver(double[] row) {
        return row[Row.AGE] >= episodeLength() || ended(row, last(row), 0);
    }

    /** What is seen of a row, its last control being the row's own. */
    private double[] last(double[] row) {
        double[] control = Arrays.copyOfRange(row, Row.CONTROLS, Row.CONTROLS + Go2.JOINTS);
        return observe(
                        DoubleBatch.of(row, 1, row.length),
                        DoubleBatch.of(control, 1, Go2.JOINTS).times(1 / Go2Servos.ACTION_SCALE))
                .data();
    }

    /** On terrain: the level of the episode's tile. */
    @Override
    public List<Measure> measures() {
        return options.terrain()
                ? List.of(Measure.last("level", (state, observation, e) -> state[e * stateSize() + Row.LEVEL]))
                : List.of();
    }
}
