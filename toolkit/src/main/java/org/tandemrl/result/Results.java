package org.tandemrl.result;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.tandemrl.algorithm.AlgorithmConfig;
import org.tandemrl.algorithm.Algorithms;
import org.tandemrl.algorithm.firstorder.DmoConfig;
import org.tandemrl.nn.kernels.Arithmetic;
import org.tandemrl.run.Evaluation;
import org.tandemrl.run.Metrics;
import org.tandemrl.run.Run;
import org.tandemrl.run.RunException;
import org.tandemrl.run.RunSettings;
import org.tandemrl.task.Tasks;
import tech.tablesaw.api.Table;

/** Finished runs to draw figures from: every folder with a {@code run.json} below a given one. */
public final class Results {
    /**
     * One run's record and numbers.
     *
     * @param name of its folder
     * @param record settings and provenance
     * @param metrics a row an epoch
     * @param evaluation of the policy at its end, without exploration, if it was recorded
     */
    public record Entry(String name, Run.Record record, Metrics metrics, Optional<Evaluation> evaluation) {
        /** The metrics as a table named after algorithm, task and seed. */
        public Table table() {
            var s = record.settings();
            return metrics.table(s.algorithm() + " " + s.task() + " " + s.seed());
        }

        /**
         * The settings that are not the algorithm's own for the task, by name, as text; what only says how numbers are computed or
         * watched (arithmetic, gradientQualityEvery) left out. Empty for a run of the algorithm as it is. Where watching fits a model
         * that the algorithm has no need of, it is a change: it multiplies the run's time.
         */
        public Map<String, String> changes() {
            var s = record.settings();
            AlgorithmConfig general = Algorithms.named(s.algorithm()).config(s.task());
            for (var setting : record.origins().taskSettings().entrySet()) {
                general = general.with(setting.getKey(), setting.getValue());
            }
            var own = general.settings();
            var changes = new LinkedHashMap<>(s.config().settings());
            changes.entrySet().removeIf(e -> e.getValue().equals(own.get(e.getKey())));
            changes.remove("arithmetic");
            if (!DmoConfig.Source.ADJOINT.name().equals(own.get("source"))) {
                changes.remove("gradientQualityEvery");
            }
            if (s.invalidStates() != record.origins().taskInvalidStates()) {
                changes.put("invalidStates", s.invalidStates().toString());
            }
            return changes;
        }

        /** Whether its settings are those of the preset "lean" for the task. */
        public boolean isLean() {
            return changesFromLean().filter(Map::isEmpty).isPresent();
        }

        /**
         * The settings that are not those of the preset "lean" for the task, by name, as text, without those that only say how numbers
         * are computed or watched (arithmetic, gradientQualityEvery); nothing where the algorithm has no such preset.
         */
        public Optional<Map<String, String>> changesFromLean() {
            var s = record.settings();
            return Algorithms.named(s.algorithm())
                    .config(s.task())
                    .lean(s.task())
                    .map(AlgorithmConfig::settings)
                    .map(lean -> {
                        var changes = new LinkedHashMap<>(s.config().settings());
                        changes.keySet().removeAll(List.of("arithmetic", "gradientQualityEvery"));
                        changes.entrySet().removeIf(e -> e.getValue().equals(lean.get(e.getKey())));
                        return changes;
                    });
        }

        /**
         * The samples from which on the training return says something: when every environment may have ended an episode. Before, only
         * episodes that failed early have.
         */
        public double returnCountsFrom() {
            var s = record.settings();
            var environments = s.config().settings().get("environments");
            return environments == null
                    ? 0
                    : Double.parseDouble(environments) * Tasks.named(s.task()).episodeLength();
        }

        /** Processor minutes in all; NaN where the run did not record them. */
        public double minutes() {
            return metrics.columns().contains("cpu_seconds") ? metrics.last("cpu_seconds") / 60 : Double.NaN;
        }

        private int says() {
            return (evaluation.isPresent() ? 2 : 0) + (metrics.columns().contains("cpu_seconds") ? 1 : 0);
        }

        /** Samples taken in all. */
        public double samples() {
            return metrics.last("samples");
        }

        /** The last value of a metric at or before a number of samples; NaN if the run has not come so far. */
        public double at(long samples, String metric) {
            return at("samples", samples, metric);
        }

        /**
         * The same at or before an amount of what a run spends.
         *
         * @param spent a metric that grows, such as samples or cpu_seconds
         */
        public double at(String spent, double amount, String metric) {
            if (!metrics.columns().contains(spent) || metrics.last(spent) < amount) {
                return Double.NaN;
            }
            double[] taken = metrics.column(spent);
            double[] values = metrics.column(metric);
            double last = Double.NaN;
            for (int i = 0; i < taken.length && taken[i] <= amount; i++) {
                last = values[i];
            }
            return last;
        }
    }

    private final List<Entry> entries;
    private volatile Results unchanged;

    private Results(List<Entry> entries) {
        this.entries = entries;
    }

    /**
     * Reads all runs below a folder, in the order of their paths.
     *
     * @throws RunException naming what cannot be read
     */
    public static Results read(Path folder) {
        try (var files = Files.walk(folder)) {
            return new Results(files.filter(f -> f.endsWith("run.json"))
                    .sorted()
                    .map(f -> new Entry(
                            f.toAbsolutePath().getParent().getFileName().toString(),
                            Run.readRecord(f.getParent()),
                            Metrics.read(f.resolveSibling("metrics.csv")),
                            Evaluation.read(f.getParent())))
                    // One that was begun just now, or killed in its first epoch, has nothing to tell.
                    .filter(entry -> entry.metrics().size() > 0)
                    .toList());
        } catch (IOException e) {
            throw new RunException("Cannot read the results in " + folder + " (" + RunException.reason(e) + ").", e);
        }
    }

    /** All runs. */
    public List<Entry> all() {
        return entries;
    }

    /** The results that a condition holds for, such as one on their settings. */
    public Results only(Predicate<Entry> condition) {
        return new Results(entries.stream().filter(condition).toList());
    }

    /** The runs of algorithms as they are, without {@link Entry#changes} of their settings. */
    public Results unchanged() {
        // Settings are read by reflection, and this is asked for often.
        if (unchanged == null) {
            unchanged = only(e -> e.changes().isEmpty());
        }
        return unchanged;
    }

    /**
     * The runs of an algorithm on a task in groups of one budget each, the smaller before the larger: numbers of samples that differ by
     * at most 5 % from the group's first. In a group a seed has one run: one whose evaluation was recorded goes before one without, then
     * one whose processor time was, then the first.
     */
    public List<List<Entry>> budgets(String algorithm, String task) {
        var groups = new ArrayList<Map<Long, Entry>>();
        double limit = 0;
        for (var entry : of(algorithm, task).stream()
                .sorted(Comparator.comparingDouble(Entry::samples))
                .toList()) {
            if (entry.samples() > limit) {
                groups.add(new TreeMap<>());
                limit = 1.05 * entry.samples();
            }
            groups.getLast()
                    .merge(
                            entry.record.settings().seed(),
                            entry,
                            (first, other) -> other.says() > first.says() ? other : first);
        }
        return groups.stream().map(g -> List.copyOf(g.values())).toList();
    }

    /** Of the {@link #budgets} that with the most seeds, of several the largest; empty if there are no runs. */
    public List<Entry> mostSeeds(String algorithm, String task) {
        return budgets(algorithm, task).stream()
                .reduce(List.of(), (best, other) -> other.size() >= best.size() ? other : best);
    }

    /**
     * The runs of an algorithm on a task that spent an amount or more, one a seed: the beginnings of runs of any budget. Of several runs of a
     * seed, which may differ, the one of the smallest budget, and of that the one that {@link #budgets} takes.
     *
     * @param spent a metric that grows, such as samples or cpu_seconds
     */
    public List<Entry> reaching(String algorithm, String task, String spent, double amount) {
        var seeds = new TreeMap<Long, Entry>();
        budgets(algorithm, task).stream()
                .flatMap(List::stream)
                .filter(e -> Double.isFinite(e.at(spent, amount, "samples")))
                .forEach(e -> seeds.putIfAbsent(e.record.settings().seed(), e));
        return List.copyOf(seeds.values());
    }

    /** The runs whose networks were computed by an arithmetic. */
    public Results by(Arithmetic arithmetic) {
        return only(e -> e.record.settings().config().arithmetic() == arithmetic);
    }

    /**
     * These results, if there are runs of the algorithm on each of the tasks.
     *
     * @throws IllegalArgumentException naming the task without, and those that there are
     */
    public Results having(String algorithm, List<String> tasks) {
        for (var task : tasks) {
            if (of(algorithm, task).isEmpty()) {
                var there = entries.stream()
                        .map(e -> e.record.settings())
                        .filter(s -> s.algorithm().equals(algorithm))
                        .map(RunSettings::task)
                        .distinct()
                        .sorted()
                        .toList();
                throw new IllegalArgumentException(
                        "There is no such record of " + algorithm + " on " + task + "; there "
                                + (there.isEmpty()
                                        ? "is none of " + algorithm
                                        : "are records of " + algorithm + " on " + String.join(", ", there))
                                + ".");
            }
        }
        return this;
    }

    /** All runs of an algorithm on a task. */
    public List<Entry> of(String algorithm, String task) {
        return entries.stream()
                .filter(e -> e.record.settings().algorithm().equals(algorithm)
                        && e.record.settings().task().equals(task))
                .toList();
    }
}
