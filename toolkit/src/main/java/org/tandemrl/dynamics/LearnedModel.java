package org.tandemrl.dynamics;

import java.util.List;
import java.util.Optional;
import org.tandemrl.nn.Adam;
import org.tandemrl.nn.Parameters;
import org.tandemrl.task.NumericalException;

/** A predictor that is fitted to a buffer of transitions. */
public interface LearnedModel extends Predictor, AutoCloseable {
    /**
     * A network with its optimiser: together with {@link #fits}, all that is to be saved.
     *
     * @param name by which a checkpoint knows it
     */
    record Part(String name, Parameters parameters, Adam adam) {}

    /** Fits the model to the buffer by the configured number of updates. */
    double fit(Buffer buffer);

    /**
     * Fits the model on minibatches drawn uniformly from the buffer, inputs normalised by the statistics as of now.
     *
     * @return the mean loss of the prediction of observations
     * @throws IllegalArgumentException if the buffer's observations or actions have other widths than the model's
     * @throws NumericalException if a loss is not finite
     */
    double fit(Buffer buffer, int updates);

    /** The mean loss of the learned reward in the last fit, if there is a learned reward; NaN before the first. */
    Optional<Double> rewardLoss();

    /** Its networks, in a fixed order. */
    List<Part> parts();

    /** The units of its predictions, one for each network that has some of its own: to be saved beside the parts. */
    default List<ChangeScale> scales() {
        return List.of();
    }

    /** Number of fits so far. */
    long fits();

    /** Continues counting from a checkpoint. */
    void restoreFits(long fits);

    @Override
    void close();
}
