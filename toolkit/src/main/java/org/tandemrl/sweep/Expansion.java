package org.tandemrl.sweep;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.tandemrl.algorithm.AlgorithmConfig;
import org.tandemrl.algorithm.Algorithms;
import org.tandemrl.run.RunSettings;
import org.tandemrl.task.Task;
import org.tandemrl.task.Tasks;

/** A plan written out as its runs. */
final class Expansion {
    private final Plan plan;
    /** Of every first seed, of every second, and so on: what a sweep can be stopped at says something of everything. */
    private final List<List<PlannedRun>> rounds = new ArrayList<>();

    private final Set<String> used = new HashSet<>();
    private final Map<String, String> places = new LinkedHashMap<>();

    private Expansion(Plan plan) {
        this.plan = plan;
    }

    static List<PlannedRun> of(Plan plan) {
        var expansion = new Expansion(plan);
        for (int t = 0; t < plan.tasks().size(); t++) {
            var task = expansion.task(t);
            for (String algorithm : plan.algorithms()) {
                expansion.add(algorithm, task);
            }
        }
        expansion.requireUsed();
        return expansion.rounds.stream().flatMap(List::stream).toList();
    }

    private Task task(int index) {
        try {
            return Tasks.named(plan.tasks().get(index));
        } catch (IllegalArgumentException e) {
            throw new PlanException("tasks[" + index + "]", e.getMessage());
        }
    }

    private void add(String algorithm, Task task) {
        boolean any = false;
        for (int v = 0; v < plan.variants().size(); v++) {
            var variant = plan.variants().get(v);
            if (variant.scope().holds(algorithm, task.name())) {
                add(algorithm, task, "variants[" + v + "]", variant);
                any = true;
            }
        }
        if (!any) {
            add(algorithm, task, "", Variant.plain());
        }
    }

    private void add(String algorithm, Task task, String place, Variant variant) {
        used.add(place);
        var changed = new LinkedHashMap<String, String>();
        var config =
                preset(Algorithms.named(algorithm).config(task), algorithm, task, place, variant.preset(), changed);
        long samples = plan.samples();
        var seeds = plan.seeds();
        for (int r = 0; r < plan.rules().size(); r++) {
            var rule = plan.rules().get(r);
            if (rule.scope().holds(algorithm, task.name(), variant.name())) {
                String of = "rules[" + r + "]";
                used.add(of);
                config = set(config, of, rule.set(), changed, algorithm);
                samples = rule.samples().orElse(samples);
                seeds = rule.seeds().isEmpty() ? seeds : rule.seeds();
            }
        }
        config = set(config, place, variant.set(), changed, algorithm);
        var all = config.settings();
        changed.replaceAll((name, value) -> all.get(name));
        for (long seed : seeds) {
            String name =
                    algorithm + "-" + task.name() + (variant.name().isEmpty() ? "" : "-" + variant.name()) + "-" + seed;
            String other = places.putIfAbsent(name, place);
            if (other != null) {
                throw new PlanException(
                        place,
                        "Two runs have the name " + name + (other.isEmpty() ? "" : ", the other of " + other)
                                + "; give variants other names.");
            }
            var settings = new RunSettings(
                    algorithm, task.name(), seed, samples, plan.threads(), config, task.invalidStates());
            int round = seeds.indexOf(seed);
            while (rounds.size() <= round) {
                rounds.add(new ArrayList<>());
            }
            rounds.get(round).add(new PlannedRun(name, settings, changed, plan.episodes()));
        }
    }

    private static AlgorithmConfig preset(
            AlgorithmConfig paper,
            String algorithm,
            Task task,
            String place,
            String preset,
            Map<String, String> changed) {
        try {
            var config = paper.preset(preset, algorithm, task.name());
            var before = paper.settings();
            config.settings().forEach((name, value) -> {
                if (!value.equals(before.get(name))) {
                    changed.put(name, value);
                }
            });
            return config;
        } catch (IllegalArgumentException e) {
            throw new PlanException(place + ".preset", "Of algorithm " + algorithm + ": " + e.getMessage());
        }
    }

    private static AlgorithmConfig set(
            AlgorithmConfig config,
            String place,
            Map<String, String> set,
            Map<String, String> changed,
            String algorithm) {
        var now = config;
        for (var setting : set.entrySet()) {
            String where = place + ".set." + setting.getKey();
            if (now.fixed().contains(setting.getKey())) {
                throw new PlanException(
                        where,
                        "The setting '" + setting.getKey() + "' is decided by the algorithm's name: "
                                + String.join(", ", Algorithms.names()) + ".");
            }
            try {
                now = now.with(setting.getKey(), setting.getValue());
                Algorithms.named(algorithm).check(now);
            } catch (IllegalArgumentException e) {
                throw new PlanException(where, "Of algorithm " + algorithm + ": " + e.getMessage());
            }
            changed.put(setting.getKey(), "");
        }
        return now;
    }

    /** What is for no run is most likely misspelt. */
    private void requireUsed() {
        for (int v = 0; v < plan.variants().size(); v++) {
            require("variants[" + v + "]");
        }
        for (int r = 0; r < plan.rules().size(); r++) {
            require("rules[" + r + "]");
        }
    }

    private void require(String place) {
        if (!used.contains(place)) {
            throw new PlanException(place, "It is for none of the plan's runs.");
        }
    }
}
