package org.tandemrl.bench;

import org.tandemrl.parallel.Workers;
import org.tandemrl.task.Tasks;

/**
 * What of the simulator is measured.
 *
 * @param task a name in {@link Tasks}
 * @param environments N, at least 1
 * @param threads of the simulator, at least 1
 * @param adjoint false: a step; true: a step, then the adjoint of that step, as a window of training does it. The adjoint
 *     recomputes the step's substeps itself, so the forward dynamics are paid for twice
 */
public record SimulatorSetting(String task, int environments, int threads, boolean adjoint) {
    /**
     * @throws IllegalArgumentException naming what is wrong and what is allowed
     */
    public SimulatorSetting {
        Tasks.kind(task);
        if (environments < 1) {
            throw new IllegalArgumentException("environments is " + environments + "; allowed is 1 or more.");
        }
        Workers.checked("threads", threads);
    }

    /** The same with or without the adjoint. */
    public SimulatorSetting withAdjoint(boolean wanted) {
        return new SimulatorSetting(task, environments, threads, wanted);
    }
}
