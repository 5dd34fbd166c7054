package org.tandemrl.run;

import org.tandemrl.algorithm.AlgorithmConfig;
import org.tandemrl.algorithm.Algorithms;
import org.tandemrl.parallel.Workers;
import org.tandemrl.task.InvalidStates;
import org.tandemrl.task.Task;
import org.tandemrl.task.Tasks;

/**
 * What a run is: (algorithm, task, seed, configuration) and its budget.
 *
 * @param algorithm name of {@link Algorithms}; the configuration must be one of its
 * @param task name
 * @param seed root seed
 * @param samples environment steps after which it ends
 * @param threads for the simulator and for tensor operations; another number gives other rounding
 * @param config the algorithm's settings
 * @param invalidStates whether a state that is not finite, or exploded, stops the run or ends the episode
 */
public record RunSettings(
        String algorithm,
        String task,
        long seed,
        long samples,
        int threads,
        AlgorithmConfig config,
        InvalidStates invalidStates) {
    /** Checks the algorithm and the budget. */
    public RunSettings {
        Algorithms.named(algorithm).check(config);
        if (samples <= 0) {
            throw new IllegalArgumentException("A run's samples are " + samples + "; allowed is 1 or more.");
        }
        Workers.checked("threads", threads);
        if (invalidStates == null) {
            throw new IllegalArgumentException("invalidStates is missing; allowed is stop or end_episode.");
        }
    }

    /** The same with the task's own policy for invalid states. */
    public RunSettings(String algorithm, String task, long seed, long samples, int threads, AlgorithmConfig config) {
        this(algorithm, task, seed, samples, threads, config, Tasks.named(task).invalidStates());
    }

    /** An algorithm with the paper's settings for the task, on all cores. */
    public static RunSettings of(String algorithm, String task, long seed, long samples) {
        return of(algorithm, Tasks.named(task), seed, samples);
    }

    /** An algorithm with its settings for a task of one's own, see {@link Algorithms.Kind#config(Task)}, on all cores. */
    public static RunSettings of(String algorithm, Task task, long seed, long samples) {
        return new RunSettings(
                algorithm,
                task.name(),
                seed,
                samples,
                Runtime.getRuntime().availableProcessors(),
                Algorithms.named(algorithm).config(task),
                task.invalidStates());
    }

    /** The same of an algorithm of one's own, which is known by its name from here on; see {@link Algorithms#add}. */
    public static RunSettings of(Algorithms.Kind<?> algorithm, Task task, long seed, long samples) {
        Algorithms.add(algorithm);
        return of(algorithm.name(), task, seed, samples);
    }

    /** DMO with the paper's settings for the task, on all cores. */
    public static RunSettings dmo(String task, long seed, long samples) {
        return of("dmo", task, seed, samples);
    }

    /** A copy with one setting of the algorithm changed; see {@link AlgorithmConfig#with}. */
    public RunSettings with(String setting, Object value) {
        return new RunSettings(algorithm, task, seed, samples, threads, config.with(setting, value), invalidStates);
    }

    /** A copy with the preset "lean", see {@link AlgorithmConfig#lean}; the same where the algorithm has none. */
    public RunSettings lean() {
        return new RunSettings(
                algorithm, task, seed, samples, threads, config.lean(task).orElse(config), invalidStates);
    }

    /** A copy with another policy for invalid states. */
    public RunSettings withInvalidStates(InvalidStates policy) {
        return new RunSettings(algorithm, task, seed, samples, threads, config, policy);
    }

    /** A copy on another number of threads. */
    public RunSettings onThreads(int number) {
        return new RunSettings(algorithm, task, seed, samples, number, config, invalidStates);
    }

    /** A copy with another budget. */
    public RunSettings withSamples(long number) {
        return new RunSettings(algorithm, task, seed, number, threads, config, invalidStates);
    }
}
