package org.tandemrl.task.go2;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.commons.math3.random.RandomGenerator;
import org.tandemrl.sim.Simulator;
import org.tandemrl.sim.physx.PhysxSettings;
import org.tandemrl.sim.physx.PhysxSimulator;
import org.tandemrl.sim.robot.CompiledRobot;
import org.tandemrl.sim.robot.Robots;
import org.tandemrl.task.Batch;
import org.tandemrl.task.Columns;
import org.tandemrl.task.InvalidStates;
import org.tandemrl.task.Measure;
import org.tandemrl.task.Task;

/**
 * Go2 is to get up on its front legs and balance there for 10 s, nose down, the hind legs in the air, stepping on the spot. The paper's second task on the
 * robot, by PhysX at 50 Hz.
 *
 * <p>An action a in [−1, 1] is a joint target beside the standing pose, {@code pose + a}, held with kp 40 and kd 0.8. The clock runs at 2.5 Hz, nothing is
 * commanded.
 *
 * <p>Observation, 96 numbers; z up, the base's axes are x forward, y left:
 * <table>
 * <caption>Columns</caption>
 * <tr><td>0–2</td><td>linear velocity of the base in its axes, × 2</td></tr>
 * <tr><td>3–48</td><td>what the policy sees, in the order of {@link Go2Sensors} without the command: the joints' velocities are differences of their angles over 20 ms, the last
 * action has no factor</td></tr>
 * <tr><td>49–60</td><td>torques of the servos, × 0.01</td></tr>
 * <tr><td>61–64, 65–68</td><td>feet's contact forces, × 0.01, and heights</td></tr>
 * <tr><td>69</td><td>height of the base</td></tr>
 * <tr><td>70</td><td>cos 2π of the gait's phase</td></tr>
 * <tr><td>71</td><td>time since the start, s, at most 2: reward and ends change with it</td></tr>
 * <tr><td>72–83, 84–95</td><td>the actions before the last and before that</td></tr>
 * </table>
 * The paper's policy also sees the command, three numbers that are always 0. Here they are left out: divided by a deviation of nearly nothing, what a model
 * gets wrong of them is a hundred times as large in the next step, and the gradient over 16 steps explodes.
 *
 * <p>With g the direction of gravity and u = −g that of up in the base's axes, <em>upright</em> is cos = (−u_x + 0.2 u_z)/|(1, 0.2)|: 1 where the nose is 11° before
 * straight down. In the paper's code it is the angle between the base's x axis and (0.2, 0, −1) turned by the yaw; the two are the same where the robot is not
 * rolled. It <em>stands</em> where cos > 0.9. With v the base's velocity, v_z and v_xy upwards and beside it, ω alike, z the base's height, lift
 * h = clip((z − 0.27)/0.28, 0, 1), t control steps since the start, front feet f, hind feet r and the schedule C of {@link Gait}, the reward is
 *
 * <pre>
 * (cos/2 + 1/2)² + h/2 + 0.25 exp(−ω_z²/0.25) + 0.6 h exp(−|v_xy|²/0.5) [stands]
 * + [t ≤ 40] (5 Σ min(z_r, 0.06) − 10 Σ max(z_f − 0.06, 0))
 * − [t > 40] (100 Σ (1 − C)(clearance − z_f)² + 0.1 ω_z²) − [t > 75] 0.4 |v|²
 * − [stands] ½ Σ (1 − C)(1 − exp(−F_f²/100))
 * − 0.5 (z − 0.55)² − 0.02 v_z² − 0.001 |ω_xy|² − 0.0001 |q̇|² − 0.005 Σ max(|τ| − limit/2, 0)
 * − 0.01 (|a − a'|² + |a − 2a' + a''|²) − Σ max(5° − distance of a joint from the ends of its range, 0)
 * </pre>
 *
 * of which a share counts below 0 ({@link Go2Options#belowZero}). Left out, since public figures do not say them whole: the feet's shift and the part of the
 * contact schedule that asks for resting feet.
 *
 * <p>How an episode ends says {@link End}. Each start draws friction of ground and motors as {@link Go2Walking} does. It is a drop from 0.34 m and not the paper's
 * 0.31 m, where in this pose the front feet would be 2 cm in the ground.
 */
public final class Go2FrontLegs implements Task {
    // Where an observation has what.
    private static final int LINEAR = 0;
    private static final int ANGULAR = 3;
    private static final int GRAVITY = 6;
    private static final int ANGLES = 9;
    private static final int RATES = 21;
    private static final int CLOCK = 45;
    private static final int TORQUES = 49;
    private static final int FORCES = 61;
    private static final int HEIGHTS = 65;
    private static final int HEIGHT = 69;
    private static final int COS = 70;
    private static final int TIME = 71;
    private static final int OLDER_ACTIONS = 72;
    private static final int WIDTH = 96;

    private static final double SMALL = 0.01;
    private static final double LONGEST = 2;

    /** Upright above this is standing. */
    public static final double STANDS = 0.9;

    /** Steps in which hind feet and calves may touch the ground. */
    private static final int RISING = 40;
    /** Steps after which it must stand. */
    private static final int RISEN = 75;
    /** From this step on, joints must not jump while rising: before, it drops to the ground. */
    private static final int SETTLED = 4;

    /** Weights of the clock's two terms. The paper's are 300 and 1: who stands still on its nose then has nothing left of its reward. */
    private static final double CLEARANCE = 100;

    private static final double PRESSED = 0.5;

    private static final double FRONT_FOOT = 0.06;
    private static final double JUMP = 0.75;
    private static final double NEAR = Math.toRadians(5);
    private static final double LENGTH = Math.hypot(1, 0.2);
    private static final double FAR = 1e6;

    private final Go2Options options;

    /** How an episode can end early. */
    public enum End {
        /** Trunk, head or a thigh touches with more than 1 N. */
        BODY("body touches"),
        /** A hind foot does, after 40 steps. */
        HIND_FOOT("hind foot touches"),
        /** A calf does, after 40 steps. */
        CALF("calf touches"),
        /** Not upright, cos 0.9 or less, after 75 steps. */
        FALLEN("not upright"),
        /** A joint moves by more than 0.75 rad in a step, in steps 4 to 40. */
        JUMP("joint jumps"),
        /** The base below 0.05 m. */
        LOW("base too low");

        private final String words;

        End(String words) {
            this.words = words;
        }

        /** As it stands in tables. */
        public String words() {
            return words;
        }
    }

    /** As it is trained. */
    public Go2FrontLegs() {
        this(Go2Options.standard());
    }

    /** With other motors, or less that varies, on the plane and without constraints that end episodes; commands are none whatever the options say. */
    public Go2FrontLegs(Go2Options options) {
        if (options.terrain() || options.enforced() || options.stale()) {
            throw new IllegalArgumentException("terrain is " + options.terrain() + ", enforced is " + options.enforced()
                    + ", stale is " + options.stale() + "; allowed: false for each on the front legs");
        }
        this.options = options.withSteadyCommands();
    }

    @Override
    public String name() {
        return "go2-front-legs";
    }

    @Override
    public Simulator simulator(int environments, int threads) {
        var motors = new ServoMotors(Servo.FRONT_LEGS, options.torque().limits(), 1, false);
        var settings =
                PhysxSettings.of(Go2Simulator.TIME_STEP, Go2Simulator.SUBSTEPS).withSensors(Go2.FRONT_LEGS_SENSORS);
        return new Go2Simulator(
                new PhysxSimulator(Robots.robot("go2"), settings, motors, environments, threads),
                options,
                Conditions.TRAINING,
                Servo.FRONT_LEGS,
                Row.WITH_ANGLES);
    }

    @Override
    public Optional<CompiledRobot> robot() {
        return Optional.of(CompiledRobot.named("go2"));
    }

    @Override
    public Map<String, Object> settings(String algorithm) {
        return WalkingSettings.frontLegs(algorithm);
    }

    @Override
    public List<Measure> measures() {
        return List.of(
                Measure.mean("upright", (state, observation, e) -> upright(observation, e)),
                Measure.last("height", (state, observation, e) -> observation[e * WIDTH + HEIGHT]));
    }

    @Override
    public int stateSize() {
        return Row.WITH_ANGLES;
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
        return new Columns(ANGULAR, TORQUES);
    }

    @Override
    public int actionSize() {
        return Go2.JOINTS;
    }

    @Override
    public int episodeLength() {
        return 500;
    }

    @Override
    public InvalidStates invalidStates() {
        return InvalidStates.END_EPISODE;
    }

    @Override
    public <X extends Batch<X>> X control(X action) {
        return action.clip(-1, 1);
    }

    @Override
    public <X extends Batch<X>> X observe(X state, X lastAction) {
        var body = Go2.Base.of(state);
        var rotation = body.rotation();
        var phase = state.column(Row.PHASE).times(2 * Math.PI);
        var angles = state.columns(7, Row.COORDINATES);
        var moved = angles.minus(state.columns(Row.LAST_ANGLES, Row.WITH_ANGLES));
        var base = state.column(1);
        return body.linear()
                .times(Go2Sensors.LINEAR_SCALE)
                .beside(Go2Sensors.observe(
                        body.angular(),
                        rotation.second().times(-1),
                        angles,
                        moved.times(1 / Go2Simulator.TIME_STEP),
                        lastAction,
                        phase.sin()))
                .beside(torques(state, angles).times(SMALL))
                .beside(state.columns(Row.FORCES, Row.FORCES + 4).times(SMALL))
                .beside(Go2.along(rotation.second(), angles).plus(base))
                .beside(base)
                .beside(phase.cos())
                .beside(state.column(Row.AGE).times(Go2Simulator.TIME_STEP).clip(0, LONGEST))
                .beside(state.columns(Row.CONTROLS + 12, Row.CONTROLS + 36));
    }

    /** What the servos give at the end of the control step, before the motors' friction, N·m. */
    private <X extends Batch<X>> X torques(X state, X angles) {
        double[] limits = options.torque().limits();
        double[] share = new double[Go2.JOINTS];
        Arrays.setAll(share, j -> 1 / limits[j]);
        var servo = Servo.FRONT_LEGS;
        var target = state.columns(Row.CONTROLS, Row.CONTROLS + 12)
                .times(servo.target())
                .plus(Gait.one(angles).times(Go2.POSE));
        return target.minus(angles)
                .times(servo.stiffness())
                .minus(state.columns(Row.VELOCITIES + 6, Row.VELOCITIES + 18).times(servo.damping()))
                .times(share)
                .clip(-1, 1)
                .times(limits);
    }

    @Override
    public <X extends Batch<X>> X reward(X observation, X action) {
        var up = observation.columns(GRAVITY, GRAVITY + 3).times(-1);
        var velocity = observation.columns(LINEAR, LINEAR + 3).times(1 / Go2Sensors.LINEAR_SCALE);
        var omega = observation.columns(ANGULAR, ANGULAR + 3).times(1 / Go2Sensors.ANGULAR_SCALE);
        var rise = velocity.times(up).sum();
        var turn = omega.times(up).sum();
        // Where a model predicts an up vector that is longer than 1 it would be below 0, and its bell endless.
        var drift = velocity.square().sum().minus(rise.square()).clip(0, FAR);
        var tilt = omega.square().sum().minus(turn.square());
        var height = observation.column(HEIGHT);
        var lift = height.plus(-0.27).times(1 / 0.28).clip(0, 1);
        var cos = up.column(2).times(0.2).minus(up.column(0)).times(1 / LENGTH);
        var one = Gait.one(cos);
        var none = cos.times(0);
        var stands = cos.plus(-STANDS).ifNegative(none, one);
        var early = since(observation, RISING).ifNegative(one, none);
        var late = since(observation, RISING).ifNegative(none, one);
        var risen = since(observation, RISEN).ifNegative(none, one);
        var rates = observation.columns(RATES, RATES + 12).times(1 / Go2Sensors.RATE_SCALE);

        var poses = cos.times(0.5).plus(0.5).square().plus(lift.times(0.5));
        var stays = turn.square()
                .times(-1 / 0.25)
                .exp()
                .times(0.25)
                .plus(drift.times(-1 / 0.5).exp().times(0.6).times(stands).times(lift))
                .minus(risen.times(velocity.square().sum()).times(0.4));
        var calm = height.plus(-0.55)
                .square()
                .times(-0.5)
                .minus(rise.square().times(0.02))
                .minus(tilt.times(0.001))
                .minus(late.times(turn.square()).times(0.1))
                .minus(rates.square().sum().times(0.0001));
        var all = poses.plus(stays)
                .plus(calm)
                .plus(early.times(rising(observation)))
                .minus(stepping(observation, stands, late))
                .minus(effort(observation))
                .minus(nearness(observation))
                .minus(smoothness(observation, action));
        return options.belowZero() == 0 ? all.clip(0, 10) : all.ifNegative(all.times(options.belowZero()), all);
    }

    /** Negative up to a step, the step included; of observations. */
    private static <X extends Batch<X>> X since(X observation, int step) {
        return observation.column(TIME).plus(-(step + 0.5) * Go2Simulator.TIME_STEP);
    }

    /** Front feet stay low, hind feet leave the ground. */
    private static <X extends Batch<X>> X rising(X observation) {
        var front = observation.columns(HEIGHTS, HEIGHTS + 2);
        var hind = observation.columns(HEIGHTS + 2, HEIGHTS + 4);
        return hind.clip(-FAR, FRONT_FOOT)
                .sum()
                .times(5)
                .minus(front.plus(-FRONT_FOOT).clip(0, FAR).sum().times(10));
    }

    /** What the front feet do otherwise than the clock asks. */
    private static <X extends Batch<X>> X stepping(X observation, X stands, X late) {
        var phase = Gait.phases(observation.column(CLOCK + 1), observation.column(COS))
                .columns(0, 2);
        var swing = Gait.stance(phase).times(-1).plus(1);
        var lifted = Gait.clearance(phase).minus(observation.columns(HEIGHTS, HEIGHTS + 2));
        var force = observation.columns(FORCES, FORCES + 2).times(1 / SMALL);
        var pressed = force.square().times(-1.0 / 100).exp().times(-1).plus(1);
        return late.times(swing.times(lifted.square()).sum())
                .times(CLEARANCE)
                .plus(stands.times(swing.times(pressed).sum()).times(PRESSED));
    }

    /** Torques above half of what the motors can. */
    private <X extends Batch<X>> X effort(X observation) {
        double[] half = options.torque().limits();
        Arrays.setAll(half, j -> half[j] / 2);
        var torque = observation.columns(TORQUES, TORQUES + 12).times(1 / SMALL);
        return torque.abs()
                .minus(Gait.one(torque).times(half))
                .clip(0, FAR)
                .sum()
                .times(0.005);
    }

    /** Joints within 5° of the ends of their ranges. */
    private static <X extends Batch<X>> X nearness(X observation) {
        double[] middle = new double[Go2.JOINTS];
        double[] free = new double[Go2.JOINTS];
        for (int j = 0; j < Go2.JOINTS; j++) {
            middle[j] = (Go2.LOWER[j] + Go2.UPPER[j]) / 2 - Go2.POSE[j];
            free[j] = (Go2.UPPER[j] - Go2.LOWER[j]) / 2 - NEAR;
        }
        var angles = observation.columns(ANGLES, ANGLES + 12);
        var one = Gait.one(angles);
        return angles.minus(one.times(middle))
                .abs()
                .minus(one.times(free))
                .clip(0, FAR)
                .sum();
    }

    /** Of actions: first and second differences. */
    private static <X extends Batch<X>> X smoothness(X observation, X action) {
        var last = observation.columns(OLDER_ACTIONS, OLDER_ACTIONS + 12);
        var before = observation.columns(OLDER_ACTIONS + 12, OLDER_ACTIONS + 24);
        var first = action.minus(last);
        var second = first.minus(last.minus(before));
        return first.square().sum().plus(second.square().sum()).times(0.01);
    }

    /**
     * How upright the robot stands on its nose, in [−1, 1].
     *
     * @param observation row-major [N, 96]
     * @param environment the row to look at
     */
    public double upright(double[] observation, int environment) {
        int from = environment * WIDTH + GRAVITY;
        return (observation[from] - 0.2 * observation[from + 2]) / LENGTH;
    }

    /** Ends of which the observation tells: all but touching. */
    @Override
    public boolean terminated(double[] observation, int environment) {
        return seen(observation, environment).isPresent();
    }

    @Override
    public boolean ended(double[] state, double[] observation, int environment) {
        return end(state, observation, environment).isPresent();
    }

    /**
     * What ends the episode here, the first that holds in the order of {@link End}; empty if it goes on.
     *
     * @param state row-major [N, S]
     * @param observation row-major [N, 96], of that state
     * @param environment the row to look at
     */
    public Optional<End> end(double[] state, double[] observation, int environment) {
        int forces = environment * Row.WITH_ANGLES + Row.FORCES;
        boolean mayTouch = steps(observation, environment) <= RISING;
        if (state[forces + 4] > 1) {
            return Optional.of(End.BODY);
        }
        if (!mayTouch && Math.max(state[forces + 2], state[forces + 3]) > 1) {
            return Optional.of(End.HIND_FOOT);
        }
        if (!mayTouch && state[forces + 5] > 1) {
            return Optional.of(End.CALF);
        }
        return seen(observation, environment);
    }

    private Optional<End> seen(double[] observation, int environment) {
        int from = environment * WIDTH;
        long steps = steps(observation, environment);
        boolean rising = steps >= SETTLED && steps <= RISING;
        if (steps > RISEN && upright(observation, environment) <= STANDS) {
            return Optional.of(End.FALLEN);
        }
        for (int j = 0; j < Go2.JOINTS; j++) {
            double moved = observation[from + RATES + j] / Go2Sensors.RATE_SCALE * Go2Simulator.TIME_STEP;
            if (rising && Math.abs(moved) > JUMP) {
                return Optional.of(End.JUMP);
            }
        }
        return observation[from + HEIGHT] < 0.05 ? Optional.of(End.LOW) : Optional.empty();
    }

    private static long steps(double[] observation, int environment) {
        return Math.round(observation[environment * WIDTH + TIME] / Go2Simulator.TIME_STEP);
    }

    @Override
    public void start(RandomGenerator random, boolean randomized, double[] state, int environment) {
        int from = environment * Row.WITH_ANGLES;
        Arrays.fill(state, from, from + Row.WITH_ANGLES, 0);
        Beginning.stand(Go2.START_HEIGHT, Conditions.TRAINING, state, from);
        if (randomized) {
            Beginning.vary(random, options, Conditions.TRAINING, state, from);
        }
        for (int j = 0; j < Go2.JOINTS; j++) {
            double rate = state[from + Row.VELOCITIES + 6 + j];
            state[from + Row.LAST_ANGLES + j] = state[from + 7 + j] - rate * Go2Simulator.TIME_STEP;
        }
    }
}
