package org.tandemrl.sweep;

import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/**
 * What some of a plan's runs have otherwise than the plan says for all. Rules are taken in their order, a later one over an earlier.
 *
 * @param algorithms that it is for; empty for all of the plan's
 * @param tasks that it is for; empty for all
 * @param variants that it is for; empty for all
 * @param set settings by name with their values as text
 * @param samples of these runs, if not the plan's
 * @param seeds of these runs; empty for the plan's
 */
public record Rule(
        List<String> algorithms,
        List<String> tasks,
        List<String> variants,
        Map<String, String> set,
        OptionalLong samples,
        List<Long> seeds) {
    /** Copies what is given. */
    public Rule {
        algorithms = List.copyOf(algorithms);
        tasks = List.copyOf(tasks);
        variants = List.copyOf(variants);
        set = Collections.unmodifiableMap(new LinkedHashMap<>(set));
        seeds = List.copyOf(seeds);
    }

    /** For all runs, without saying anything yet. */
    public static Rule all() {
        return new Rule(List.of(), List.of(), List.of(), Map.of(), OptionalLong.empty(), List.of());
    }

    /** A copy for these algorithms only. */
    public Rule forAlgorithms(String... names) {
        return new Rule(Arrays.asList(names), tasks, variants, set, samples, seeds);
    }

    /** A copy for these tasks only. */
    public Rule forTasks(String... names) {
        return new Rule(algorithms, Arrays.asList(names), variants, set, samples, seeds);
    }

    /** A copy for these variants only. */
    public Rule forVariants(String... names) {
        return new Rule(algorithms, tasks, Arrays.asList(names), set, samples, seeds);
    }

    /** A copy with a setting. */
    public Rule with(String setting, Object value) {
        return new Rule(algorithms, tasks, variants, Variant.plus(set, setting, value), samples, seeds);
    }

    /** A copy with environment steps after which these runs end. */
    public Rule withSamples(long number) {
        return new Rule(algorithms, tasks, variants, set, OptionalLong.of(number), seeds);
    }

    /** A copy with root seeds of these runs. */
    public Rule withSeeds(Long... numbers) {
        return new Rule(algorithms, tasks, variants, set, samples, Arrays.asList(numbers));
    }

    Scope scope() {
        return new Scope(algorithms, tasks, variants);
    }
}
