package org.tandemrl.export;

import java.util.Arrays;
import org.tandemrl.random.Seeds;
import org.tandemrl.run.Run;
import org.tandemrl.task.Environment;

/** Observations along a policy's own episodes. */
final class VisitedObservations {
    private static final int ENVIRONMENTS = 16;

    private VisitedObservations() {}

    /** So many, [count, O], as float32 has them. */
    static double[] of(Run run, int count) {
        var task = run.algorithm().task();
        int o = task.observationSize();
        double[] observations = new double[count * o];
        try (var environment =
                new Environment(task, task.simulator(ENVIRONMENTS, 1), new Seeds(0).split("export"), true)) {
            for (int at = 0; at < observations.length; ) {
                double[] now = environment.observation();
                int part = Math.min(now.length, observations.length - at);
                System.arraycopy(now, 0, observations, at, part);
                at += part;
                environment.step(run.algorithm().act(now));
            }
        }
        return Arrays.stream(observations).map(x -> (float) x).toArray();
    }
}
