package org.tandemrl.algorithm.firstorder;

import static org.tandemrl.algorithm.Settings.require;
import static org.tandemrl.algorithm.Settings.requirePositive;
import static org.tandemrl.algorithm.Settings.requireRate;
import static org.tandemrl.algorithm.Settings.units;

import java.util.List;
import java.util.Map;
import org.tandemrl.algorithm.AlgorithmConfig;
import org.tandemrl.algorithm.Settings;
import org.tandemrl.critic.CriticInput;
import org.tandemrl.dynamics.DynamicsModel;
import org.tandemrl.nn.written.Arithmetic;
import org.tandemrl.policy.Actor;

/**
 * Every setting of DMO-SHAC, DMO-BPTT, SHAC and BPTT. The values that {@link #forTask} gives are the paper's (authors' released configuration).
 *
 * @param source where the Jacobians of a step come from
 * @param environments N, simulated together
 * @param horizon H, control steps in a window
 * @param scheduleEpochs length of the linear learning-rate schedules; the paper's whole run, whatever part of it is run
 * @param actorHidden units of the actor's hidden layers
 * @param criticHidden units of the critic's hidden layers
 * @param modelHidden units of the model's two hidden layers
 * @param actorRate learning rate of the actor at the start
 * @param criticRate learning rate of the critic at the start
 * @param modelRate learning rate of the model, constant
 * @param finalRate learning rate of actor and critic at the schedule's end
 * @param beta1 Adam's first decay, actor and critic
 * @param beta2 Adam's second decay, actor and critic
 * @param maxNorm bound of the gradients' norm, actor and critic
 * @param logStd start value of the policy's log-std
 * @param gamma discount γ
 * @param lambda λ of the critic's targets
 * @param alpha share of V_target that is kept in an epoch
 * @param criticPasses passes over the window in an epoch
 * @param criticMinibatches slices in a pass
 * @param modelUpdates of the model in an epoch
 * @param modelBatch transitions in an update
 * @param exploreTransitions by uniformly random actions before training
 * @param exploreUpdates of the model on them before training
 * @param bufferCapacity transitions kept
 * @param randomStarts whether episodes start at random
 * @param bootstrap whether the objective ends with V_target(s_H); without, there is no critic: BPTT
 * @param actorHead how actions are drawn: paper's DMO and SHAC have a log-std that does not depend on the state
 * @param gradientQualityEvery after so many epochs, beginning with the first, the window's policy gradient is computed by all
 *     three sources and their cosines and norm ratios to the simulator's own recorded; 0, the default, is never. Changes no other
 *     number. With the source adjoint a model is fitted to the windows only to be compared, from the second epoch on, without
 *     exploration (its first fit, of exploreUpdates + modelUpdates, has a window only): what a model's gradient is worth along a
 *     training that does not depend on it
 * @param modelLoss whether the model is a Gaussian, as in the paper, or deterministic (mean squared error)
 * @param modelTarget whether it predicts the observation's change, as in the paper, or the next observation
 * @param learnedReward whether gradients use a reward learned beside the model; false, as in the paper, is the task's own formula
 * @param modelEnsemble models that are fitted and averaged; 1 in the paper
 * @param modelRecurrent units of the recurrent model's hidden state; 0 is a plain model. 256 on Humanoid and Go2 in the paper. The buffer
 *     holds a hidden state with every transition
 * @param modelSequence steps of the sequences that a recurrent model is fitted on ({@code modelBatch} then counts sequences); 25
 * @param criticInput what the critic sees: the observation; also what a recurrent model remembers; or, where the simulator is
 *     differentiated, its full state
 * @param transitionFilter transitions more than so many running standard deviations from the running mean, or beyond ±10⁶, are kept
 *     from the model; 0 lets all pass. 6 on Humanoid in the paper
 * @param arithmetic what networks are fitted and differentiated with; where a shape is not written out (hidden units, minibatches or
 *     environments that are no multiples of 16, 128 units with SimNorm) that part stays with DJL
 */
public record DmoConfig(
        Source source,
        int environments,
        int horizon,
        long scheduleEpochs,
        List<Integer> actorHidden,
        List<Integer> criticHidden,
        List<Integer> modelHidden,
        double actorRate,
        double criticRate,
        double modelRate,
        double finalRate,
        double beta1,
        double beta2,
        double maxNorm,
        double logStd,
        double gamma,
        double lambda,
        double alpha,
        int criticPasses,
        int criticMinibatches,
        int modelUpdates,
        int modelBatch,
        int exploreTransitions,
        int exploreUpdates,
        int bufferCapacity,
        boolean randomStarts,
        boolean bootstrap,
        Actor.Head actorHead,
        int gradientQualityEvery,
        DynamicsModel.Loss modelLoss,
        DynamicsModel.Target modelTarget,
        boolean learnedReward,
        int modelEnsemble,
        int modelRecurrent,
        int modelSequence,
        CriticInput criticInput,
        double transitionFilter,
        Arithmetic arithmetic)
        implements AlgorithmConfig {

    /** Settings that came after runs were recorded, with what was done before. */
    static final Map<String, String> LATER =
            Map.ofEntries(Map.entry("arithmetic", "DJL"), Map.entry("bootstrap", "true"), Map.entry("actorHead", "STATE_INDEPENDENT"),
                    Map.entry("gradientQualityEvery", "0"), Map.entry("modelLoss", "GAUSSIAN"), Map.entry("modelTarget", "CHANGE"),
                    Map.entry("learnedReward", "false"), Map.entry("modelEnsemble", "1"), Map.entry("modelRecurrent", "0"),
                    Map.entry("modelSequence", "25"), Map.entry("criticInput", "OBSERVATION"), Map.entry("transitionFilter", "0"));

    /** The three gradient sources. */
    public enum Source {
        /** Model at the simulator's states: DMO. */
        DECOUPLED,
        /** Model along its own trajectory. */
        IMAGINED,
        /** The simulator's derivative: SHAC. */
        ADJOINT
    }

    /** Checks what would fail late or silently. */
    public DmoConfig {
        require(source != null, "source", "missing", "decoupled, imagined or adjoint");
        require(arithmetic != null, "arithmetic", "missing", "djl, fast or bf16");
        require(actorHead != null, "actorHead", "missing", "state_independent, state_dependent or deterministic");
        require(modelLoss != null, "modelLoss", "missing", "gaussian or deterministic");
        require(modelTarget != null, "modelTarget", "missing", "change or next");
        requirePositive("modelEnsemble", modelEnsemble);
        if (source == Source.ADJOINT && gradientQualityEvery == 0) {
            String allowed = " with the source adjoint, the simulator's own derivative, which fits no model unless gradients are compared"
                    + " (gradientQualityEvery)";
            require(modelLoss == DynamicsModel.Loss.GAUSSIAN, "modelLoss", modelLoss, "the default" + allowed);
            require(modelTarget == DynamicsModel.Target.CHANGE, "modelTarget", modelTarget, "the default" + allowed);
            require(!learnedReward, "learnedReward", learnedReward, "false" + allowed);
            require(modelEnsemble == 1, "modelEnsemble", modelEnsemble, "1" + allowed);
            require(modelRecurrent == 0, "modelRecurrent", modelRecurrent, "0" + allowed);
            require(transitionFilter == 0, "transitionFilter", transitionFilter, "0" + allowed);
        }
        require(modelRecurrent >= 0, "modelRecurrent", modelRecurrent, "0 (a plain model) or a number of units");
        requirePositive("modelSequence", modelSequence);
        require(modelRecurrent == 0 || !learnedReward, "learnedReward", learnedReward,
                "false with a recurrent model, which is fitted on sequences without rewards");
        require(modelRecurrent == 0 || modelEnsemble == 1, "modelEnsemble", modelEnsemble, "1 with a recurrent model");
        require(transitionFilter >= 0 && Double.isFinite(transitionFilter), "transitionFilter", transitionFilter,
                "0 (none) or a number of standard deviations");
        require(criticInput != null, "criticInput", "missing", "observation, observation_and_hidden or state");
        require(criticInput == CriticInput.OBSERVATION || bootstrap, "criticInput", criticInput, "observation without a critic");
        require(criticInput != CriticInput.OBSERVATION_AND_HIDDEN || modelRecurrent > 0, "criticInput", criticInput,
                "observation or state without a recurrent model, which alone remembers anything");
        require(criticInput != CriticInput.STATE || source == Source.ADJOINT, "criticInput", criticInput,
                "observation or observation_and_hidden with a model of observations, through which a value of the simulator's state has "
                        + "no derivative");
        require(criticInput == CriticInput.OBSERVATION || gradientQualityEvery == 0, "gradientQualityEvery", gradientQualityEvery,
                "0 unless the critic's input is the observation, which all sources can differentiate");
        requirePositive("environments", environments);
        requirePositive("horizon", horizon);
        requirePositive("scheduleEpochs", scheduleEpochs);
        actorHidden = units("actorHidden", actorHidden);
        criticHidden = units("criticHidden", criticHidden);
        modelHidden = units("modelHidden", modelHidden);
        require(modelHidden.size() == 2 && modelHidden.getFirst() % 8 == 0, "modelHidden", modelHidden,
                "two layers, the first a multiple of 8 units");
        requireRate("actorRate", actorRate);
        requireRate("criticRate", criticRate);
        requireRate("modelRate", modelRate);
        requireRate("finalRate", finalRate);
        require(beta1 >= 0 && beta1 < 1, "beta1", beta1, "in [0, 1)");
        require(beta2 >= 0 && beta2 < 1, "beta2", beta2, "in [0, 1)");
        require(maxNorm > 0, "maxNorm", maxNorm, "positive");
        require(Double.isFinite(logStd), "logStd", logStd, "any finite number");
        require(gamma > 0 && gamma <= 1, "gamma", gamma, "in (0, 1]");
        require(lambda >= 0 && lambda <= 1, "lambda", lambda, "in [0, 1]");
        require(alpha >= 0 && alpha < 1, "alpha", alpha, "in [0, 1)");
        requirePositive("criticPasses", criticPasses);
        requirePositive("modelUpdates", modelUpdates);
        requirePositive("modelBatch", modelBatch);
        require(gradientQualityEvery >= 0, "gradientQualityEvery", gradientQualityEvery, "0 (never) or a number of epochs");
        require(exploreUpdates >= 0, "exploreUpdates", exploreUpdates, "0 or more");
        requirePositive("bufferCapacity", bufferCapacity);
        require(criticMinibatches > 0 && criticMinibatches <= (long) environments * horizon, "criticMinibatches",
                criticMinibatches, "from 1 to environments × horizon");
        require(exploreTransitions > 0 || source == Source.ADJOINT, "exploreTransitions", exploreTransitions,
                "positive: the model needs data before the first window");
    }

    /**
     * The paper's settings for a task of the suite; for any other, Ant's. CartPole is not in the paper's table: Ant's networks, 64 environments,
     * and a model a quarter the size, fitted half as often.
     */
    public static DmoConfig forTask(String task) {
        var ant = new DmoConfig(Source.DECOUPLED, 64, 16, 4000, List.of(128, 64, 32), List.of(64, 64), List.of(512, 512),
                2e-3, 2e-3, 2e-3, 1e-5, 0.7, 0.95, 1.0, -1.0, 0.99, 0.95, 0.2, 16, 4, 128, 512, 4000, 1000, 1_000_000,
                true, true, Actor.Head.STATE_INDEPENDENT, 0, DynamicsModel.Loss.GAUSSIAN,
                DynamicsModel.Target.CHANGE, false, 1, 0, 25, CriticInput.OBSERVATION, 0, Arithmetic.FAST);
        return switch (task) {
            case "cheetah" -> ant.with("modelBatch", 256);
            case "hopper" -> ant.with("environments", 256)
                    .with("scheduleEpochs", 1000)
                    .with("criticRate", 2e-4)
                    .with("modelBatch", 256);
            case "cartpole" -> ant.with("scheduleEpochs", 500)
                    .with("modelHidden", List.of(256, 256))
                    .with("modelUpdates", 64)
                    .with("modelBatch", 256);
            case "humanoid" -> ant.with("actorHidden", List.of(256, 128))
                    .with("criticHidden", List.of(128, 128))
                    .with("modelHidden", List.of(1792, 1792))
                    .with("criticRate", 5e-4)
                    .with("modelRate", 3e-4)
                    .with("alpha", 0.995)
                    .with("modelUpdates", 256)
                    .with("modelBatch", 32)
                    .with("modelRecurrent", 256)
                    .with("transitionFilter", 6);
            case "snu" -> ant.with("actorHidden", List.of(512, 256))
                    .with("criticHidden", List.of(256, 256))
                    .with("modelHidden", List.of(1792, 1792))
                    .with("criticRate", 5e-4)
                    .with("modelRate", 3e-4)
                    .with("alpha", 0.995)
                    .with("modelUpdates", 256)
                    .with("modelBatch", 1024)
                    .with("exploreTransitions", 40_000)
                    .with("exploreUpdates", 10_000);
            default -> ant;
        };
    }

    /**
     * The settings for a task and a gradient source: DMO's, but windows of 32 steps and 2000 epochs (CartPole 500) where the
     * simulator is differentiated, as SHAC was published. Imagined windows start where the simulator's do and have DMO's
     * settings: not the whole of MAAC, which starts them from its buffer.
     */
    public static DmoConfig forTask(String task, Source source) {
        var config = source == Source.ADJOINT
                ? forTask(task).withPlainModel().with("transitionFilter", 0).with("source", source) : forTask(task).with("source", source);
        return source == Source.ADJOINT
                ? config.with("horizon", 32).with("scheduleEpochs", task.equals("cartpole") ? 500 : 2000)
                : config;
    }

    @Override
    public boolean needsDerivative() {
        return source == Source.ADJOINT || gradientQualityEvery > 0;
    }

    /** Whether a model is fitted, to give the gradient or to be compared with the simulator's. */
    public boolean fitsModel() {
        return source != Source.ADJOINT || gradientQualityEvery > 0;
    }

    /** The same with a plain model: an update on sequences becomes one on as many transitions. */
    DmoConfig withPlainModel() {
        return modelRecurrent == 0 ? this : with("modelRecurrent", 0).with("modelBatch", modelBatch * modelSequence);
    }

    /** Refuses settings that make another algorithm than the named one. */
    static void check(String algorithm, DmoConfig config) {
        var source = switch (algorithm) {
            case "shac", "ahac", "bptt", "sapo" -> Source.ADJOINT;
            case "imagined" -> Source.IMAGINED;
            default -> Source.DECOUPLED;
        };
        boolean bootstrap = !algorithm.endsWith("bptt");
        require(config.source == source, "source", config.source, source + " for algorithm " + algorithm);
        require(config.bootstrap == bootstrap, "bootstrap", config.bootstrap, bootstrap + " for algorithm " + algorithm
                + " (without a critic, dmo is dmo-bptt and shac is bptt)");
    }

    @Override
    public DmoConfig with(String setting, Object value) {
        return Settings.with(this, setting, value);
    }
}
