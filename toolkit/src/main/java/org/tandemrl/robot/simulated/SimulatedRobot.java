package org.tandemrl.robot.simulated;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.tandemrl.robot.Bus;
import org.tandemrl.robot.CommandAudit;
import org.tandemrl.robot.LowCmd;
import org.tandemrl.robot.LowState;
import org.tandemrl.robot.Message;
import org.tandemrl.robot.Safety;
import org.tandemrl.robot.SafetyLimits;
import org.tandemrl.robot.link.Received;
import org.tandemrl.robot.link.RobotLink;
import org.tandemrl.robot.simulated.Disturbances.Kind;
import org.tandemrl.sim.Datasets;
import org.tandemrl.sim.mujoco.MujocoSettings;
import org.tandemrl.sim.mujoco.MujocoSimulator;
import org.tandemrl.sim.rigid.RigidModel;
import org.tandemrl.sim.rigid.StateProbe;
import org.tandemrl.sim.robot.Robots;
import org.tandemrl.task.go2.Go2Servos;

/**
 * Go2 in MuJoCo, a millisecond a step, behind the robot's messages. Every step it takes the commands that have come and pushes each motor with
 *
 * <pre>
 * τ = clip(tau + kp (q* − q) + kd (dq* − q̇)),  clipped at the motor's peak
 * </pre>
 *
 * every second one it publishes what it senses. A motor of mode 0 does nothing; "no position" and "no velocity" take their terms away; messages with a wrong length, head or checksum are not
 * obeyed; {@code timeout} after the last command all motors damp. Commands of whoever sends are obeyed, as a robot obeys. It begins lying: folded under its weight, while its motors damp.
 *
 * <p>What it does not have: springs and heat of motors (they are at 35 °C), a battery that empties. A foot's force is the share of the upward force that the base's acceleration tells,
 * the same for each foot that touches the ground.
 */
public final class SimulatedRobot implements AutoCloseable {
    /** Of a step, s. */
    public static final double STEP = 0.001;

    private static final int PUBLISHED_EVERY = 2;
    private static final double GRAVITY = 9.81;
    private static final double HALF = Math.sqrt(0.5);
    private static final double START_HEIGHT = 0.34;
    private static final int FOLDING = 1000;

    /** Above, it stands. */
    private static final double STANDING = 0.22;

    /** Steps that it must stand before its way counts. */
    private static final int STEADY = 1500;

    private static final int Q = 19;
    private static final List<String> FEET = List.of("FR_foot", "FL_foot", "RR_foot", "RL_foot");

    private final RobotLink link;
    private final Disturbances faults;
    private final long timeout;
    private final SafetyLimits limits;
    private final CommandAudit audit;
    private final SplittableRandom random;
    private final MujocoSimulator mujoco;
    private final StateProbe probe;
    private final double mass;
    /** The leg of each contact point of the model, −1 for none. */
    private final int[] leg;

    private double[] state = new double[37];
    private double[] next = new double[37];
    private final double[] force = new double[Bus.MOTORS];
    private final double[] lastForce = new double[Bus.MOTORS];
    private final double[] lastRates = new double[Bus.MOTORS];
    private final double[] lastVelocity = new double[3];
    private final LowCmd command = new LowCmd();
    private final LowCmd received = new LowCmd();
    private final LowState published = new LowState();

    private long steps;
    private long firstCommand = Long.MIN_VALUE;
    private long lastCommand = Long.MIN_VALUE;
    private boolean damped = true;
    private boolean pushed;
    private boolean frozen;

    private long commands;
    private final Map<Received, Long> refused = new LinkedHashMap<>();
    private long sent;
    private long timeouts;
    private long saturated;
    private double lowest = Double.POSITIVE_INFINITY;
    private double highest;
    private boolean stood;
    private int upright;
    private double path;
    private double tilt;

    /**
     * A robot that lies on the ground.
     *
     * @param link its end, closed with it
     * @param timeout s without a command after which it damps
     * @param seed of noise
     * @throws org.tandemrl.sim.mujoco.MujocoException if MuJoCo is missing
     */
    public SimulatedRobot(RobotLink link, Disturbances faults, double timeout, long seed) {
        if (!(timeout >= 0.005 && timeout <= 10)) {
            throw new IllegalArgumentException(
                    "The robot damps after " + timeout + " s without a command; allowed: 0.005 to 10.");
        }
        this.link = link;
        this.faults = faults;
        this.timeout = Math.round(1e9 * timeout);
        limits = SafetyLimits.go2();
        // What a command answers is as old as it may be for who sends, and what the way there and back takes.
        double memory = limits.stateAge() + 2e-3 * (faults.value(Kind.DELAY) + faults.value(Kind.JITTER)) + 0.05;
        audit = new CommandAudit(limits, (int) Math.ceil(memory / STEP / PUBLISHED_EVERY));
        random = new SplittableRandom(seed);
        mujoco = new MujocoSimulator(Datasets.path("robots").resolve("go2.xml"), MujocoSettings.of(STEP, 1), 1, 1);
        var model = Robots.model("go2");
        probe = new StateProbe(model);
        mass = model.links().stream().mapToDouble(RigidModel.Link::mass).sum();
        leg = model.contacts().stream()
                .mapToInt(c -> FEET.indexOf(model.links().get(c.link()).name()))
                .toArray();
        state[1] = START_HEIGHT;
        // z up of the description, y up of the world.
        state[3] = -HALF;
        state[6] = HALF;
        for (int j = 0; j < Bus.MOTORS; j++) {
            state[7 + j] = Go2Servos.pose(j);
        }
        command.damp(Safety.DAMPING);
        for (int k = 0; k < FOLDING; k++) {
            move();
        }
        // The velocity of a moment ago is that of now: a state that is published at once shows no jump.
        velocity(lastVelocity);
    }

    /** Lies for some more steps, and senses without a word: a process does what it will do in real time until that is compiled. */
    void rest(int count) {
        for (int k = 0; k < count; k++) {
            move();
            sense(-1);
        }
    }

    /**
     * A millisecond.
     *
     * @param now ns, by which commands are old
     */
    public void step(long now) {
        hear(now);
        double seconds = firstCommand == Long.MIN_VALUE ? -1 : (now - firstCommand) * 1e-9;
        if (!damped && now - lastCommand > timeout) {
            damped = true;
            timeouts++;
            command.damp(Safety.DAMPING);
        }
        if (!pushed && faults.now(Kind.PUSH, seconds) && seconds >= 0) {
            pushed = true;
            push(faults.value(Kind.PUSH));
        }
        move();
        steps++;
        look();
        if (steps % PUBLISHED_EVERY == 0) {
            publish(seconds);
        }
    }

    private void hear(long now) {
        Received what;
        while ((what = link.receive(received)) != Received.NOTHING) {
            if (what != Received.MESSAGE) {
                refused.merge(what, 1L, Long::sum);
                continue;
            }
            commands++;
            audit.received(received);
            command.set(received);
            lastCommand = now;
            damped = false;
            if (firstCommand == Long.MIN_VALUE) {
                firstCommand = now;
            }
        }
    }

    /** Motors, then MuJoCo. */
    private void move() {
        for (int m = 0; m < Bus.MOTORS; m++) {
            int j = Bus.other(m);
            double torque = 0;
            if (command.mode(m) == LowCmd.SERVO) {
                double q = state[7 + j];
                double rate = state[Q + 6 + j];
                float target = command.q(m);
                float speed = command.dq(m);
                torque = command.tau(m)
                        + (target >= LowCmd.NO_POSITION ? 0 : command.kp(m) * (target - q))
                        + (speed >= LowCmd.NO_VELOCITY ? 0 : command.kd(m) * (speed - rate));
            }
            // A motor that is told nonsense does nothing.
            double peak = limits.peak()[m];
            double given = Double.isFinite(torque) ? Math.clamp(torque, -peak, peak) : 0;
            saturated += Math.abs(torque) > peak && !damped ? 1 : 0;
            force[j] = given;
            lastForce[m] = given;
        }
        mujoco.step(state, force, next);
        if (!Double.isFinite(next[0])) {
            throw new IllegalStateException("MuJoCo gave up: " + mujoco.lastDivergence());
        }
        double[] old = state;
        state = next;
        next = old;
    }

    /** What the report says of its way. */
    private void look() {
        double height = state[1];
        highest = Math.max(highest, height);
        upright = height > STANDING ? upright + 1 : upright > STEADY ? upright : 0;
        stood |= upright > STEADY;
        if (stood && !damped && command.kp(0) > 0) {
            lowest = Math.min(lowest, height);
            tilt = Math.max(tilt, Math.acos(Math.clamp(rotation(1, 2), -1.0, 1.0)));
            path += Math.hypot(state[0] - next[0], state[2] - next[2]);
        }
    }

    /** Adds to the base's velocity, to its left. */
    private void push(double speed) {
        double length = Math.hypot(rotation(0, 1), rotation(2, 1));
        state[Q + 3] += speed * rotation(0, 1) / length;
        state[Q + 5] += speed * rotation(2, 1) / length;
    }

    /** An entry of the rotation from the base's axes to the world's, y up. */
    private double rotation(int row, int column) {
        double x = state[3];
        double y = state[4];
        double z = state[5];
        double w = state[6];
        return switch (3 * row + column) {
            case 0 -> 1 - 2 * (y * y + z * z);
            case 1 -> 2 * (x * y - w * z);
            case 2 -> 2 * (x * z + w * y);
            case 3 -> 2 * (x * y + w * z);
            case 4 -> 1 - 2 * (x * x + z * z);
            case 5 -> 2 * (y * z - w * x);
            case 6 -> 2 * (x * z - w * y);
            case 7 -> 2 * (y * z + w * x);
            default -> 1 - 2 * (x * x + y * y);
        };
    }

    /** Of the base, in the world's axes, m/s: the twist is about the world's origin. */
    private void velocity(double[] v) {
        v[0] = state[Q + 3] + state[Q + 1] * state[2] - state[Q + 2] * state[1];
        v[1] = state[Q + 4] + state[Q + 2] * state[0] - state[Q] * state[2];
        v[2] = state[Q + 5] + state[Q] * state[1] - state[Q + 1] * state[0];
    }

    private void publish(double seconds) {
        if (faults.now(Kind.SILENT, seconds)) {
            return;
        }
        frozen |= faults.now(Kind.FREEZE, seconds);
        if (!frozen) {
            sense(seconds);
        }
        published.seal();
        link.send(published);
        sent++;
        audit.sent(published);
    }

    private void sense(double seconds) {
        double noise = faults.value(Kind.NOISE);
        published.level(faults.now(Kind.SPORT, seconds) ? Message.HIGH_LEVEL : Message.LOW_LEVEL);
        published.tick((int) steps);
        published.reserve(command.reserve());
        orientation(noise);
        double[] v = new double[3];
        velocity(v);
        double[] pull = new double[3];
        for (int k = 0; k < 3; k++) {
            pull[k] = (v[k] - lastVelocity[k]) / (STEP * PUBLISHED_EVERY) + (k == 1 ? GRAVITY : 0);
            lastVelocity[k] = v[k];
        }
        for (int k = 0; k < 3; k++) {
            published.gyroscope(k, toBody(state[Q], state[Q + 1], state[Q + 2], k) + gaussian(0.001 * noise));
            published.accelerometer(k, toBody(pull[0], pull[1], pull[2], k));
        }
        for (int m = 0; m < Bus.MOTORS; m++) {
            int j = Bus.other(m);
            double rate = state[Q + 6 + j];
            published.mode(m, damped ? LowCmd.OFF : command.mode(m));
            published.motor(
                    m,
                    state[7 + j] + gaussian(0.01 * noise),
                    rate + gaussian(0.2 * noise),
                    (rate - lastRates[m]) / (STEP * PUBLISHED_EVERY),
                    lastForce[m]);
            lastRates[m] = rate;
            published.temperature(m, m == 4 && faults.now(Kind.HOT, seconds) ? (int) faults.value(Kind.HOT) : 35);
        }
        if (faults.now(Kind.NAN, seconds)) {
            published.motor(7, Double.NaN, 0, 0, 0);
        }
        published.buttons(faults.now(Kind.BUTTON, seconds) ? 1 << 9 : 0);
        published.imuTemperature(40);
        published.charge(faults.now(Kind.BATTERY, seconds) ? (int) faults.value(Kind.BATTERY) : 80);
        published.power(29.6, 2);
        feet(pull[1]);
    }

    /** Of the base, z up: W* ⊗ Q with W the turn from z up to y up. */
    private void orientation(double noise) {
        double x = state[3];
        double y = state[4];
        double z = state[5];
        double w = state[6];
        double[] q = {HALF * (w - x), HALF * (x + w), HALF * (y - z), HALF * (z + y)};
        double square = 0;
        for (int k = 0; k < 4; k++) {
            q[k] += k == 0 ? 0 : gaussian(0.005 * noise);
            square += q[k] * q[k];
        }
        for (int k = 0; k < 4; k++) {
            q[k] /= Math.sqrt(square);
            published.quaternion(k, q[k]);
        }
        published.rpy(0, Math.atan2(2 * (q[0] * q[1] + q[2] * q[3]), 1 - 2 * (q[1] * q[1] + q[2] * q[2])));
        published.rpy(1, Math.asin(Math.clamp(2 * (q[0] * q[2] - q[3] * q[1]), -1.0, 1.0)));
        published.rpy(2, Math.atan2(2 * (q[0] * q[3] + q[1] * q[2]), 1 - 2 * (q[2] * q[2] + q[3] * q[3])));
    }

    private double toBody(double x, double y, double z, int k) {
        return rotation(0, k) * x + rotation(1, k) * y + rotation(2, k) * z;
    }

    private double gaussian(double deviation) {
        return deviation == 0 ? 0 : deviation * random.nextGaussian();
    }

    private void feet(double up) {
        boolean[] touching = new boolean[FEET.size()];
        for (var touch : probe.touches(Arrays.copyOf(state, state.length))) {
            if (leg[touch.contact()] >= 0) {
                touching[leg[touch.contact()]] = true;
            }
        }
        int count = 0;
        for (boolean touches : touching) {
            count += touches ? 1 : 0;
        }
        for (int k = 0; k < touching.length; k++) {
            published.footForce(k, touching[k] ? (int) Math.clamp(mass * up / count, 0, 30_000) : 0);
        }
    }

    /** Its height above the ground, m. */
    public double height() {
        return state[1];
    }

    /** Its state, q (19) and q̇ (18) as of the task's engine; a copy. */
    public double[] state() {
        return state.clone();
    }

    /** Whether it damps because no command comes. */
    public boolean damped() {
        return damped;
    }

    /** Whether a command has come. */
    public boolean commanded() {
        return firstCommand != Long.MIN_VALUE;
    }

    /** The last that it published. */
    public LowState published() {
        return published;
    }

    /** Its own check of what it was told. */
    public CommandAudit audit() {
        return audit;
    }

    /** What is known of it, for JSON. */
    public Map<String, Object> report() {
        var report = new LinkedHashMap<String, Object>();
        report.put("seconds", steps * STEP);
        report.put("commands", commands);
        report.put("commands_refused_length", refused.getOrDefault(Received.WRONG_LENGTH, 0L));
        report.put("commands_refused_head", refused.getOrDefault(Received.WRONG_HEAD, 0L));
        report.put("commands_refused_checksum", refused.getOrDefault(Received.WRONG_CHECKSUM, 0L));
        report.put("commands_outside_limits", audit.outside());
        report.put("first_outside", audit.first());
        report.put("timeouts", timeouts);
        report.put("damped_at_the_end", damped || command.kp(0) == 0);
        report.put("motor_steps_clipped", saturated);
        report.put("states", sent);
        report.put("stood", stood);
        report.put("highest", round(highest));
        if (stood) {
            report.put("lowest_while_driven", round(lowest));
            report.put("largest_tilt_degrees", round(Math.toDegrees(tilt)));
            report.put("path", round(path));
        }
        return report;
    }

    private static double round(double x) {
        return Math.rint(x * 1000) / 1000;
    }

    @Override
    public void close() {
        mujoco.close();
        link.close();
    }
}
