package org.tandemrl.export;

import java.util.Optional;
import java.util.SplittableRandom;
import org.tandemrl.task.DoubleBatch;
import org.tandemrl.task.Task;

/**
 * A task's control as u = a M + c, where it is that.
 *
 * @param matrix M [A, U], row-major
 * @param offset c [U]
 */
record LinearControl(double[] matrix, double[] offset) {
    private static final int TRIALS = 32;
    private static final double TOLERANCE = 1e-9;

    /** Found by unit actions, tried with random ones. */
    static Optional<LinearControl> of(Task task) {
        int a = task.actionSize();
        int u = task.controlSize();
        double[] offset = control(task, new double[a]);
        double[] matrix = new double[a * u];
        for (int i = 0; i < a; i++) {
            double[] unit = new double[a];
            unit[i] = 1;
            double[] there = control(task, unit);
            for (int j = 0; j < u; j++) {
                matrix[i * u + j] = there[j] - offset[j];
            }
        }
        var random = new SplittableRandom(1);
        for (int trial = 0; trial < TRIALS; trial++) {
            double[] action = random.doubles(a, -1, 1).toArray();
            double[] there = control(task, action);
            for (int j = 0; j < u; j++) {
                double linear = offset[j];
                double size = Math.abs(offset[j]);
                for (int i = 0; i < a; i++) {
                    linear += action[i] * matrix[i * u + j];
                    size += Math.abs(matrix[i * u + j]);
                }
                if (!(Math.abs(linear - there[j]) <= TOLERANCE * Math.max(1, size))) {
                    return Optional.empty();
                }
            }
        }
        return Optional.of(new LinearControl(matrix, offset));
    }

    private static double[] control(Task task, double[] action) {
        return task.control(DoubleBatch.of(action, 1, action.length)).data();
    }
}
