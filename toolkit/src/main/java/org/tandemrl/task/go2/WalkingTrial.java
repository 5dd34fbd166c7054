package org.tandemrl.task.go2;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.tandemrl.random.Seeds;
import org.tandemrl.sim.robot.Robots;
import org.tandemrl.task.DoubleBatch;
import org.tandemrl.task.Environment;
import org.tandemrl.task.RecurrentPolicy;

/**
 * How well a policy walks: episodes side by side, each measured by what a user of a robot asks. What the numbers are says {@link Measure}; "score" follows the
 * six parts of RoboGauge (arXiv 2602.00678), with the ranges named here.
 */
public final class WalkingTrial {
    /** Below this a foot bears nothing, N. */
    private static final double BEARING = 1;

    /** The score's parts are taken each 0.1 s. */
    private static final int EVERY = 5;

    private static final double[] WEIGHTS = {2, 2, 1, 1, 1, 1};

    /** What is measured of an episode. */
    public enum Measure {
        /** Sum of the rewards, each clipped at 0 from below as in the paper, whatever the training counts below 0. */
        RETURN("return", ""),
        /** Mean distance of the base's horizontal velocity, in its axes, from what is asked for. */
        VELOCITY_ERROR("velocity error", "m/s"),
        /** Mean distance of the yaw rate from what is asked for. */
        YAW_ERROR("yaw rate error", "rad/s"),
        /** 1 if the episode ended early, else 0. */
        FALL("fall", ""),
        /** How long it lasted. */
        SECONDS("duration", "s"),
        /** Cost of transport: Σ max(τ q̇, 0) Δt / (m g d), d the way of the base over the ground; NaN where it went less than 0.5 m. */
        COST("cost of transport", ""),
        /** Way that bearing feet slide over the way of the base, mean of the feet; NaN where it went less than 0.5 m. */
        SLIP("foot slip", "m/m"),
        /** Mean |a_t − a_{t−1}| of the joints' targets, per control step. */
        ACTION_RATE("action rate", "rad"),
        /** Share of control steps in which the feet that bear are exactly a diagonal pair. */
        DIAGONAL("diagonal support", ""),
        /**
         * Weighted geometric mean (2, 2, 1, 1, 1, 1) of the means of: 1 − |Δv|/0.85 m/s, 1 − |Δω|/1 rad/s, share of joints within 0.9 of their range, 1 − RMS |τ q̇|/100 W,
         * 1 − |g_y|, 1 − RMS Δτ/30 N·m, each at least 0.
         */
        SCORE("score", "");

        private final String words;
        private final String unit;

        Measure(String words, String unit) {
            this.words = words;
            this.unit = unit;
        }

        /** As it stands in tables. */
        public String words() {
            return words;
        }

        /** Its unit; empty for a pure number. */
        public String unit() {
            return unit;
        }
    }

    /**
     * An episode that ended early.
     *
     * @param seconds since its start
     * @param x m/s forward that was asked for then
     * @param y m/s to the left
     * @param yaw rad/s
     * @param gravity its direction in the base's axes at the end: (0, 0, −1) upright, (0, −1, 0) on its right side
     */
    public record Fall(double seconds, double x, double y, double yaw, List<Double> gravity) {}

    /**
     * How a constraint was kept.
     *
     * @param share of the control steps that say something of it in which it was exceeded; 0 if none did
     * @param largest excess, in its unit
     */
    public record Kept(Constraint constraint, double share, double largest) {}

    private final Go2Walking task;
    private final ServoMotors motors;
    private final List<Fall> falls = new ArrayList<>();
    private final EnumMap<Constraint, Integer> watched = new EnumMap<>(Constraint.class);
    private final EnumMap<Constraint, Integer> exceeded = new EnumMap<>(Constraint.class);
    private final EnumMap<Constraint, Double> largest = new EnumMap<>(Constraint.class);
    private final double weight;
    private final double[] lower = Go2.range(true);
    private final double[] upper = Go2.range(false);
    private final double[] torque = new double[Go2.JOINTS];

    /** Trials of a task as it stands, conditions and engine included, but that constraints are watched and end nothing. */
    public WalkingTrial(Go2Walking given) {
        task = given.withoutTerminations();
        motors = task.motors();
        var model = Robots.model("go2");
        double mass = model.links().stream().mapToDouble(link -> link.mass()).sum()
                + task.conditions().payload();
        weight = mass * Math.abs(model.gravity()[1]);
    }

    /** What came of an episode so far. */
    private final class Tally {
        private final EnumMap<Measure, Double> sums = new EnumMap<>(Measure.class);
        private final double[] parts = new double[WEIGHTS.length];
        private final double[] lastTorque = new double[Go2.JOINTS];
        private final double[] slid = new double[Go2.LEGS];
        private final Constraint.Watch watch = new Constraint.Watch(lower, upper);
        private int steps;
        private int looks;
        private double way;
        private double work;
        private boolean over;

        void step(double[] before, double[] state, double[] control, double[] observation, int e, double reward) {
            int s = e * task.stateSize();
            int o = e * task.observationSize();
            int c = e * Go2.JOINTS;
            steps++;
            add(Measure.RETURN, Math.max(reward, 0));
            double[] asked = command(observation, o);
            double[] moves = motion(observation, o);
            double error = Math.hypot(moves[0] - asked[0], moves[1] - asked[1]);
            double yaw = Math.abs(moves[2] - asked[2]);
            add(Measure.VELOCITY_ERROR, error);
            add(Measure.YAW_ERROR, yaw);
            double change = 0;
            for (int j = 0; j < Go2.JOINTS; j++) {
                change += Math.abs(control[c + j] - before[s + Row.CONTROLS + j]) * Go2Servos.TARGET_SCALE / Go2.JOINTS;
            }
            add(Measure.ACTION_RATE, change);
            move(before, state, s);
            drive(before, state, control, s, c);
            count(watch.step(before, state, s, control, c, torque, observation, o + Go2Walking.GRAVITY));
            boolean[] bears = new boolean[Go2.LEGS];
            for (int leg = 0; leg < Go2.LEGS; leg++) {
                bears[leg] = state[s + Row.FORCES + leg] > BEARING;
            }
            add(Measure.DIAGONAL, bears[0] == bears[3] && bears[1] == bears[2] && bears[0] != bears[1] ? 1 : 0);
            if (steps % EVERY == 0) {
                look(state, observation, s, o, error, yaw);
            }
            System.arraycopy(torque, 0, lastTorque, 0, torque.length);
        }

        private void add(Measure measure, double value) {
            sums.merge(measure, value, Double::sum);
        }

        private void move(double[] before, double[] state, int s) {
            way += Math.hypot(state[s] - before[s], state[s + 2] - before[s + 2]);
            double[] was = feet(before, s);
            double[] is = feet(state, s);
            for (int leg = 0; leg < Go2.LEGS; leg++) {
                if (before[s + Row.FORCES + leg] > BEARING && state[s + Row.FORCES + leg] > BEARING) {
                    slid[leg] += Math.hypot(is[2 * leg] - was[2 * leg], is[2 * leg + 1] - was[2 * leg + 1]);
                }
            }
        }

        /** The servos' torques and their work, of a control step's end. */
        private void drive(double[] before, double[] state, double[] control, int s, int c) {
            double[] asked = new double[ServoMotors.CONTROL];
            task.conditions().ask(before, s, control, c, Go2Servos.TARGET_SCALE, asked, 0);
            motors.drive(Arrays.copyOfRange(state, s, s + Row.ENGINE), 0, asked, 0, torque);
            for (int j = 0; j < Go2.JOINTS; j++) {
                work += Math.max(torque[j] * state[s + Row.VELOCITIES + 6 + j], 0) * Go2Simulator.TIME_STEP;
            }
        }

        private void look(double[] state, double[] observation, int s, int o, double error, double yaw) {
            double within = 0;
            double power = 0;
            double jerk = 0;
            for (int j = 0; j < Go2.JOINTS; j++) {
                double middle = (lower[j] + upper[j]) / 2;
                within += Math.abs(state[s + 7 + j] - middle) <= 0.9 * (upper[j] - lower[j]) / 2 ? 1 : 0;
                power += square(torque[j] * state[s + Row.VELOCITIES + 6 + j]);
                jerk += square(torque[j] - lastTorque[j]);
            }
            double[] now = {
                1 - error / 0.85,
                1 - yaw,
                within / Go2.JOINTS,
                1 - Math.sqrt(power / Go2.JOINTS) / 100,
                1 - Math.abs(observation[o + Go2Walking.GRAVITY + 1]),
                1 - Math.sqrt(jerk / Go2.JOINTS) / 30
            };
            for (int k = 0; k < now.length; k++) {
                parts[k] += Math.max(now[k], 0);
            }
            looks++;
        }

        Map<Measure, Double> finish(boolean fell) {
            over = true;
            for (var mean :
                    new Measure[] {Measure.VELOCITY_ERROR, Measure.YAW_ERROR, Measure.ACTION_RATE, Measure.DIAGONAL}) {
                sums.compute(mean, (m, sum) -> sum / steps);
            }
            add(Measure.FALL, fell ? 1 : 0);
            add(Measure.SECONDS, steps * Go2Simulator.TIME_STEP);
            boolean went = way > 0.5;
            add(Measure.COST, went ? work / (weight * way) : Double.NaN);
            add(Measure.SLIP, went ? Arrays.stream(slid).average().orElseThrow() / way : Double.NaN);
            double log = 0;
            for (int k = 0; k < parts.length; k++) {
                log += WEIGHTS[k] * Math.log(parts[k] / looks);
            }
            add(
                    Measure.SCORE,
                    looks == 0
                            ? Double.NaN
                            : Math.exp(log / Arrays.stream(WEIGHTS).sum()));
            return sums;
        }
    }

    private void count(Map<Constraint, Double> excess) {
        excess.forEach((constraint, by) -> {
            watched.merge(constraint, 1, Integer::sum);
            exceeded.merge(constraint, by > 0 ? 1 : 0, Integer::sum);
            largest.merge(constraint, by, Math::max);
        });
    }

    /** How all constraints were kept in all episodes that were run. */
    public List<Kept> constraints() {
        return Arrays.stream(Constraint.values())
                .map(c -> new Kept(
                        c,
                        exceeded.getOrDefault(c, 0) / (double) watched.getOrDefault(c, 1),
                        largest.getOrDefault(c, 0.0)))
                .toList();
    }

    /** What is asked for: m/s forward, to the left, rad/s. */
    private static double[] command(double[] observation, int o) {
        return planar(observation, o + Go2Walking.COMMAND, o + Go2Walking.COMMAND + 2);
    }

    /** What the base does, in its axes. */
    private static double[] motion(double[] observation, int o) {
        return planar(observation, o + Go2Walking.LINEAR, o + Go2Walking.ANGULAR + 2);
    }

    private static double[] planar(double[] observation, int linear, int yaw) {
        return new double[] {
            observation[linear] / Go2Sensors.LINEAR_SCALE,
            observation[linear + 1] / Go2Sensors.LINEAR_SCALE,
            observation[yaw] / Go2Sensors.ANGULAR_SCALE
        };
    }

    private static double square(double x) {
        return x * x;
    }

    /** Where the feet are on the ground, x and z of the world, leg by leg. */
    private static double[] feet(double[] state, int s) {
        var rotation = Go2.Rotation.of(DoubleBatch.of(Arrays.copyOfRange(state, s + 3, s + 7), 1, 4));
        double[] feet = Go2.feet(DoubleBatch.of(Arrays.copyOfRange(state, s + 7, s + 19), 1, 12))
                .data();
        double[] x = rotation.first().data();
        double[] z = rotation.third().data();
        double[] places = new double[2 * Go2.LEGS];
        for (int leg = 0; leg < Go2.LEGS; leg++) {
            places[2 * leg] = state[s];
            places[2 * leg + 1] = state[s + 2];
            for (int k = 0; k < 3; k++) {
                places[2 * leg] += x[k] * feet[4 * k + leg];
                places[2 * leg + 1] += z[k] * feet[4 * k + leg];
            }
        }
        return places;
    }

    /**
     * Runs episodes to their ends.
     *
     * @param policy raw observations [N, O] to actions [N, A]
     * @param seed of starts, commands and shoves
     * @return of each episode its measures
     * @throws IllegalArgumentException if the policy is one of another task
     */
    public List<Map<Measure, Double>> run(UnaryOperator<double[]> policy, int episodes, long seed, int threads) {
        var measured = new ArrayList<Map<Measure, Double>>(Collections.nCopies(episodes, Map.of()));
        var tallies = new Tally[episodes];
        Arrays.setAll(tallies, e -> new Tally());
        var seeds = new Seeds(seed).split("trial");
        RecurrentPolicy.begin(policy);
        try (var environment = new Environment(task, task.simulator(episodes, threads), seeds, true)) {
            for (int t = 0; t < task.episodeLength(); t++) {
                double[] before = environment.state();
                double[] action = policy.apply(seen(environment.observation(), before));
                double[] control = task.control(DoubleBatch.of(action, episodes, task.actionSize())
                                .clip(-1, 1))
                        .data();
                var step = environment.step(action);
                for (int e = 0; e < episodes; e++) {
                    if (tallies[e].over) {
                        continue;
                    }
                    tallies[e].step(before, step.nextState(), control, step.nextObservation(), e, step.reward()[e]);
                    if (step.finishedLength()[e] > 0) {
                        if (step.terminated()[e]) {
                            falls.add(fall(tallies[e].steps, step.nextObservation(), e * task.observationSize()));
                        }
                        measured.set(e, tallies[e].finish(step.terminated()[e]));
                    }
                }
            }
        }
        return measured;
    }

    private static Fall fall(int steps, double[] observation, int o) {
        double[] asked = command(observation, o);
        int g = o + Go2Walking.GRAVITY;
        return new Fall(
                steps * Go2Simulator.TIME_STEP,
                asked[0],
                asked[1],
                asked[2],
                List.of(observation[g], observation[g + 1], observation[g + 2]));
    }

    /** The falls of all episodes that were run, in the order of their times. */
    public List<Fall> falls() {
        return List.copyOf(falls);
    }

    /** Observations as encoders measure them. */
    private double[] seen(double[] observation, double[] state) {
        if (task.conditions().encoder() > 0) {
            for (int e = 0; e * task.stateSize() < state.length; e++) {
                double[] offsets = task.conditions().offsets((long) state[e * task.stateSize() + Row.KEY]);
                for (int j = 0; j < Go2.JOINTS; j++) {
                    observation[e * task.observationSize() + Go2Walking.ANGLES + j] += offsets[j];
                }
            }
        }
        return observation;
    }

    /** One episode under a script, step by step: time, command, velocities of the base in its axes, contacts of the feet; for pictures. */
    public Map<String, double[]> trace(UnaryOperator<double[]> policy, long seed) {
        RecurrentPolicy.begin(policy);
        var names = List.of(
                "time", "command x", "command y", "command yaw", "x", "y", "yaw", "FL", "FR", "RL", "RR", "height");
        return Trace.of(
                task,
                names,
                seed,
                environment -> policy.apply(seen(environment.observation(), environment.state())),
                (t, step) -> {
                    double[] state = step.nextState();
                    double[] asked = command(step.nextObservation(), 0);
                    double[] moves = motion(step.nextObservation(), 0);
                    return new double[] {
                        t,
                        asked[0],
                        asked[1],
                        asked[2],
                        moves[0],
                        moves[1],
                        moves[2],
                        state[Row.FORCES],
                        state[Row.FORCES + 1],
                        state[Row.FORCES + 2],
                        state[Row.FORCES + 3],
                        state[1]
                    };
                });
    }
}
