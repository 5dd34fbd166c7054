package org.tandemrl.sweep;

import java.util.List;

/**
 * Which of a plan's runs something is for; what is empty is not asked for.
 *
 * @param algorithms by name
 * @param tasks by name
 * @param variants by name; for variants themselves empty
 */
record Scope(List<String> algorithms, List<String> tasks, List<String> variants) {
    Scope {
        algorithms = List.copyOf(algorithms);
        tasks = List.copyOf(tasks);
        variants = List.copyOf(variants);
    }

    boolean holds(String algorithm, String task) {
        return (algorithms.isEmpty() || algorithms.contains(algorithm)) && (tasks.isEmpty() || tasks.contains(task));
    }

    boolean holds(String algorithm, String task, String variant) {
        return holds(algorithm, task) && (variants.isEmpty() || variants.contains(variant));
    }

    /** Demands that a plan has what is named. */
    void check(String place, Plan plan) {
        Names.known(place + ".algorithms", algorithms, plan.algorithms(), "algorithm of the plan's");
        Names.known(place + ".tasks", tasks, plan.tasks(), "task of the plan's");
        // A plain variant has no name to be called by.
        var names = plan.variants().stream()
                .map(Variant::name)
                .filter(name -> !name.isEmpty())
                .toList();
        if (!variants.isEmpty() && names.isEmpty()) {
            throw new PlanException(place + ".variants", "The plan has no variants with a name.");
        }
        Names.known(place + ".variants", variants, names, "variant of the plan's");
    }
}
