package org.tandemrl.algorithm;

import java.util.List;

/**
 * Every setting of DMO. The values that {@link #forTask} gives are the paper's (authors' released configuration).
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
        boolean randomStarts) {

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
        require(environments > 0, "environments", environments, "at least 1");
        require(horizon > 0, "horizon", horizon, "at least 1");
        require(gamma > 0 && gamma <= 1, "gamma", gamma, "in (0, 1]");
        require(lambda >= 0 && lambda <= 1, "lambda", lambda, "in [0, 1]");
        require(alpha >= 0 && alpha < 1, "alpha", alpha, "in [0, 1)");
        require(criticMinibatches > 0 && criticMinibatches <= environments * horizon, "criticMinibatches",
                criticMinibatches, "from 1 to environments × horizon");
        require(exploreTransitions > 0 || source == Source.ADJOINT, "exploreTransitions", exploreTransitions,
                "positive: the model needs data before the first window");
        actorHidden = List.copyOf(actorHidden);
        criticHidden = List.copyOf(criticHidden);
        modelHidden = List.copyOf(modelHidden);
    }

    private static void require(boolean holds, String name, double given, String allowed) {
        if (!holds) {
            throw new IllegalArgumentException(name + " is " + given + "; allowed is " + allowed + ".");
        }
    }

    /**
     * The paper's settings for a task of the suite. CartPole is not in the paper's table: Ant's networks, 64 environments,
     * and a model a quarter the size, fitted half as often.
     */
    public static DmoConfig forTask(String task) {
        var ant = new DmoConfig(Source.DECOUPLED, 64, 16, 4000, List.of(128, 64, 32), List.of(64, 64), List.of(512, 512),
                2e-3, 2e-3, 2e-3, 1e-5, 0.7, 0.95, 1.0, -1.0, 0.99, 0.95, 0.2, 16, 4, 128, 512, 4000, 1000, 1_000_000,
                true);
        return switch (task) {
            case "ant" -> ant;
            case "hopper" -> ant.with("environments", 256)
                    .with("scheduleEpochs", 1000)
                    .with("criticRate", 2e-4)
                    .with("modelBatch", 256);
            case "cartpole" -> ant.with("scheduleEpochs", 500)
                    .with("modelHidden", List.of(256, 256))
                    .with("modelUpdates", 64)
                    .with("modelBatch", 256);
            default -> throw new IllegalArgumentException(
                    "There are no settings for task '" + task + "'; there are some for ant, cartpole, hopper.");
        };
    }

    /**
     * A copy with one setting changed.
     *
     * @param setting name of a component of this record
     * @param value of the component's type, or a text to be read as one
     * @throws IllegalArgumentException naming the settings there are, or the type that is allowed
     */
    public DmoConfig with(String setting, Object value) {
        return Settings.with(this, setting, value);
    }
}
