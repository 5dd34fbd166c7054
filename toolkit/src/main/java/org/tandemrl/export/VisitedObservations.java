package org.tandemrl.export;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.tandemrl.random.Seeds;
import org.tandemrl.run.Run;
import org.tandemrl.task.Environment;

/** Observations along a policy's own episodes. */
final class VisitedObservations {
    private static final int ENVIRONMENTS = 20;

    private VisitedObservations() {}

    /** At least so many, [20, O] a step, in the order of time, as float32 has them. */
    static List<double[]> of(Run run, int count) {
        var task = run.algorithm().task();
        var observations = new ArrayList<double[]>();
        var policy = run.algorithm().acting();
        try (var environment =
                new Environment(task, task.simulator(ENVIRONMENTS, 1), new Seeds(0).split("export"), true)) {
            for (int at = 0; at < count; at += ENVIRONMENTS) {
                double[] now = environment.observation();
                observations.add(Arrays.stream(now).map(x -> (float) x).toArray());
                environment.step(policy.apply(now));
            }
        }
        return observations;
    }
}
