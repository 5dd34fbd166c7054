package org.tandemrl.task.go2;

import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import org.tandemrl.sim.Simulator;

/**
 * An engine with what an episode remembers: gait clock, command, the last controls, motor friction, and which random numbers come next. A control row is
 * c (12), the action times the task's scale.
 *
 * <p>Order of a control step: a shove, if one comes; the engine's step; clock, controls, age; the command for the next step. Random numbers are a function
 * of the row's key and age. With constraints that end
 * episodes it remembers what is no part of a row ({@link Terminations}): a new one begins anew.
 */
final class Go2Simulator implements Simulator {
    static final double TIME_STEP = 0.02;
    static final int SUBSTEPS = 4;

    private static final double PUSHED = 0.001;
    private final Simulator engine;
    private final Go2Options options;
    private final Conditions conditions;
    private final Servo servo;
    private final int width;
    private final double[] engineState;
    private final double[] engineNext;
    private final double[] engineControl;
    private final Optional<Terminations> terminations;

    /**
     * @param engine of rows of {@link Row#ENGINE} numbers and controls for {@link ServoMotors}; closed with this
     * @param width of a row, {@link Row#SIZE}, {@link Row#WITH_ANGLES}, {@link Row#WITH_GROUND} or {@link Row#WITH_OLD}
     */
    Go2Simulator(Simulator engine, Go2Options options, Conditions conditions, Servo servo, int width) {
        this.engine = engine;
        this.options = options;
        this.conditions = conditions;
        this.servo = servo;
        this.width = width;
        engineState = new double[engine.environments() * Row.ENGINE];
        engineNext = new double[engineState.length];
        engineControl = new double[engine.environments() * ServoMotors.CONTROL];
        terminations = options.enforced() ? Optional.of(new Terminations(engine.environments())) : Optional.empty();
    }

    @Override
    public int environments() {
        return engine.environments();
    }

    @Override
    public int stateSize() {
        return width;
    }

    @Override
    public int controlSize() {
        return Go2.JOINTS;
    }

    @Override
    public boolean sameBesideOthers() {
        return engine.sameBesideOthers();
    }

    @Override
    public double timeStep() {
        return TIME_STEP;
    }

    @Override
    public Map<String, Double> seconds() {
        return engine.seconds();
    }

    @Override
    public void step(double[] state, double[] control, double[] next) {
        int n = environments();
        length("state", state, width);
        length("control", control, Go2.JOINTS);
        length("next", next, width);
        if (next == state) {
            throw new IllegalArgumentException("next must not be the array state");
        }
        var randoms = new SplittableRandom[n];
        for (int e = 0; e < n; e++) {
            int from = e * width;
            long key = (long) state[from + Row.KEY];
            randoms[e] = new SplittableRandom(key * 1_000_003 + (long) state[from + Row.AGE]);
            System.arraycopy(state, from, engineState, e * Row.ENGINE, Row.ENGINE);
            push(randoms[e], engineState, e * Row.ENGINE);
            int to = e * ServoMotors.CONTROL;
            conditions.ask(state, from, control, e * Go2.JOINTS, servo.target(), engineControl, to);
            System.arraycopy(state, from + Row.STICTION, engineControl, to + Go2.JOINTS, 2 * Go2.JOINTS);
        }
        engine.step(engineState, engineControl, engineNext);
        System.arraycopy(state, 0, next, 0, state.length);
        for (int e = 0; e < n; e++) {
            int from = e * width;
            System.arraycopy(engineNext, e * Row.ENGINE, next, from, Row.ENGINE);
            double phase = next[from + Row.PHASE] + servo.gait() * TIME_STEP;
            next[from + Row.PHASE] = phase - Math.floor(phase);
            System.arraycopy(state, from + Row.CONTROLS, next, from + Row.CONTROLS + Go2.JOINTS, 2 * Go2.JOINTS);
            System.arraycopy(control, e * Go2.JOINTS, next, from + Row.CONTROLS, Go2.JOINTS);
            next[from + Row.AGE]++;
            if (width == Row.WITH_ANGLES) {
                System.arraycopy(state, from + 7, next, from + Row.LAST_ANGLES, Go2.JOINTS);
            }
            if (options.stale()) {
                next[from + Row.STALE] = 0;
            }
            if (!conditions.script().isEmpty()) {
                conditions.command((long) next[from + Row.AGE], next, from + Row.COMMAND);
            } else if (options.commandsChange()) {
                Commands.change(randoms[e], next, from + Row.COMMAND);
            }
        }
        if (options.terrain()) {
            Terrain.one().measure(next, n);
        }
        terminations.ifPresent(t -> end(t.of(state, control, next), next));
    }

    private void end(boolean[] who, double[] rows) {
        for (int e = 0; e < who.length; e++) {
            if (who[e]) {
                rows[e * width + Row.AGE] *= -1;
            }
        }
    }

    /** Sets the base's horizontal velocity to U(−0.5, 0.5) m/s, or what the conditions say, now and then. */
    private void push(SplittableRandom random, double[] rows, int from) {
        boolean now = random.nextDouble() < PUSHED;
        double x = conditions.push() * (2 * random.nextDouble() - 1);
        double z = conditions.push() * (2 * random.nextDouble() - 1);
        if (now && options.pushed()) {
            int qd = from + Row.VELOCITIES;
            // The twist is about the world's origin: the base moves with v₀ + ω × p.
            double vx = rows[qd + 3] + rows[qd + 1] * rows[from + 2] - rows[qd + 2] * rows[from + 1];
            double vz = rows[qd + 5] + rows[qd] * rows[from + 1] - rows[qd + 1] * rows[from];
            rows[qd + 3] += x - vx;
            rows[qd + 5] += z - vz;
        }
    }

    private void length(String name, double[] array, int width) {
        if (array.length != environments() * width) {
            throw new IllegalArgumentException(name + " must have " + environments() + " × " + width + " = "
                    + environments() * width + " numbers, has " + array.length);
        }
    }

    @Override
    public void close() {
        engine.close();
    }
}
