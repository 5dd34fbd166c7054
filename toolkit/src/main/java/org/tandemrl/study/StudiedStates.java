package org.tandemrl.study;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.commons.math3.random.RandomGenerator;
import org.tandemrl.random.Seeds;
import org.tandemrl.sim.rigid.JointType;
import org.tandemrl.sim.rigid.RigidModel;
import org.tandemrl.sim.rigid.StateProbe;
import org.tandemrl.task.DoubleBatch;
import org.tandemrl.task.Task;

/** States of a task in which the physics takes one branch or another, made from motions under smooth random actions. */
final class StudiedStates {
    private static final int WARM_UP = 40;
    private static final int CANDIDATES = 64;

    private final Task task;
    private final RigidModel model;
    private final StateProbe probe;
    private final Seeds seeds;

    StudiedStates(Task task, Seeds seeds) {
        this.task = task;
        this.seeds = seeds;
        model = task.robot()
                .orElseThrow(() -> new IllegalArgumentException(
                        "Task " + task.name() + " names no robot (robot()), whose states could be studied."))
                .model();
        probe = new StateProbe(model);
    }

    /** The robot's. */
    RigidModel model() {
        return model;
    }

    /** Up to {@code count} states of a kind; none where the robot knows no such thing. */
    List<double[]> of(DerivativeStudy.Situation situation, int count) {
        var random = seeds.stream("situation " + situation);
        var found = new ArrayList<double[]>();
        for (double[] state :
                situation == DerivativeStudy.Situation.FLIGHT || situation == DerivativeStudy.Situation.LIMITS
                        ? starts()
                        : landed()) {
            double[] changed = state.clone();
            switch (situation) {
                case FLIGHT -> lift(changed);
                case CONTACT -> {}
                case SLIDING -> push(changed, random.nextBoolean() ? 3 : -3);
                case LIMITS -> {
                    lift(changed);
                    passLimits(changed, random);
                }
            }
            if (found.size() < count && is(situation, changed)) {
                found.add(changed);
            }
        }
        return found;
    }

    private boolean is(DerivativeStudy.Situation situation, double[] state) {
        if (!Arrays.stream(state).allMatch(x -> Math.abs(x) < 1e3)) {
            return false;
        }
        var touches = probe.touches(state);
        return switch (situation) {
            case FLIGHT -> touches.isEmpty();
            case CONTACT -> !touches.isEmpty();
            case SLIDING -> touches.stream().anyMatch(StateProbe.Touch::sliding);
            case LIMITS -> touches.isEmpty() && probe.limitsPassed(state) > 0;
        };
    }

    private List<double[]> starts() {
        var states = new ArrayList<double[]>();
        for (int e = 0; e < CANDIDATES; e++) {
            double[] state = new double[task.stateSize()];
            task.start(seeds.stream("start", e), true, state, 0);
            states.add(state);
        }
        return states;
    }

    /** The same after some time under random actions: landed, most of them. */
    private List<double[]> landed() {
        double[] state = starts().stream().flatMapToDouble(Arrays::stream).toArray();
        double[] action = new double[CANDIDATES * task.actionSize()];
        var random = seeds.stream("warm-up");
        try (var simulator = task.simulator(CANDIDATES, 1)) {
            double[] next = new double[state.length];
            for (int t = 0; t < WARM_UP; t++) {
                smooth(action, random);
                simulator.step(
                        state,
                        task.control(DoubleBatch.of(action, CANDIDATES, task.actionSize()))
                                .data(),
                        next);
                System.arraycopy(next, 0, state, 0, state.length);
            }
        }
        var states = new ArrayList<double[]>();
        for (int e = 0; e < CANDIDATES; e++) {
            states.add(Arrays.copyOfRange(state, e * task.stateSize(), (e + 1) * task.stateSize()));
        }
        return states;
    }

    /** Actions that wander within (−1, 1): a ← 0.9 a + U(−0.3, 0.3), clipped. */
    static void smooth(double[] action, RandomGenerator random) {
        for (int i = 0; i < action.length; i++) {
            action[i] = Math.clamp(0.9 * action[i] + 0.3 * (2 * random.nextDouble() - 1), -1, 1);
        }
    }

    private boolean isFloating() {
        return model.links().getFirst().type() == JointType.FREE;
    }

    /** Planar robots have a slide along x, then one upwards, for a root. */
    private boolean isPlanar() {
        return model.links().size() > 2 && model.links().get(1).type() == JointType.PRISMATIC;
    }

    private void lift(double[] state) {
        if (isFloating() || isPlanar()) {
            state[1] += 3;
        }
    }

    /** Adds a speed along x, m/s. */
    private void push(double[] state, double speed) {
        state[model.coordinates() + (isFloating() ? 3 : 0)] += speed;
    }

    /** Some hinges go up to 0.3 rad beyond one of their limits. */
    private void passLimits(double[] state, RandomGenerator random) {
        int q = 0;
        for (var link : model.links()) {
            if (link.type().coordinates == 1
                    && link.limitStiffness() > 0
                    && link.upper()[0] < 10
                    && random.nextBoolean()) {
                double beyond = 0.05 + 0.25 * random.nextDouble();
                state[q] = random.nextBoolean() ? link.upper()[0] + beyond : link.lower()[0] - beyond;
            }
            q += link.type().coordinates;
        }
    }
}
