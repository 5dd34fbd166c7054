package org.tandemrl.algorithm.firstorder;

import org.tandemrl.algorithm.Phases;
import org.tandemrl.gradient.Rollout;
import org.tandemrl.random.Seeds;
import org.tandemrl.task.Environment;

/**
 * Soft analytic policy optimisation, SAPO (Rewarped, ICLR 2025): SHAC's loop with maximum entropy. Every reward, in the objective
 * and in the critics' targets, gets the {@link org.tandemrl.gradient.EntropyBonus} of its action, α moves the policy's entropy to its
 * target, and an ensemble of critics bootstraps. With the decoupled model as source it is DMO-SAPO.
 */
public final class Sapo extends SoftAlgorithm {
    private final SapoConfig config;

    /** The parts by the configuration, with weights drawn from the seeds. */
    public Sapo(String name, SapoConfig config, Environment environment, Seeds seeds, int threads) {
        super(
                name,
                new SoftLearner(config, true, environment.task(), seeds, threads),
                config.base().horizon(),
                environment,
                seeds);
        this.config = config;
    }

    /** The settings. */
    public SapoConfig config() {
        return config;
    }

    @Override
    Rollout window(Rollout rollout, Phases phases) {
        return rollout;
    }
}
