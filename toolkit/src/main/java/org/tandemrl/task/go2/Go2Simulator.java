package org.tandemrl.task.go2;

import java.util.Map;
import java.util.SplittableRandom;
import org.tandemrl.sim.Simulator;

/**
 * An engine with what an episode remembers: gait clock, command, the last controls, motor friction, and which random numbers come next. A control row is
 * c, the action times 2 (12).
 *
 * <p>Order of a control step: a shove, if one comes; the engine's step; clock, controls, age; the command for the next step. Random numbers are a function
 * of the row's key and age.
 */
final class Go2Simulator implements Simulator {
    static final double TIME_STEP = 0.02;
    static final int SUBSTEPS = 4;

    private static final double PUSHED = 0.001;
    private final Simulator engine;
    private final Go2Options options;
    private final Conditions conditions;
    private final double[] engineState;
    private final double[] engineNext;
    private final double[] engineControl;

    /**
     * @param engine of rows of {@link Row#ENGINE} numbers and controls for {@link ServoMotors}; closed with this
     */
    Go2Simulator(Simulator engine, Go2Options options, Conditions conditions) {
        this.engine = engine;
        this.options = options;
        this.conditions = conditions;
        engineState = new double[engine.environments() * Row.ENGINE];
        engineNext = new double[engineState.length];
        engineControl = new double[engine.environments() * ServoMotors.CONTROL];
    }

    @Override
    public int environments() {
        return engine.environments();
    }

    @Override
    public int stateSize() {
        return Row.SIZE;
    }

    @Override
    public int controlSize() {
        return Go2.JOINTS;
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
        length("state", state, Row.SIZE);
        length("control", control, Go2.JOINTS);
        length("next", next, Row.SIZE);
        if (next == state) {
            throw new IllegalArgumentException("next must not be the array state");
        }
        var randoms = new SplittableRandom[n];
        for (int e = 0; e < n; e++) {
            int from = e * Row.SIZE;
            long key = (long) state[from + Row.KEY];
            randoms[e] = new SplittableRandom(key * 1_000_003 + (long) state[from + Row.AGE]);
            System.arraycopy(state, from, engineState, e * Row.ENGINE, Row.ENGINE);
            push(randoms[e], engineState, e * Row.ENGINE);
            int to = e * ServoMotors.CONTROL;
            ask(state, from, control, e * Go2.JOINTS, to);
            System.arraycopy(state, from + Row.STICTION, engineControl, to + Go2.JOINTS, 2 * Go2.JOINTS);
        }
        engine.step(engineState, engineControl, engineNext);
        System.arraycopy(state, 0, next, 0, state.length);
        for (int e = 0; e < n; e++) {
            int from = e * Row.SIZE;
            System.arraycopy(engineNext, e * Row.ENGINE, next, from, Row.ENGINE);
            double phase = next[from + Row.PHASE] + Go2Sensors.GAIT * TIME_STEP;
            next[from + Row.PHASE] = phase - Math.floor(phase);
            System.arraycopy(state, from + Row.CONTROLS, next, from + Row.CONTROLS + Go2.JOINTS, 2 * Go2.JOINTS);
            System.arraycopy(control, e * Go2.JOINTS, next, from + Row.CONTROLS, Go2.JOINTS);
            next[from + Row.AGE]++;
            if (!conditions.script().isEmpty()) {
                conditions.command((long) next[from + Row.AGE], next, from + Row.COMMAND);
            } else if (options.commandsChange()) {
                Commands.change(randoms[e], next, from + Row.COMMAND);
            }
        }
    }

    /** What the servos are asked for: the newest control or, with a delay, an older one, and beside it where an angle is measured wrong. */
    private void ask(double[] state, int from, double[] control, int c, int to) {
        int delay = conditions.delay();
        if (delay == 0) {
            System.arraycopy(control, c, engineControl, to, Go2.JOINTS);
        } else {
            System.arraycopy(state, from + Row.CONTROLS + (delay - 1) * Go2.JOINTS, engineControl, to, Go2.JOINTS);
        }
        if (conditions.encoder() > 0) {
            double[] offsets = conditions.offsets((long) state[from + Row.KEY]);
            for (int j = 0; j < Go2.JOINTS; j++) {
                engineControl[to + j] -= offsets[j] / Go2Servos.TARGET_SCALE;
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
