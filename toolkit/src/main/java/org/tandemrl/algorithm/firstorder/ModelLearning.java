package org.tandemrl.algorithm.firstorder;

import ai.djl.ndarray.types.DataType;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import org.tandemrl.algorithm.Saved;
import org.tandemrl.dynamics.Buffer;
import org.tandemrl.dynamics.DynamicsModel;
import org.tandemrl.dynamics.Ensemble;
import org.tandemrl.dynamics.HiddenState;
import org.tandemrl.dynamics.LearnedModel;
import org.tandemrl.dynamics.RecurrentModel;
import org.tandemrl.dynamics.TransitionFilter;
import org.tandemrl.gradient.GradientSource;
import org.tandemrl.gradient.Rollout;
import org.tandemrl.nn.Normalizer;
import org.tandemrl.nn.kernels.Kernels;
import org.tandemrl.random.Seeds;
import org.tandemrl.task.Environment;
import org.tandemrl.task.Task;

/**
 * The learned model and the transitions that it learns from, as first-order algorithms share them. Where the simulator is differentiated
 * it is idle, or learns beside the training to be compared.
 */
final class ModelLearning implements AutoCloseable {
    private final DmoConfig config;
    private final Seeds seeds;
    private final Normalizer normalizer;
    private final LearnedModel model;
    private final Buffer buffer;
    private final GradientSource source;
    private final TransitionFilter filter;
    private final int environments;
    /** What the model remembers of the environments' episodes, [N·K]. */
    private double[] hidden;

    private long leftOut;

    ModelLearning(DmoConfig config, Task task, Normalizer normalizer, Seeds seeds, Optional<Kernels> kernels) {
        this.config = config;
        this.seeds = seeds;
        this.normalizer = normalizer;
        model = model(config, task, normalizer, seeds, kernels);
        buffer = new Buffer(
                task.observationSize(),
                task.actionSize(),
                config.model().recurrent() > 0
                        ? remembered().extras()
                        : config.model().learnedReward() ? 1 : 0,
                config.model().bufferCapacity());
        filter = new TransitionFilter(config.model().transitionFilter());
        environments = config.environments();
        hidden = new double[environments * model.hiddenSize()];
        source = switch (config.source()) {
            case DECOUPLED ->
                kernels.map(k -> GradientSource.decoupled(model, k)).orElseGet(() -> GradientSource.decoupled(model));
            case IMAGINED -> GradientSource.imagined(model);
            case ADJOINT -> GradientSource.adjoint();
        };
    }

    private static LearnedModel model(
            DmoConfig config, Task task, Normalizer normalizer, Seeds seeds, Optional<Kernels> kernels) {
        var model = config.model();
        int actionSize = task.actionSize();
        var settings = model.config(task);
        if (model.recurrent() > 0) {
            return new RecurrentModel(
                    new RecurrentModel.Config(settings, model.recurrent(), model.sequence(), config.environments()),
                    normalizer,
                    actionSize,
                    seeds,
                    DataType.FLOAT32,
                    kernels);
        }
        return model.ensemble() == 1
                ? new DynamicsModel(settings, normalizer, actionSize, seeds, DataType.FLOAT32, kernels)
                : new Ensemble(model.ensemble(), settings, normalizer, actionSize, seeds, DataType.FLOAT32, kernels);
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

    /**
     * Uniformly random actions before training, and a first fit of the model on them.
     *
     * @return environment steps taken
     */
    long explore(Environment environment) {
        if (config.source() == DmoConfig.Source.ADJOINT) {
            return 0;
        }
        var random = seeds.stream("explore");
        int n = environment.environments();
        long samples = 0;
        while (buffer.written() < config.exploration().transitions()) {
            double[] observation = environment.observation();
            double[] action = new double[n * environment.task().actionSize()];
            for (int i = 0; i < action.length; i++) {
                action[i] = 2 * random.nextDouble() - 1;
            }
            var step = environment.step(action);
            var scaling = normalizer.scaling();
            normalizer.update(observation);
            samples += n;
            boolean[] ended = new boolean[n];
            boolean last = buffer.written() + n >= config.exploration().transitions();
            for (int e = 0; e < n; e++) {
                ended[e] = last || step.terminated()[e] || step.truncated()[e];
            }
            double[] before = hidden;
            hidden = model.remember(observation, action, hidden, scaling);
            add(observation, action, step.nextObservation(), step.reward(), before, ended, step.invalid(), scaling);
            forget(ended);
        }
        hidden = new double[hidden.length];
        environment.restart();
        model.fit(buffer, config.exploration().updates());
        return samples;
    }

    /** Fits the model to the buffer; gives the mean loss, NaN if no model is learned or there is nothing yet to learn from. */
    double fit() {
        if (!config.fitsModel() || buffer.size() == 0) {
            return Double.NaN;
        }
        boolean unexplored = config.source() == DmoConfig.Source.ADJOINT && model.fits() == 0;
        return unexplored
                ? model.fit(
                        buffer, config.exploration().updates() + config.model().updates())
                : model.fit(buffer);
    }

    /**
     * Adds a window's transitions to the buffer; the model's hidden states, if it has some, go on along it.
     *
     * @return the window with what the model remembers along it
     */
    Rollout add(Rollout rollout) {
        leftOut = 0;
        if (!config.fitsModel()) {
            return rollout;
        }
        var remembering = model.hiddenSize() > 0 ? rollout.withHiddenStates(model, hidden) : rollout;
        for (int t = 0; t < rollout.horizon(); t++) {
            boolean[] ended = new boolean[rollout.environments()];
            for (int e = 0; e < ended.length; e++) {
                ended[e] = rollout.ended(t, e);
            }
            add(
                    rollout.observation()[t],
                    rollout.action()[t],
                    rollout.nextObservation()[t],
                    rollout.reward()[t],
                    remembering.hidden()[t],
                    ended,
                    rollout.invalid()[t],
                    rollout.scaling());
        }
        hidden = remembering.finalHidden();
        return remembering;
    }

    /** Adds a step of all environments to the buffer. */
    private void add(
            double[] observation,
            double[] action,
            double[] next,
            double[] reward,
            double[] before,
            boolean[] ended,
            boolean[] invalid,
            Normalizer.Scaling scaling) {
        boolean[] out = filter.leftOut(observation, next, invalid, scaling);
        for (boolean b : out) {
            leftOut += b ? 1 : 0;
        }
        if (model.hiddenSize() > 0) {
            remembered().add(buffer, observation, action, next, before, ended, out);
        } else {
            buffer.add(observation, action, next, config.model().learnedReward() ? reward : new double[0], out);
        }
    }

    private void forget(boolean[] ended) {
        int width = hidden.length / environments;
        for (int e = 0; e < ended.length; e++) {
            if (ended[e]) {
                Arrays.fill(hidden, e * width, (e + 1) * width, 0);
            }
        }
    }

    private HiddenState remembered() {
        return new HiddenState(config.model().recurrent());
    }

    /** Adds what the last window's learning has to say beside the model's loss. */
    void addTo(Map<String, Double> metrics) {
        model.rewardLoss().ifPresent(loss -> metrics.put("reward_loss", loss));
        if (filter.active()) {
            metrics.put("left_out", (double) leftOut);
        }
    }

    void save(Saved saved) {
        model.parts().forEach(part -> saved.putNetwork(part.name(), part.parameters(), part.adam()));
        saved.put("model.fits", model.fits());
        for (int k = 0; k < model.scales().size(); k++) {
            saved.put("model.scale." + k, model.scales().get(k).values());
        }
        saved.putMemory("model.hidden", hidden);
    }

    void restore(Saved saved) {
        model.parts().forEach(part -> saved.getNetwork(part.name(), part.parameters(), part.adam()));
        model.restoreFits((long) saved.get("model.fits", 1)[0]);
        for (int k = 0; k < model.scales().size(); k++) {
            model.scales().get(k).restore(saved.get("model.scale." + k, buffer.observationSize()));
        }
        hidden = saved.getMemory("model.hidden", hidden.length);
    }

    @Override
    public void close() {
        model.close();
    }
}
