package org.tandemrl.study;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.apache.commons.math3.random.RandomGenerator;
import org.tandemrl.algorithm.Algorithm;
import org.tandemrl.critic.Bootstrap;
import org.tandemrl.dynamics.Predictor;
import org.tandemrl.gradient.GradientSource;
import org.tandemrl.gradient.Rollout;
import org.tandemrl.policy.Actor;
import org.tandemrl.policy.PolicyGradient;
import org.tandemrl.random.Seeds;
import org.tandemrl.run.RunException;
import org.tandemrl.sim.Simulator;
import org.tandemrl.statistics.Statistics;
import org.tandemrl.task.Environment;
import org.tandemrl.task.Task;
import tech.tablesaw.api.ColumnType;
import tech.tablesaw.api.DoubleColumn;
import tech.tablesaw.api.IntColumn;
import tech.tablesaw.api.StringColumn;
import tech.tablesaw.api.Table;
import tech.tablesaw.io.csv.CsvReadOptions;

/**
 * What policy gradients are worth on a simulator without a derivative: of the gain in a window's objective that a small step along a
 * gradient g promises, ‖g‖ per unit of the step, the share that the simulator pays, by central differences with the same
 * starts and noise: (J(θ + εu) − J(θ − εu)) / 2ε with u = g/‖g‖. Of the exact gradient it is 1 as ε vanishes; of another
 * it is cos(g, ∇J) ‖∇J‖/‖g‖, so that along two directions of one window what is paid compares their cosines with ∇J.
 *
 * <p>Where a window's objective jumps, as at a goal that is reached or an early end, the difference counts what the jumps come to, of which no
 * derivative knows: there the exact gradient is not paid 1 either.
 *
 * <p>A step is so long that the window's actions change by a given root mean square: small, but large beside what a simulator's contacts
 * make of rounding.
 */
public final class AscentStudy {
    /** Names of the sources. */
    public static final List<String> SOURCES = List.of("decoupled", "imagined");

    /**
     * What is studied.
     *
     * @param task that the actor acts in
     * @param simulator of the plan's number of environments
     * @param randomStarts whether episodes start at random
     * @param actor its weights are changed on the way, and in the end what they were
     * @param critic that bootstraps the objective
     * @param model whose gradients are judged
     */
    public record Subject(
            Task task, Simulator simulator, boolean randomStarts, Actor actor, Bootstrap critic, Predictor model) {}

    private static final int CORRECTIONS = 20;
    /** How near the change of the actions is to the one that was asked for. */
    private static final double CLOSE = 0.05;

    private AscentStudy() {}

    /**
     * Refuses a training that fits no model, before anything is written.
     *
     * @throws IllegalArgumentException naming what is allowed
     */
    public static void require(Algorithm training) {
        StudiedParts.of(training);
    }

    /**
     * Studies a training as it stands, decoupled and imagined; it is not changed. Of SAPO's objective it is the part without the bonus, as in
     * {@link GradientStudy}.
     *
     * @param change root mean square of the change of a window's actions by a step
     * @param threads of the simulator
     */
    public static Table of(
            Algorithm training, GradientStudy.Plan plan, double change, int threads, GradientStudy.Listener listener) {
        var parts = StudiedParts.of(training);
        try (Simulator simulator = training.task().simulator(plan.environments(), threads)) {
            var subject = new Subject(
                    training.task(),
                    simulator,
                    parts.config().randomStarts(),
                    parts.actor(),
                    parts.critic(),
                    parts.model());
            var sources = new LinkedHashMap<String, GradientSource>();
            sources.put(SOURCES.get(0), GradientSource.decoupled(subject.model));
            sources.put(SOURCES.get(1), GradientSource.imagined(subject.model));
            return of(subject, plan, change, sources, listener);
        }
    }

    /**
     * Studies any sources.
     *
     * @param sources by name, in order
     * @return a row a source and horizon: {@code promised} and {@code paid}, change of the objective per unit of the step, and {@code share},
     *     paid of what was promised, means over the windows with {@code _low} and {@code _high} of a 95 % interval by Student's t;
     *     {@code resamples} in which all sources had a direction and a step that changes the actions so much, to 5 %; {@code change} of the
     *     actions
     * @throws RunException if the thread is interrupted
     */
    public static Table of(
            Subject subject,
            GradientStudy.Plan plan,
            double change,
            Map<String, GradientSource> sources,
            GradientStudy.Listener listener) {
        if (!(change > 0 && change <= 1)) {
            throw new IllegalArgumentException(
                    "The change of the actions is " + change + "; allowed are numbers above 0, up to 1.");
        }
        subject.actor.sizes().requireFor("actor", subject.task);
        var found = new LinkedHashMap<Integer, Map<String, Samples>>();
        for (int horizon : plan.horizons()) {
            found.put(horizon, new LinkedHashMap<>());
            sources.keySet().forEach(name -> found.get(horizon).put(name, new Samples()));
        }
        var seeds = new Seeds(plan.seed()).split("ascent study");
        double[] weights = subject.actor.parameters().values();
        try {
            for (int r = 0; r < plan.resamples(); r++) {
                if (Thread.interrupted()) {
                    throw new RunException(
                            "The study of ascent was interrupted after " + r + " of " + plan.resamples() + " windows.");
                }
                window(subject, plan, change, sources, seeds.split("window", r), weights, found);
                listener.window(r + 1, plan.resamples());
            }
        } finally {
            subject.actor.parameters().setValues(weights);
        }
        return table(subject.task.name(), change, found);
    }

    private static void window(
            Subject subject,
            GradientStudy.Plan plan,
            double change,
            Map<String, GradientSource> sources,
            Seeds seeds,
            double[] weights,
            Map<Integer, Map<String, Samples>> found) {
        var environment = new Environment(subject.task, subject.simulator, seeds, subject.randomStarts);
        var remembered = WindowStarts.begin(
                environment, subject.actor, subject.model, plan.spread(), seeds, seeds.stream("way"));
        var again = new Again(subject, environment, environment.save(), remembered, () -> seeds.stream("noise"));
        var longest = again.window(plan.longest());
        found.forEach((horizon, bySource) -> {
            var window = longest.first(horizon);
            var gradients = new LinkedHashMap<String, PolicyGradient>();
            sources.forEach((name, source) -> gradients.put(name, source.differentiate(window, subject.critic)));
            if (gradients.values().stream().allMatch(g -> Double.isFinite(g.norm()) && g.norm() > 0)) {
                var paid = new LinkedHashMap<String, Double>();
                gradients.forEach((name, gradient) -> paid.put(name, again.paid(window, gradient, weights, change)));
                if (paid.values().stream().allMatch(Double::isFinite)) {
                    paid.forEach((name, pay) ->
                            bySource.get(name).add(gradients.get(name).norm(), pay));
                }
            }
        });
    }

    /** A window that can be run again: the same starts and noise, other weights. */
    private record Again(
            Subject subject,
            Environment environment,
            Environment.Snapshot start,
            WindowStarts.Remembered remembered,
            Supplier<RandomGenerator> noise) {
        Rollout window(int horizon) {
            environment.restore(start);
            return WindowStarts.collect(environment, subject.actor, subject.model, horizon, noise.get(), remembered);
        }

        /** (J(θ + εu) − J(θ − εu)) / 2ε, NaN if no step changes the actions so much; the actor's weights are then θ again. */
        double paid(Rollout window, PolicyGradient gradient, double[] weights, double change) {
            double[] unit = gradient.values();
            double norm = gradient.norm();
            double step = 1e-3;
            double reached = 0;
            for (int k = 0; k < CORRECTIONS && !(Math.abs(reached / change - 1) < CLOSE); k++) {
                step *= k == 0 ? 1 : Math.clamp(change / reached, 1e-3, 1e3);
                step(weights, unit, step / norm);
                reached = changed(window);
            }
            if (!(Math.abs(reached / change - 1) < CLOSE)) {
                subject.actor.parameters().setValues(weights);
                return Double.NaN;
            }
            step(weights, unit, step / norm);
            double up = objective(window.horizon());
            step(weights, unit, -step / norm);
            double down = objective(window.horizon());
            subject.actor.parameters().setValues(weights);
            return (up - down) / (2 * step);
        }

        private void step(double[] weights, double[] along, double length) {
            double[] moved = weights.clone();
            for (int i = 0; i < moved.length; i++) {
                moved[i] += length * along[i];
            }
            subject.actor.parameters().setValues(moved);
        }

        /** Root mean square of how much the actions in the window's states change by the actor's present weights. */
        private double changed(Rollout window) {
            double sum = 0;
            long count = 0;
            for (int t = 0; t < window.horizon(); t++) {
                double[] now = subject.actor
                        .act(window.observation()[t], window.scaling(), window.noise()[t], window.memory()[t])
                        .action();
                double[] before = window.action()[t];
                for (int i = 0; i < now.length; i++) {
                    sum += (now[i] - before[i]) * (now[i] - before[i]);
                }
                count += now.length;
            }
            return Math.sqrt(sum / count);
        }

        /** What the simulator pays: a decoupled unroll's objective is of the simulator's states, whatever its model. */
        private double objective(int horizon) {
            return GradientSource.decoupled(subject.model)
                    .differentiate(window(horizon), subject.critic)
                    .objective();
        }
    }

    /** Of one source at one horizon, a number a window. */
    private static final class Samples {
        private double[] promised = {};
        private double[] paid = {};

        void add(double promise, double pay) {
            promised = Arrays.copyOf(promised, promised.length + 1);
            promised[promised.length - 1] = promise;
            paid = Arrays.copyOf(paid, promised.length);
            paid[paid.length - 1] = pay;
        }

        double[] share() {
            double[] share = new double[paid.length];
            Arrays.setAll(share, i -> paid[i] / promised[i]);
            return share;
        }
    }

    private static Table table(String task, double change, Map<Integer, Map<String, Samples>> found) {
        var table = Table.create(
                "steps along policy gradients by source and horizon",
                StringColumn.create("task"),
                StringColumn.create("source"),
                IntColumn.create("horizon"),
                IntColumn.create("resamples"),
                DoubleColumn.create("change"));
        for (var quantity : List.of("promised", "paid", "share")) {
            for (var end : List.of("", "_low", "_high")) {
                table.addColumns(DoubleColumn.create(quantity + end));
            }
        }
        found.forEach((horizon, bySource) -> bySource.forEach((name, samples) -> {
            table.stringColumn("task").append(task);
            table.stringColumn("source").append(name);
            table.intColumn("horizon").append(horizon);
            table.intColumn("resamples").append(samples.paid.length);
            table.doubleColumn("change").append(change);
            append(table, "promised", samples.promised);
            append(table, "paid", samples.paid);
            append(table, "share", samples.share());
        }));
        return table;
    }

    /**
     * Reads what {@code study ascent} wrote.
     *
     * @throws RunException if it is not there
     */
    public static Table read(Path file) {
        if (!Files.exists(file)) {
            throw new RunException("There is no study of ascent: " + file + " does not exist.");
        }
        return Table.read()
                .csv(CsvReadOptions.builder(file.toFile())
                        .columnTypesPartial(name -> Optional.of(
                                name.equals("task") || name.equals("source")
                                        ? ColumnType.STRING
                                        : name.equals("horizon") || name.equals("resamples")
                                                ? ColumnType.INTEGER
                                                : ColumnType.DOUBLE))
                        .build())
                .setName("steps along policy gradients");
    }

    private static void append(Table table, String quantity, double[] values) {
        boolean enough = values.length >= 3;
        var interval = enough ? Statistics.meanInterval(values, 0.95) : null;
        table.doubleColumn(quantity).append(enough ? interval.estimate() : Double.NaN);
        table.doubleColumn(quantity + "_low").append(enough ? interval.low() : Double.NaN);
        table.doubleColumn(quantity + "_high").append(enough ? interval.high() : Double.NaN);
    }
}
