package org.tandemrl.algorithm.firstorder;

import static org.tandemrl.algorithm.Settings.require;
import static org.tandemrl.algorithm.Settings.requirePositive;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.tandemrl.algorithm.AlgorithmConfig;
import org.tandemrl.algorithm.Settings;
import org.tandemrl.critic.CriticInput;
import org.tandemrl.dynamics.DynamicsModel;
import org.tandemrl.nn.kernels.Arithmetic;
import org.tandemrl.policy.Actor;

/**
 * Every setting of DMO-SHAC, DMO-BPTT, SHAC and BPTT. What belongs together is a record of its own, whose settings are named with it:
 * {@code model.updates}. The values that {@link #forTask} gives are the paper's (authors' released configuration).
 *
 * @param source where the Jacobians of a step come from
 * @param environments N, simulated together
 * @param horizon H, control steps in a window
 * @param gamma discount γ
 * @param randomStarts whether episodes start at random
 * @param actor the policy
 * @param critic the value function
 * @param model the learned model, and the transitions it is fitted to
 * @param exploration before training
 * @param optimiser of actor and critic
 * @param gradientQualityEvery after so many epochs, beginning with the first, the window's policy gradient is computed by all
 *     three sources and their cosines and norm ratios to the simulator's own recorded; 0, the default, is never. Changes no other
 *     number. With the source adjoint a model is fitted to the windows only to be compared, from the second epoch on, without
 *     exploration (its first fit, of exploration.updates + model.updates, has a window only): what a model's gradient is worth along
 *     a training that does not depend on it
 * @param arithmetic what networks are fitted and differentiated with; where a shape is not written out (hidden units, minibatches or
 *     environments that are no multiples of 16, 128 units with SimNorm) that part stays with DJL
 */
public record DmoConfig(
        Source source,
        int environments,
        int horizon,
        double gamma,
        boolean randomStarts,
        ActorSettings actor,
        CriticSettings critic,
        ModelSettings model,
        ExplorationSettings exploration,
        OptimiserSettings optimiser,
        int gradientQualityEvery,
        Arithmetic arithmetic)
        implements AlgorithmConfig {

    /** Settings by their names of before they were grouped, as runs of then have them. */
    static final Map<String, String> RENAMED = Map.ofEntries(
            Map.entry("actorHidden", "actor.hidden"),
            Map.entry("actorRate", "actor.rate"),
            Map.entry("actorHead", "actor.head"),
            Map.entry("logStd", "actor.logStd"),
            Map.entry("criticHidden", "critic.hidden"),
            Map.entry("criticRate", "critic.rate"),
            Map.entry("lambda", "critic.lambda"),
            Map.entry("alpha", "critic.alpha"),
            Map.entry("criticPasses", "critic.passes"),
            Map.entry("criticMinibatches", "critic.minibatches"),
            Map.entry("criticInput", "critic.input"),
            Map.entry("bootstrap", "critic.bootstrap"),
            Map.entry("modelHidden", "model.hidden"),
            Map.entry("modelRate", "model.rate"),
            Map.entry("modelUpdates", "model.updates"),
            Map.entry("modelBatch", "model.batch"),
            Map.entry("modelLoss", "model.loss"),
            Map.entry("modelTarget", "model.target"),
            Map.entry("learnedReward", "model.learnedReward"),
            Map.entry("modelEnsemble", "model.ensemble"),
            Map.entry("modelRecurrent", "model.recurrent"),
            Map.entry("modelSequence", "model.sequence"),
            Map.entry("transitionFilter", "model.transitionFilter"),
            Map.entry("bufferCapacity", "model.bufferCapacity"),
            Map.entry("exploreTransitions", "exploration.transitions"),
            Map.entry("exploreUpdates", "exploration.updates"),
            Map.entry("scheduleEpochs", "optimiser.scheduleEpochs"),
            Map.entry("finalRate", "optimiser.finalRate"),
            Map.entry("beta1", "optimiser.beta1"),
            Map.entry("beta2", "optimiser.beta2"),
            Map.entry("maxNorm", "optimiser.maxNorm"));

    /** Settings that came after runs were recorded, with what was done before. */
    static final Map<String, String> LATER = Map.ofEntries(
            Map.entry("arithmetic", "DJL"),
            Map.entry("critic.bootstrap", "true"),
            Map.entry("actor.head", "STATE_INDEPENDENT"),
            Map.entry("actor.recurrent", "0"),
            Map.entry("gradientQualityEvery", "0"),
            Map.entry("model.loss", "GAUSSIAN"),
            Map.entry("model.target", "CHANGE"),
            Map.entry("model.learnedReward", "false"),
            Map.entry("model.ensemble", "1"),
            Map.entry("model.recurrent", "0"),
            Map.entry("model.sequence", "25"),
            Map.entry("critic.input", "OBSERVATION"),
            Map.entry("model.transitionFilter", "0"));

    /** The three gradient sources. */
    public enum Source {
        /** Model at the simulator's states: DMO. */
        DECOUPLED,
        /** Model along its own trajectory. */
        IMAGINED,
        /** The simulator's derivative: SHAC. */
        ADJOINT
    }

    @Override
    public Optional<AlgorithmConfig> lean(String task) {
        return LeanModel.of(this, source, task);
    }

    /** Checks what would fail late or silently. */
    public DmoConfig {
        require(source != null, "source", "missing", "decoupled, imagined or adjoint");
        require(arithmetic != null, "arithmetic", "missing", "djl, fast or bf16");
        require(actor != null, "actor", "missing", "the policy's settings");
        require(critic != null, "critic", "missing", "the value function's settings");
        require(model != null, "model", "missing", "the learned model's settings");
        require(exploration != null, "exploration", "missing", "what is done before training");
        require(optimiser != null, "optimiser", "missing", "the settings of Adam and its schedules");
        if (source == Source.ADJOINT && gradientQualityEvery == 0) {
            model.requireNone(
                    " with the source adjoint, the simulator's own derivative, which fits no model unless gradients are compared"
                            + " (gradientQualityEvery)");
        }
        require(
                critic.input() != CriticInput.OBSERVATION_AND_HIDDEN || model.recurrent() > 0,
                "critic.input",
                critic.input(),
                "observation or state without a recurrent model, which alone remembers anything");
        require(
                critic.input() != CriticInput.STATE || source == Source.ADJOINT,
                "critic.input",
                critic.input(),
                "observation or observation_and_hidden with a model of observations, through which a value of the simulator's state has "
                        + "no derivative");
        require(
                critic.input() == CriticInput.OBSERVATION || gradientQualityEvery == 0,
                "gradientQualityEvery",
                gradientQualityEvery,
                "0 unless the critic's input is the observation, which all sources can differentiate");
        require(
                actor.recurrent() == 0 || source != Source.ADJOINT && gradientQualityEvery == 0,
                "actor.recurrent",
                actor.recurrent(),
                "0 where the simulator's own derivative is taken, which goes through states and not through what a policy remembers");
        requirePositive("environments", environments);
        requirePositive("horizon", horizon);
        require(gamma > 0 && gamma <= 1, "gamma", gamma, "in (0, 1]");
        require(
                gradientQualityEvery >= 0,
                "gradientQualityEvery",
                gradientQualityEvery,
                "0 (never) or a number of epochs");
        require(
                critic.minibatches() > 0 && critic.minibatches() <= (long) environments * horizon,
                "critic.minibatches",
                critic.minibatches(),
                "from 1 to environments × horizon");
        require(
                exploration.transitions() > 0 || source == Source.ADJOINT,
                "exploration.transitions",
                exploration.transitions(),
                "positive: the model needs data before the first window");
    }

    /**
     * The paper's settings for a task of the suite; for any other, Ant's. CartPole is not in the paper's table: Ant's networks, 64 environments,
     * and a model a quarter the size, fitted half as often.
     */
    public static DmoConfig forTask(String task) {
        var ant = new DmoConfig(
                Source.DECOUPLED,
                64,
                16,
                0.99,
                true,
                new ActorSettings(List.of(128, 64, 32), 2e-3, Actor.Head.STATE_INDEPENDENT, -1.0, 0),
                new CriticSettings(List.of(64, 64), 2e-3, 0.95, 0.2, 16, 4, CriticInput.OBSERVATION, true),
                new ModelSettings(
                        List.of(512, 512),
                        2e-3,
                        128,
                        512,
                        DynamicsModel.Loss.GAUSSIAN,
                        DynamicsModel.Target.CHANGE,
                        false,
                        1,
                        0,
                        25,
                        0,
                        1_000_000),
                new ExplorationSettings(4000, 1000),
                new OptimiserSettings(4000, 1e-5, 0.7, 0.95, 1.0),
                0,
                Arithmetic.FAST);
        return switch (task) {
            case "cheetah" -> ant.with("model.batch", 256);
            case "hopper" ->
                ant.with("environments", 256)
                        .with("optimiser.scheduleEpochs", 1000)
                        .with("critic.rate", 2e-4)
                        .with("model.batch", 256);
            case "cartpole" ->
                ant.with("optimiser.scheduleEpochs", 500)
                        .with("model.hidden", List.of(256, 256))
                        .with("model.updates", 64)
                        .with("model.batch", 256);
            case "humanoid" ->
                ant.with("actor.hidden", List.of(256, 128))
                        .with("critic.hidden", List.of(128, 128))
                        .with("model.hidden", List.of(1792, 1792))
                        .with("critic.rate", 5e-4)
                        .with("model.rate", 3e-4)
                        .with("critic.alpha", 0.995)
                        .with("model.updates", 256)
                        .with("model.batch", 32)
                        .with("model.recurrent", 256)
                        .with("model.transitionFilter", 6);
            case "snu" ->
                ant.with("actor.hidden", List.of(512, 256))
                        .with("critic.hidden", List.of(256, 256))
                        .with("model.hidden", List.of(1792, 1792))
                        .with("critic.rate", 5e-4)
                        .with("model.rate", 3e-4)
                        .with("critic.alpha", 0.995)
                        .with("model.updates", 256)
                        .with("model.batch", 1024)
                        .with("exploration.transitions", 40_000)
                        .with("exploration.updates", 10_000);
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
                ? forTask(task)
                        .withPlainModel()
                        .with("model.transitionFilter", 0)
                        .with("source", source)
                : forTask(task).with("source", source);
        return source == Source.ADJOINT
                ? config.with("horizon", 32).with("optimiser.scheduleEpochs", task.equals("cartpole") ? 500 : 2000)
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
        return model.recurrent() == 0
                ? this
                : with("model.recurrent", 0).with("model.batch", model.batch() * model.sequence());
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
        require(
                config.critic.bootstrap() == bootstrap,
                "critic.bootstrap",
                config.critic.bootstrap(),
                bootstrap + " for algorithm " + algorithm + " (without a critic, dmo is dmo-bptt and shac is bptt)");
    }

    @Override
    public Set<String> fixed() {
        return Set.of("source", "critic.bootstrap");
    }

    @Override
    public DmoConfig with(String setting, Object value) {
        return Settings.with(this, setting, value);
    }
}
