package org.tandemrl.sweep;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.LongStream;
import org.tandemrl.algorithm.Algorithms;
import org.tandemrl.parallel.Workers;
import org.tandemrl.run.WholeFile;
import org.tandemrl.task.Tasks;

/**
 * Trainings to be done: every algorithm on every task with every seed, in the variants that are for them, by the rules. In a file it is YAML
 * with the same names ({@link #read}); in a notebook's cell it is built:
 *
 * <pre>{@code
 * var plan = Plan.of(1_000_000).withAlgorithms("dmo", "ppo").withTasks("hopper", "ant").withSeeds(1, 3)
 *         .withRules(Rule.all().forAlgorithms("ppo").withSamples(10_000_000))
 *         .withVariants(Variant.plain(), Variant.named("few").forAlgorithms("dmo").with("model.updates", 32));
 * plan.write(Path.of("plan.yaml"));
 * }</pre>
 *
 * @param algorithms by name, one or more
 * @param tasks by name, one or more
 * @param seeds root seeds, one or more
 * @param samples environment steps after which a run ends
 * @param threads of a run
 * @param episodes of the evaluation at a run's end
 * @param rules what some runs have otherwise
 * @param variants ways in which runs are done beside each other
 */
public record Plan(
        List<String> algorithms,
        List<String> tasks,
        List<Long> seeds,
        long samples,
        int threads,
        int episodes,
        List<Rule> rules,
        List<Variant> variants) {
    static final int THREADS = 1;
    static final int EPISODES = 64;

    /** Copies what is given; what it says is checked by {@link #runs}. */
    public Plan {
        algorithms = List.copyOf(algorithms);
        tasks = List.copyOf(tasks);
        seeds = List.copyOf(seeds);
        rules = List.copyOf(rules);
        variants = List.copyOf(variants);
    }

    /** Runs of so many samples, on one thread each, with 64 episodes of evaluation; seed 1, algorithms and tasks to be named. */
    public static Plan of(long samples) {
        return new Plan(List.of(), List.of(), List.of(1L), samples, THREADS, EPISODES, List.of(), List.of());
    }

    /**
     * The plan of a YAML file.
     *
     * @throws PlanException naming file and line of what is misspelt or not allowed, and what is
     * @throws org.tandemrl.run.RunException if the file cannot be read
     */
    public static Plan read(Path file) {
        return PlanReader.read(file);
    }

    /** Writes it as YAML, whole or not at all; {@link #read} gives an equal one. */
    public void write(Path file) {
        WholeFile.write(file, out -> out.write(PlanText.of(this).getBytes(StandardCharsets.UTF_8)));
    }

    /** A copy with these algorithms. */
    public Plan withAlgorithms(String... names) {
        return new Plan(Arrays.asList(names), tasks, seeds, samples, threads, episodes, rules, variants);
    }

    /** A copy with these tasks. */
    public Plan withTasks(String... names) {
        return new Plan(algorithms, Arrays.asList(names), seeds, samples, threads, episodes, rules, variants);
    }

    /** A copy with the seeds from one to another. */
    public Plan withSeeds(long first, long last) {
        var range = LongStream.rangeClosed(first, last).boxed().toList();
        return new Plan(algorithms, tasks, range, samples, threads, episodes, rules, variants);
    }

    /** A copy with another number of threads a run; another number gives other rounding. */
    public Plan withThreads(int number) {
        return new Plan(algorithms, tasks, seeds, samples, number, episodes, rules, variants);
    }

    /** A copy with another number of episodes in the evaluation at a run's end. */
    public Plan withEpisodes(int number) {
        return new Plan(algorithms, tasks, seeds, samples, threads, number, rules, variants);
    }

    /** A copy with these rules after those there are. */
    public Plan withRules(Rule... more) {
        var all = new ArrayList<>(rules);
        all.addAll(Arrays.asList(more));
        return new Plan(algorithms, tasks, seeds, samples, threads, episodes, all, variants);
    }

    /** A copy with these variants after those there are. */
    public Plan withVariants(Variant... more) {
        var all = new ArrayList<>(variants);
        all.addAll(Arrays.asList(more));
        return new Plan(algorithms, tasks, seeds, samples, threads, episodes, rules, all);
    }

    /**
     * The runs, always in the same order: first all with their first seed, by task, algorithm and variant, then all with the second.
     *
     * @throws PlanException naming what cannot be and what is allowed
     */
    public List<PlannedRun> runs() {
        check();
        return Expansion.of(this);
    }

    private void check() {
        Names.distinct("algorithms", algorithms);
        Names.known("algorithms", algorithms, Algorithms.names(), "algorithm");
        Names.distinct("tasks", tasks);
        Names.known("tasks", tasks, Tasks.names(), "task");
        Names.distinct("seeds", seeds);
        positive("samples", samples);
        positive("episodes", episodes);
        try {
            Workers.checked("threads", threads);
        } catch (IllegalArgumentException e) {
            throw new PlanException("threads", e.getMessage());
        }
        for (int i = 0; i < variants.size(); i++) {
            String name = variants.get(i).name();
            if (!name.matches("[a-z0-9_-]*")) {
                throw new PlanException(
                        "variants[" + i + "].name",
                        "A variant's name is '" + name + "'; allowed are lower case letters, digits, - and _.");
            }
            variants.get(i).scope().check("variants[" + i + "]", this);
        }
        for (int i = 0; i < rules.size(); i++) {
            String place = "rules[" + i + "]";
            rules.get(i).scope().check(place, this);
            rules.get(i).samples().ifPresent(s -> positive(place + ".samples", s));
            if (!rules.get(i).seeds().isEmpty()) {
                Names.distinct(place + ".seeds", rules.get(i).seeds());
            }
        }
    }

    private static void positive(String place, long given) {
        if (given < 1) {
            throw new PlanException(place, "It is " + given + "; allowed is 1 or more.");
        }
    }
}
