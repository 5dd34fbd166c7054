package org.tandemrl.task.go2;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.tandemrl.random.Seeds;
import org.tandemrl.task.Environment;
import org.tandemrl.task.RecurrentPolicy;

/** How well a policy balances on the front legs: episodes side by side, under the starts, friction and shoves of training. */
public final class BalanceTrial {
    /** After so many steps it has to be up. */
    private static final int UP = 75;

    private final Go2FrontLegs task;

    /**
     * What came of an episode.
     *
     * @param balanced whether it stood upright, cos above 0.9, from 1.5 s to the time limit of 10 s
     * @param seconds how long it lasted
     * @param end how it ended early; empty at the time limit, and where the simulator gave an invalid state
     * @param upright mean cos after 1.5 s; NaN if it was over before
     * @param stands share of its steps in which it stood, from the start
     * @param drift way of the base over the ground between 1.5 s and the end, in a straight line, m; NaN if it was over before
     * @param value sum of the rewards, each clipped at 0 from below
     */
    public record Outcome(
            boolean balanced,
            double seconds,
            Optional<Go2FrontLegs.End> end,
            double upright,
            double stands,
            double drift,
            double value) {}

    /** Trials of the task. */
    public BalanceTrial(Go2FrontLegs task) {
        this.task = task;
    }

    private final class Tally {
        private boolean over;
        private int steps;
        private int stood;
        private double upright;
        private double value;
        private double x;
        private double z;

        void step(double[] state, double[] observation, int e, double reward) {
            steps++;
            value += Math.max(reward, 0);
            double cos = task.upright(observation, e);
            stood += cos > Go2FrontLegs.STANDS ? 1 : 0;
            int from = e * task.stateSize();
            if (steps == UP) {
                x = state[from];
                z = state[from + 2];
            } else if (steps > UP) {
                upright += cos;
            }
        }

        Outcome finish(double[] state, double[] observation, int e, boolean terminated) {
            over = true;
            boolean up = steps > UP;
            int from = e * task.stateSize();
            return new Outcome(
                    !terminated,
                    steps * Go2Simulator.TIME_STEP,
                    terminated ? task.end(state, observation, e) : Optional.empty(),
                    up ? upright / (steps - UP) : Double.NaN,
                    (double) stood / steps,
                    up ? Math.hypot(state[from] - x, state[from + 2] - z) : Double.NaN,
                    value);
        }
    }

    /**
     * Runs episodes to their ends.
     *
     * @param policy raw observations [N, 96] to actions [N, 12]
     * @param episodes N, 1 or more
     * @param seed of starts and shoves
     * @throws IllegalArgumentException if the policy is one of another task
     */
    public List<Outcome> run(UnaryOperator<double[]> policy, int episodes, long seed, int threads) {
        var outcomes = new ArrayList<Outcome>(Collections.nCopies(episodes, null));
        var tallies = new ArrayList<Tally>();
        for (int e = 0; e < episodes; e++) {
            tallies.add(new Tally());
        }
        var seeds = new Seeds(seed).split("trial");
        RecurrentPolicy.begin(policy);
        try (var environment = new Environment(task, task.simulator(episodes, threads), seeds, true)) {
            for (int t = 0; t < task.episodeLength(); t++) {
                var step = environment.step(policy.apply(environment.observation()));
                for (int e = 0; e < episodes; e++) {
                    var tally = tallies.get(e);
                    if (tally.over) {
                        continue;
                    }
                    tally.step(step.nextState(), step.nextObservation(), e, step.reward()[e]);
                    if (step.finishedLength()[e] > 0) {
                        outcomes.set(
                                e, tally.finish(step.nextState(), step.nextObservation(), e, step.terminated()[e]));
                    }
                }
            }
        }
        return outcomes;
    }

    /**
     * One episode step by step, for pictures: "time", s, "upright", "height" of the base, m, "reward", and the contact forces of the feet "FL", "FR", "RL"
     * and "RR", N.
     *
     * @param policy as of {@link #run}
     */
    public Map<String, double[]> trace(UnaryOperator<double[]> policy, long seed) {
        RecurrentPolicy.begin(policy);
        var names = List.of("time", "upright", "height", "reward", "FL", "FR", "RL", "RR");
        return Trace.of(task, names, seed, environment -> policy.apply(environment.observation()), (t, step) -> {
            double[] state = step.nextState();
            return new double[] {
                t,
                task.upright(step.nextObservation(), 0),
                state[1],
                step.reward()[0],
                state[Row.FORCES],
                state[Row.FORCES + 1],
                state[Row.FORCES + 2],
                state[Row.FORCES + 3]
            };
        });
    }

    /** How often episodes ended in which way, in the order of {@link Go2FrontLegs.End}; those that balanced do not count. */
    public static Map<Go2FrontLegs.End, Integer> ends(List<Outcome> outcomes) {
        var counts = new LinkedHashMap<Go2FrontLegs.End, Integer>();
        for (var end : Go2FrontLegs.End.values()) {
            counts.put(end, (int) outcomes.stream()
                    .filter(o -> o.end().filter(end::equals).isPresent())
                    .count());
        }
        return counts;
    }
}
