package org.tandemrl.algorithm.firstorder;

import static org.tandemrl.algorithm.Settings.require;
import static org.tandemrl.algorithm.Settings.requirePositive;
import static org.tandemrl.algorithm.Settings.requireRate;
import static org.tandemrl.algorithm.Settings.units;

import java.util.List;
import org.tandemrl.dynamics.DynamicsModel;
import org.tandemrl.task.Task;

/**
 * The learned model of a first-order algorithm: settings {@code model.hidden}, {@code model.updates} and so on.
 *
 * @param hidden units of the two hidden layers
 * @param rate learning rate, constant
 * @param updates in an epoch
 * @param batch transitions in an update
 * @param loss whether it is a Gaussian, as in the paper, or deterministic (mean squared error)
 * @param target whether it predicts the observation's change, as in the paper, the next observation, or the change in units of each quantity's typical change
 * @param learnedReward whether gradients use a reward learned beside it; false, as in the paper, is the task's own formula
 * @param ensemble models that are fitted and averaged; 1 in the paper
 * @param recurrent units of the recurrent model's hidden state; 0 is a plain model. 256 on Humanoid and Go2 in the paper. The buffer
 *     holds a hidden state with every transition
 * @param sequence steps of the sequences that a recurrent model is fitted on ({@code batch} then counts sequences); 25
 * @param transitionFilter transitions more than so many running standard deviations from the running mean, or beyond ±10⁶, are kept
 *     from the model; 0 lets all pass. 6 on Humanoid in the paper
 * @param bufferCapacity transitions kept
 */
public record ModelSettings(
        List<Integer> hidden,
        double rate,
        int updates,
        int batch,
        DynamicsModel.Loss loss,
        DynamicsModel.Target target,
        boolean learnedReward,
        int ensemble,
        int recurrent,
        int sequence,
        double transitionFilter,
        int bufferCapacity) {

    /** Checks what would fail late or silently. */
    public ModelSettings {
        hidden = units("model.hidden", hidden);
        require(
                hidden.size() == 2 && hidden.getFirst() % 8 == 0,
                "model.hidden",
                hidden,
                "two layers, the first a multiple of 8 units");
        requireRate("model.rate", rate);
        requirePositive("model.updates", updates);
        requirePositive("model.batch", batch);
        require(loss != null, "model.loss", "missing", "gaussian or deterministic");
        require(target != null, "model.target", "missing", "change, next, scaled_change or scaled_turn");
        requirePositive("model.ensemble", ensemble);
        require(recurrent >= 0, "model.recurrent", recurrent, "0 (a plain model) or a number of units");
        requirePositive("model.sequence", sequence);
        require(
                recurrent == 0 || !learnedReward,
                "model.learnedReward",
                learnedReward,
                "false with a recurrent model, which is fitted on sequences without rewards");
        require(recurrent == 0 || !target.scaled(), "model.target", target, "change or next with a recurrent model");
        require(recurrent == 0 || ensemble == 1, "model.ensemble", ensemble, "1 with a recurrent model");
        require(
                transitionFilter >= 0 && Double.isFinite(transitionFilter),
                "model.transitionFilter",
                transitionFilter,
                "0 (none) or a number of standard deviations");
        requirePositive("model.bufferCapacity", bufferCapacity);
    }

    /**
     * The settings of one model of a task, its quaternions among them; recurrent parts and the number of models are not in it.
     *
     * @throws IllegalArgumentException for turns of a task without quaternions
     */
    public DynamicsModel.Config config(Task task) {
        return new DynamicsModel.Config(hidden, rate, updates, batch, loss, target, learnedReward, task.quaternions());
    }

    /** Refuses what only a fitted model can have, for an algorithm that fits none. */
    void requireNone(String reason) {
        require(loss == DynamicsModel.Loss.GAUSSIAN, "model.loss", loss, "the default" + reason);
        require(target == DynamicsModel.Target.CHANGE, "model.target", target, "the default" + reason);
        require(!learnedReward, "model.learnedReward", learnedReward, "false" + reason);
        require(ensemble == 1, "model.ensemble", ensemble, "1" + reason);
        require(recurrent == 0, "model.recurrent", recurrent, "0" + reason);
        require(transitionFilter == 0, "model.transitionFilter", transitionFilter, "0" + reason);
    }
}
