package org.tandemrl.study;

import ai.djl.ndarray.types.DataType;
import java.util.Optional;
import org.tandemrl.algorithm.firstorder.ModelSettings;
import org.tandemrl.dynamics.Buffer;
import org.tandemrl.dynamics.DynamicsModel;
import org.tandemrl.nn.Normalizer;
import org.tandemrl.nn.kernels.Kernels;
import org.tandemrl.nn.kernels.Products;
import org.tandemrl.random.Seeds;
import org.tandemrl.task.Task;

/** A new model that is fitted to the transitions of a training, all at once: what another kind of model would know of them, without another training. */
public final class RefittedModel implements AutoCloseable {
    private final Optional<Kernels> kernels;
    private final DynamicsModel model;

    /**
     * @param settings of a plain model; its weights and minibatches are new
     * @param normalizer of the training
     * @param updates all of them in one fit
     * @param threads that compute it
     * @throws IllegalArgumentException for several models or one that remembers, and for a buffer without transitions
     */
    public RefittedModel(
            ModelSettings settings,
            Task task,
            Normalizer normalizer,
            Buffer buffer,
            int updates,
            int threads,
            Seeds seeds) {
        if (settings.recurrent() > 0 || settings.ensemble() > 1 || settings.learnedReward()) {
            throw new IllegalArgumentException(
                    "A model that is fitted anew is one without memory or reward of its own; allowed here are model.recurrent=0, model.ensemble=1 and model.learnedReward=false.");
        }
        if (buffer.size() == 0) {
            throw new IllegalArgumentException(
                    "There are no transitions to fit a new model to: only the last checkpoint of a run that fits one has them.");
        }
        var config = settings.config(task);
        kernels = Products.float32().map(p -> Kernels.float32(threads));
        model = new DynamicsModel(config, normalizer, task.actionSize(), seeds, DataType.FLOAT32, kernels);
        try {
            model.fit(buffer, updates);
        } catch (RuntimeException | Error e) {
            close();
            throw e;
        }
    }

    /** The model. */
    public DynamicsModel model() {
        return model;
    }

    @Override
    public void close() {
        model.close();
        kernels.ifPresent(Kernels::close);
    }
}
