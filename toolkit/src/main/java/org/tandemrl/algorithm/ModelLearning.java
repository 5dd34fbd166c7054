package org.tandemrl.algorithm;

import ai.djl.ndarray.types.DataType;
import java.util.Optional;
import org.tandemrl.dynamics.Buffer;
import org.tandemrl.dynamics.DynamicsModel;
import org.tandemrl.dynamics.Ensemble;
import org.tandemrl.dynamics.LearnedModel;
import org.tandemrl.gradient.GradientSource;
import org.tandemrl.gradient.Rollout;
import org.tandemrl.nn.Normalizer;
import org.tandemrl.nn.written.Kernels;
import org.tandemrl.random.Seeds;
import org.tandemrl.task.Environment;
import org.tandemrl.task.Task;

/** The learned model and the transitions that it learns from, as first-order algorithms share them. Idle where the simulator is differentiated. */
final class ModelLearning implements AutoCloseable {
    private final DmoConfig config;
    private final Seeds seeds;
    private final Normalizer normalizer;
    private final LearnedModel model;
    private final Buffer buffer;
    private final GradientSource source;

    ModelLearning(DmoConfig config, Task task, Normalizer normalizer, Seeds seeds, Optional<Kernels> kernels) {
        this.config = config;
        this.seeds = seeds;
        this.normalizer = normalizer;
        model = model(config, normalizer, task.actionSize(), seeds, kernels);
        buffer = new Buffer(task.observationSize(), task.actionSize(), config.learnedReward() ? 1 : 0, config.bufferCapacity());
        source = switch (config.source()) {
            case DECOUPLED -> kernels.map(k -> GradientSource.decoupled(model, k))
                    .orElseGet(() -> GradientSource.decoupled(model));
            case IMAGINED -> GradientSource.imagined(model);
            case ADJOINT -> GradientSource.adjoint();
        };
    }

    private static LearnedModel model(
            DmoConfig config, Normalizer normalizer, int actionSize, Seeds seeds, Optional<Kernels> kernels) {
        var settings = new DynamicsModel.Config(config.modelHidden(), config.modelRate(), config.modelUpdates(),
                config.modelBatch(), config.modelLoss(), config.modelTarget(), config.learnedReward());
        return config.modelEnsemble() == 1
                ? new DynamicsModel(settings, normalizer, actionSize, seeds, DataType.FLOAT32, kernels)
                : new Ensemble(config.modelEnsemble(), settings, normalizer, actionSize, seeds, DataType.FLOAT32, kernels);
    }

    LearnedModel model() {
        return model;
    }

    Buffer buffer() {
        return buffer;
    }

    /** The configured source of gradients. */
    GradientSource source() {
        return source;
    }

    private boolean learns() {
        return config.source() != DmoConfig.Source.ADJOINT;
    }

    /**
     * Uniformly random actions before training, and a first fit of the model on them.
     *
     * @return environment steps taken
     */
    long explore(Environment environment) {
        if (!learns()) {
            return 0;
        }
        var random = seeds.stream("explore");
        int n = environment.environments();
        long samples = 0;
        while (buffer.written() < config.exploreTransitions()) {
            double[] observation = environment.observation();
            double[] action = new double[n * environment.task().actionSize()];
            for (int i = 0; i < action.length; i++) {
                action[i] = 2 * random.nextDouble() - 1;
            }
            var step = environment.step(action);
            normalizer.update(observation);
            buffer.add(observation, action, step.nextObservation(), config.learnedReward() ? step.reward() : new double[0],
                    step.invalid());
            samples += n;
        }
        environment.restart();
        model.fit(buffer, config.exploreUpdates());
        return samples;
    }

    /** Fits the model to the buffer; gives the mean loss, NaN if no model is learned. */
    double fit() {
        return learns() ? model.fit(buffer) : Double.NaN;
    }

    /** Adds a window's transitions to the buffer. */
    void add(Rollout rollout) {
        if (learns()) {
            rollout.addTo(buffer);
        }
    }

    void save(Saved saved) {
        model.parts().forEach(part -> saved.putNetwork(part.name(), part.parameters(), part.adam()));
        saved.put("model.fits", model.fits());
    }

    void restore(Saved saved) {
        model.parts().forEach(part -> saved.getNetwork(part.name(), part.parameters(), part.adam()));
        model.restoreFits((long) saved.get("model.fits", 1)[0]);
    }

    @Override
    public void close() {
        model.close();
    }
}
