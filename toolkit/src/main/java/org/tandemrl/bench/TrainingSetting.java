package org.tandemrl.bench;

import org.tandemrl.algorithm.firstorder.DmoConfig;
import org.tandemrl.nn.kernels.Arithmetic;
import org.tandemrl.parallel.Workers;
import org.tandemrl.task.Tasks;

/**
 * A part of DMO's epoch to be timed, with the settings of a task.
 *
 * @param part what is timed
 * @param task name
 * @param units of both hidden layers of the model
 * @param arithmetic what computes
 * @param threads of networks
 */
public record TrainingSetting(Part part, String task, int units, Arithmetic arithmetic, int threads) {
    /** The parts. */
    public enum Part {
        /** One minibatch: gather, forward, backward, Adam. */
        MODEL_UPDATE,
        /** The decoupled gradient of one window by the actor's parameters, on DJL's tape or written out. */
        POLICY_GRADIENT
    }

    /**
     * @throws IllegalArgumentException naming what is wrong and what is allowed
     */
    public TrainingSetting {
        DmoConfig.forTask(task);
        if (units < 128 || units % 128 != 0) {
            throw new IllegalArgumentException("units is " + units + "; allowed is a multiple of 128.");
        }
        Workers.checked("threads", threads);
    }

    /**
     * Operations of an update's products: forward, by the weights and, but for the first layer, by the inputs, 2 a multiply-add; the model of O
     * observations and A actions has O + A inputs and 2 O outputs.
     */
    public double updateOperations() {
        var named = Tasks.named(task);
        double inputs = named.observationSize() + named.actionSize();
        double outputs = 2.0 * named.observationSize();
        double first = inputs * units;
        double weights = first + (double) units * units + units * outputs;
        return 2.0 * DmoConfig.forTask(task).model().batch() * (3 * weights - first);
    }
}
