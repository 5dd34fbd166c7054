package org.tandemrl.check;

import java.util.List;
import java.util.Optional;
import org.tandemrl.task.Task;

/** Whether what a task calls quaternions of its observation are: within it, of length 1, and without a jump from q to −q. */
final class QuaternionCheck {
    /** From the length 1, of engines in single precision. */
    private static final double LENGTH = 1e-3;

    private QuaternionCheck() {}

    /** @param observations [T][N·O], along steps without a restart */
    static Optional<Finding> of(Task task, List<double[]> observations, int environments) {
        int width = task.observationSize();
        for (int from : task.quaternions()) {
            if (from < 0 || from + 4 > width) {
                return fault("columns " + from + " to " + (from + 3), "columns of the " + width + " that are observed");
            }
            for (int t = 0; t < observations.size(); t++) {
                double[] now = observations.get(t);
                double[] before = observations.get(Math.max(0, t - 1));
                for (int e = 0; e < environments; e++) {
                    int at = e * width + from;
                    double length = Math.sqrt(dot(now, now, at));
                    if (Math.abs(length - 1) > LENGTH) {
                        return fault(
                                "columns " + from + " to " + (from + 3) + " have the length " + length
                                        + " in environment " + e + " after " + (t + 1) + " random steps",
                                "unit quaternions");
                    }
                    if (dot(now, before, at) < 0) {
                        return fault(
                                "columns " + from + " to " + (from + 3)
                                        + " jump to the other quaternion in environment " + e + " at step " + (t + 1),
                                "quaternions that move without a jump from q to −q");
                    }
                }
            }
        }
        return Optional.empty();
    }

    private static Optional<Finding> fault(String found, String expected) {
        return Optional.of(new Finding("quaternions", found, expected));
    }

    private static double dot(double[] a, double[] b, int at) {
        double sum = 0;
        for (int k = at; k < at + 4; k++) {
            sum += a[k] * b[k];
        }
        return sum;
    }
}
