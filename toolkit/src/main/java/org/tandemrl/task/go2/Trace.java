package org.tandemrl.task.go2;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.tandemrl.random.Seeds;
import org.tandemrl.task.Environment;
import org.tandemrl.task.Task;

/** One episode step by step, as columns by name, for pictures. */
final class Trace {
    private Trace() {}

    /** What is kept of a step. */
    interface Kept {
        /**
         * A number for each name.
         *
         * @param time of the step's end, s
         */
        double[] of(double time, Environment.Step step);
    }

    /**
     * Plays an episode to its end.
     *
     * @param names of the columns, the first for time
     * @param policy what is done in the environment, [1, A]
     * @return a column a name, a number a step
     */
    static Map<String, double[]> of(
            Task task, List<String> names, long seed, Function<Environment, double[]> policy, Kept kept) {
        var rows = new ArrayList<double[]>();
        try (var environment = new Environment(task, task.simulator(1, 1), new Seeds(seed).split("trial"), true)) {
            boolean goesOn = true;
            while (goesOn) {
                var step = environment.step(policy.apply(environment));
                rows.add(kept.of((rows.size() + 1) * Go2Simulator.TIME_STEP, step));
                goesOn = step.finishedLength()[0] == 0;
            }
        }
        var columns = new LinkedHashMap<String, double[]>();
        for (int k = 0; k < names.size(); k++) {
            int column = k;
            columns.put(names.get(k), rows.stream().mapToDouble(r -> r[column]).toArray());
        }
        return columns;
    }
}
