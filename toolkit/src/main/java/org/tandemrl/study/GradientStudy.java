package org.tandemrl.study;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.tandemrl.algorithm.Algorithm;
import org.tandemrl.critic.Bootstrap;
import org.tandemrl.dynamics.Predictor;
import org.tandemrl.gradient.GradientSource;
import org.tandemrl.gradient.Rollout;
import org.tandemrl.policy.Actor;
import org.tandemrl.policy.PolicyGradient;
import org.tandemrl.random.Seeds;
import org.tandemrl.run.RunException;
import org.tandemrl.run.WholeFile;
import org.tandemrl.sim.DifferentiableSimulator;
import org.tandemrl.statistics.Statistics.Interval;
import org.tandemrl.task.Environment;
import org.tandemrl.task.Task;
import org.tandemrl.task.Tasks;
import tech.tablesaw.api.ColumnType;
import tech.tablesaw.api.DoubleColumn;
import tech.tablesaw.api.IntColumn;
import tech.tablesaw.api.StringColumn;
import tech.tablesaw.api.Table;
import tech.tablesaw.io.csv.CsvReadOptions;

/**
 * How good policy gradients are: of one policy, critic and model, by the simulator's adjoint, decoupled and imagined, over many
 * windows ("resamples") with starts and noise of their own, and over the horizon; and beside them how good the model is.
 *
 * <p>A window's environments start where the policy leads them: each at an age of its own, drawn from 0 to the plan's spread, after
 * a new start. A window of the longest horizon is collected, and its first h steps are the windows of the shorter ones, so horizons
 * and sources are compared on the same starts and noise. The objective is that of training, each window bootstrapped at its end.
 *
 * <p>The adjoint's gradient is exact for its window; whether it is also the better direction is another question: where a window's
 * objective is rough, the exact gradient of one window says little about the mean of many. That is what the variance is for.
 */
public final class GradientStudy {
    /** Names of the three sources; the first is what the others are compared with. */
    public static final List<String> SOURCES = List.of("adjoint", "decoupled", "imagined");

    /**
     * What is studied.
     *
     * @param task that the actor acts in
     * @param simulator of the plan's number of environments
     * @param randomStarts whether episodes start at random
     * @param actor its normaliser's statistics are those in force
     * @param critic that bootstraps the objective
     * @param model whose gradients are judged
     */
    public record Subject(
            Task task,
            DifferentiableSimulator simulator,
            boolean randomStarts,
            Actor actor,
            Bootstrap critic,
            Predictor model) {}

    /**
     * How it is studied.
     *
     * @param horizons control steps, each 1 or more
     * @param environments in a window
     * @param resamples windows, 3 or more: fewer have no interval
     * @param spread ages of the starts are drawn from 0 … spread − 1 control steps
     * @param seed of starts, ages, noise and directions
     */
    public record Plan(List<Integer> horizons, int environments, int resamples, int spread, long seed) {
        /** Checks and sorts. */
        public Plan {
            if (horizons.isEmpty() || horizons.stream().anyMatch(h -> h < 1)) {
                throw new IllegalArgumentException(
                        "The horizons are " + horizons + "; allowed are numbers of control steps, 1 or more.");
            }
            require(environments >= 1, "environments", environments, 1);
            require(resamples >= 3, "resamples", resamples, 3);
            require(spread >= 1, "spread", spread, 1);
            horizons = horizons.stream().distinct().sorted().toList();
        }

        private static void require(boolean holds, String what, int given, int least) {
            if (!holds) {
                throw new IllegalArgumentException(
                        "The number of " + what + " is " + given + "; allowed is " + least + " or more.");
            }
        }

        /** Horizons 1, 2, 4, … 64. */
        public static Plan of(int environments, int resamples) {
            return new Plan(List.of(1, 2, 4, 8, 16, 32, 64), environments, resamples, 128, 0);
        }

        /** Control steps of the windows that are collected. */
        public int longest() {
            return horizons.getLast();
        }
    }

    /**
     * What was found, as tables.
     *
     * @param gradients a row a source and horizon; {@code cosine} with the adjoint's gradient, mean over resamples; {@code ratio} of
     *     the norms, geometric mean; {@code variance} tr Cov(g) / ‖mean g‖²; {@code mean_cosine} of the means over resamples;
     *     {@code cosine_with_mean} of one window's gradient with the mean of the adjoint's in the other windows; each with {@code _low} and {@code _high} of a 95 % interval; {@code resamples} that gave finite gradients by all sources
     * @param predictions a row a number of steps, see {@link ModelStudy}
     * @param jacobians a row a way and number of steps, see {@link ModelStudy}
     */
    public record Findings(Table gradients, Table predictions, Table jacobians) {
        private static final List<String> FILES = List.of("gradients.csv", "predictions.csv", "jacobians.csv");

        /** Writes gradients.csv, predictions.csv and jacobians.csv, making the folder if need be. */
        public List<Path> save(Path folder) {
            var tables = List.of(gradients, predictions, jacobians);
            try {
                Files.createDirectories(folder);
                for (int i = 0; i < FILES.size(); i++) {
                    var table = tables.get(i);
                    WholeFile.write(
                            folder.resolve(FILES.get(i)), out -> table.write().csv(out));
                }
            } catch (IOException e) {
                throw new RunException("Cannot write in " + folder + " (" + RunException.reason(e) + ").", e);
            }
            return FILES.stream().map(folder::resolve).toList();
        }

        /**
         * Reads what {@link #save} wrote.
         *
         * @throws RunException if it is not there
         */
        public static Findings read(Path folder) {
            return new Findings(
                    read(folder.resolve(FILES.get(0)), 2),
                    read(folder.resolve(FILES.get(1)), 1),
                    read(folder.resolve(FILES.get(2)), 2));
        }

        /** The first columns are texts, the others numbers. */
        private static Table read(Path file, int texts) {
            try {
                int columns =
                        Files.readString(file).lines().findFirst().orElse("").split(",").length;
                var types = IntStream.range(0, columns)
                        .mapToObj(c -> c < texts ? ColumnType.STRING : ColumnType.DOUBLE)
                        .toArray(ColumnType[]::new);
                return Table.read()
                        .csv(CsvReadOptions.builder(file.toFile())
                                .columnTypes(types)
                                .build());
            } catch (IOException e) {
                throw new RunException(
                        "There is no study of gradients: " + file + " cannot be read (" + RunException.reason(e) + ").",
                        e);
            }
        }
    }

    /** Told after each window. */
    @FunctionalInterface
    public interface Listener {
        /** @param done windows of {@code all} */
        void window(int done, int all);
    }

    private GradientStudy() {}

    /**
     * Refuses a training that fits no model, or whose task's simulator has no derivative, before anything is written.
     *
     * @throws IllegalArgumentException naming what is allowed
     */
    public static void require(Algorithm training) {
        StudiedParts.of(training);
        Tasks.differentiable(training.task(), 1, 1).close();
    }

    /**
     * Studies a training as it stands, by the three sources; it is not changed.
     *
     * @param training of an algorithm that fits a model. Of SAPO's objective it is the part without the bonus, by which returns are compared: it is
     *     bootstrapped by values that carry the entropy to come
     * @param threads of the simulator
     */
    public static Findings of(Algorithm training, Plan plan, int threads, Listener listener) {
        var parts = StudiedParts.of(training);
        try (DifferentiableSimulator simulator = Tasks.differentiable(training.task(), plan.environments(), threads)) {
            return of(
                    new Subject(
                            training.task(),
                            simulator,
                            parts.config().randomStarts(),
                            parts.actor(),
                            parts.critic(),
                            parts.model()),
                    plan,
                    listener);
        }
    }

    /** Studies an actor, critic and model by the three sources. */
    public static Findings of(Subject subject, Plan plan, Listener listener) {
        var sources = new LinkedHashMap<String, GradientSource>();
        sources.put(SOURCES.get(0), GradientSource.adjoint());
        sources.put(SOURCES.get(1), GradientSource.decoupled(subject.model));
        sources.put(SOURCES.get(2), GradientSource.imagined(subject.model));
        return of(subject, plan, sources, listener);
    }

    /**
     * Studies any sources.
     *
     * @param sources by name, in order; the first is the reference
     * @throws RunException if the thread is interrupted
     */
    public static Findings of(Subject subject, Plan plan, Map<String, GradientSource> sources, Listener listener) {
        if (subject.simulator.environments() != plan.environments) {
            throw new IllegalArgumentException("The simulator has " + subject.simulator.environments()
                    + " environments, the plan " + plan.environments + "; allowed is the same number.");
        }
        subject.actor.sizes().requireFor("actor", subject.task);
        subject.model.sizes().ifPresent(sizes -> sizes.requireFor("model", subject.task));
        subject.critic.requireFor(subject.task);
        var samples = new LinkedHashMap<Integer, Map<String, GradientSamples>>();
        for (int horizon : plan.horizons) {
            samples.put(horizon, new LinkedHashMap<>());
            sources.keySet().forEach(name -> samples.get(horizon).put(name, new GradientSamples()));
        }
        var model = new ModelStudy(subject, plan.longest());
        var seeds = new Seeds(plan.seed).split("gradient study");
        for (int r = 0; r < plan.resamples; r++) {
            if (Thread.interrupted()) {
                throw new RunException(
                        "The study of gradients was interrupted after " + r + " of " + plan.resamples + " windows.");
            }
            var window = window(subject, plan, seeds.split("window", r));
            samples.forEach(
                    (horizon, bySource) -> add(bySource, gradients(window.first(horizon), subject.critic, sources)));
            model.add(window, seeds.stream("directions", r));
            listener.window(r + 1, plan.resamples);
        }
        return new Findings(table(subject.task.name(), samples), model.predictions(), model.jacobians());
    }

    private static Map<String, PolicyGradient> gradients(
            Rollout window, Bootstrap critic, Map<String, GradientSource> sources) {
        var gradients = new LinkedHashMap<String, PolicyGradient>();
        sources.forEach((name, source) -> gradients.put(name, source.differentiate(window, critic)));
        return gradients;
    }

    /** Windows of which a source has no gradient, or none that has a direction, count for no source. */
    private static void add(Map<String, GradientSamples> bySource, Map<String, PolicyGradient> gradients) {
        if (gradients.values().stream().allMatch(g -> Double.isFinite(g.norm()) && g.norm() > 0)) {
            gradients.forEach((name, gradient) -> bySource.get(name).add(gradient.values()));
        }
    }

    /** A window of the longest horizon, each environment from an age of its own. */
    static Rollout window(Subject subject, Plan plan, Seeds seeds) {
        var environment = new Environment(subject.task, subject.simulator, seeds, subject.randomStarts);
        var noise = seeds.stream("noise");
        var remembered = WindowStarts.begin(environment, subject.actor, subject.model, plan.spread, seeds, noise);
        return WindowStarts.collect(environment, subject.actor, subject.model, plan.longest(), noise, remembered);
    }

    private static Table table(String task, Map<Integer, Map<String, GradientSamples>> samples) {
        var table = Table.create(
                "policy gradients by source and horizon",
                StringColumn.create("task"),
                StringColumn.create("source"),
                IntColumn.create("horizon"),
                IntColumn.create("resamples"));
        for (var quantity : List.of("cosine", "ratio", "variance", "mean_cosine", "cosine_with_mean")) {
            for (var end : List.of("", "_low", "_high")) {
                table.addColumns(DoubleColumn.create(quantity + end));
            }
        }
        samples.forEach((horizon, bySource) -> {
            var reference = bySource.values().iterator().next();
            bySource.forEach((name, own) -> {
                table.stringColumn("task").append(task);
                table.stringColumn("source").append(name);
                table.intColumn("horizon").append(horizon);
                table.intColumn("resamples").append(own.size());
                boolean enough = own.size() >= 3;
                append(table, "cosine", enough ? own.cosine(reference) : NONE);
                append(table, "ratio", enough ? own.ratio(reference) : NONE);
                append(table, "variance", enough ? own.variance() : NONE);
                append(table, "mean_cosine", enough ? own.cosineOfMeans(reference) : NONE);
                append(table, "cosine_with_mean", enough ? own.cosineWithMean(reference) : NONE);
            });
        });
        return table;
    }

    private static final Interval NONE = new Interval(Double.NaN, Double.NaN, Double.NaN);

    private static void append(Table table, String quantity, Interval interval) {
        table.doubleColumn(quantity).append(interval.estimate());
        table.doubleColumn(quantity + "_low").append(interval.low());
        table.doubleColumn(quantity + "_high").append(interval.high());
    }
}
