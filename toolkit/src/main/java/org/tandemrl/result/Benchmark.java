package org.tandemrl.result;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.tandemrl.statistics.Normalisation;
import tech.tablesaw.api.Row;
import tech.tablesaw.api.Table;

/**
 * The benchmark's runs among all records: of each algorithm on each task, with its own settings (on Humanoid and SNU those that learn a
 * model with the preset "lean"), the budget with the most seeds, of several the largest. What was not run is an empty list.
 */
public final class Benchmark {
    /** The algorithms, as the paper has them and the two that it has not. */
    public static final List<String> ALGORITHMS = List.of("dmo", "dmo-sapo", "shac", "sapo", "maac", "ppo", "sac");
    /** The robots. */
    public static final List<String> TASKS = List.of("hopper", "cheetah", "ant", "humanoid", "snu");

    private static final List<String> LEAN = List.of("humanoid", "snu");
    /** Of each run's curve, as the paper's own plots sample it. */
    private static final int POINTS = 20;
    /** An aggregate is over tasks on which each of its algorithms has at least so many seeds. */
    private static final int LEAST_SEEDS = 2;

    private final Results results;
    private final Results lean;

    /** Of evaluated runs in {@code fast} arithmetic; on Humanoid and SNU also in {@code bf16}. */
    public Benchmark(Results results) {
        this.results = results.only(Benchmark::counts)
                .only(e -> e.evaluation().isPresent())
                .only(e -> LEAN.contains(e.record().settings().task()) && e.isLean()
                        || e.changes().isEmpty());
        lean = this.results.only(Results.Entry::isLean);
    }

    private static boolean counts(Results.Entry entry) {
        var settings = entry.record().settings();
        return switch (settings.config().arithmetic()) {
            case FAST -> true;
            case BF16 -> LEAN.contains(settings.task());
            case DJL -> false;
        };
    }

    /** The runs of an algorithm on a task, one a seed. */
    public List<Results.Entry> runs(String algorithm, String task) {
        if (LEAN.contains(task)) {
            var runs = lean.mostSeeds(algorithm, task);
            if (!runs.isEmpty()) {
                return runs;
            }
        }
        return results.mostSeeds(algorithm, task);
    }

    /** The runs of an algorithm on a task at every budget, the smaller before the larger ({@link Results#budgets}). */
    public List<List<Results.Entry>> budgets(String algorithm, String task) {
        var runs = LEAN.contains(task) ? lean.budgets(algorithm, task) : List.<List<Results.Entry>>of();
        return runs.isEmpty() ? results.budgets(algorithm, task) : runs;
    }

    /** All algorithms, on the tasks on which each of them has at least two seeds. */
    public Contest everyAlgorithm() {
        return new Contest(
                ALGORITHMS,
                TASKS.stream()
                        .filter(t -> ALGORITHMS.stream().allMatch(a -> has(a, t)))
                        .toList());
    }

    /** All tasks, for those algorithms that have at least two seeds on each of them. */
    public Contest everyTask() {
        return new Contest(
                ALGORITHMS.stream()
                        .filter(a -> TASKS.stream().allMatch(t -> has(a, t)))
                        .toList(),
                TASKS);
    }

    private boolean has(String algorithm, String task) {
        return runs(algorithm, task).size() >= LEAST_SEEDS;
    }

    /** Evaluated returns by seed. */
    public Map<Long, Double> bySeed(String algorithm, String task) {
        return runs(algorithm, task).stream()
                .collect(Collectors.toMap(
                        e -> e.record().settings().seed(),
                        e -> e.evaluation().orElseThrow().mean(),
                        (a, b) -> a,
                        TreeMap::new));
    }

    /** Normalised evaluated returns [task][run]. */
    public double[][] scores(String algorithm, List<String> tasks, Normalisation by) {
        return tasks.stream()
                .map(t -> bySeed(algorithm, t).values().stream()
                        .mapToDouble(r -> by.of(t, r))
                        .toArray())
                .toArray(double[][]::new);
    }

    /**
     * The paper's scale, as its release has it: from the least to the most training return of any algorithm of a contest and seed at 20
     * equally spaced moments of each run.
     */
    public Normalisation leastToMost(Contest contest) {
        var returns = new LinkedHashMap<String, double[]>();
        for (var task : contest.tasks()) {
            returns.put(
                    task,
                    contest.algorithms().stream()
                            .flatMap(a -> runs(a, task).stream())
                            .map(r -> TrainingReturn.thatCounts(r, "samples"))
                            .filter(c -> !c.isEmpty())
                            .flatMapToDouble(c -> IntStream.rangeClosed(1, POINTS)
                                    .mapToDouble(i -> c.at(c.from() + (c.to() - c.from()) * i / POINTS)))
                            .toArray());
        }
        return Normalisation.leastToMost(returns);
    }

    /** A scale that does not depend on who takes part: 1 is what PPO was published to reach ({@code published/normaliser.csv}). */
    public static Normalisation published(Path csv) {
        var scales = new LinkedHashMap<String, Normalisation.Scale>();
        for (Row row : Table.read().csv(csv.toFile())) {
            scales.put(row.getString("task"), new Normalisation.Scale(row.getInt("zero"), row.getInt("one")));
        }
        return new Normalisation("published PPO = 1, cheetah 8500 = 1", scales);
    }
}
