package org.tandemrl.algorithm.firstorder;

import static org.tandemrl.algorithm.Settings.require;
import static org.tandemrl.algorithm.Settings.requirePositive;
import static org.tandemrl.algorithm.Settings.requireRate;

import org.tandemrl.nn.LinearSchedule;

/**
 * Adam and the linear learning-rate schedules of actor and critic: settings {@code optimiser.beta1} and so on.
 *
 * @param scheduleEpochs length of the schedules; the paper's whole run, whatever part of it is run
 * @param finalRate learning rate at the schedules' end
 * @param beta1 Adam's first decay
 * @param beta2 Adam's second decay
 * @param maxNorm bound of the gradients' norm
 */
public record OptimiserSettings(long scheduleEpochs, double finalRate, double beta1, double beta2, double maxNorm) {
    /** Checks what would fail late or silently. */
    public OptimiserSettings {
        requirePositive("optimiser.scheduleEpochs", scheduleEpochs);
        requireRate("optimiser.finalRate", finalRate);
        require(beta1 >= 0 && beta1 < 1, "optimiser.beta1", beta1, "in [0, 1)");
        require(beta2 >= 0 && beta2 < 1, "optimiser.beta2", beta2, "in [0, 1)");
        require(maxNorm > 0, "optimiser.maxNorm", maxNorm, "positive");
    }

    /** The learning rate by epochs, from a rate at the start. */
    LinearSchedule schedule(double rate) {
        return new LinearSchedule(rate, finalRate, scheduleEpochs);
    }
}
