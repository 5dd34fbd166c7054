package org.tandemrl.algorithm.firstorder;

import java.util.function.Supplier;
import org.apache.commons.math3.random.RandomGenerator;
import org.tandemrl.algorithm.Phases;
import org.tandemrl.gradient.Imagination;
import org.tandemrl.gradient.Rollout;
import org.tandemrl.random.Seeds;
import org.tandemrl.task.Environment;

/**
 * Model-augmented actor-critic, MAAC (Clavera et al. 2020), in the form of the DMO paper's rival: the simulator only gives data for the
 * model; actor and critics learn on short windows that the model imagines from the buffer's states, and the actor's gradient is
 * the model's along them (the coupled unroll). With SHAC's objective, or SAPO's.
 */
public final class Maac extends SoftAlgorithm {
    private final MaacConfig config;

    /** The parts by the configuration, with weights drawn from the seeds. */
    public Maac(String name, MaacConfig config, Environment environment, Seeds seeds, int threads) {
        super(
                name,
                new SoftLearner(config.soft(), config.maximumEntropy(), environment.task(), seeds, threads),
                config.steps(),
                environment,
                seeds);
        this.config = config;
    }

    @Override
    Rollout window(Rollout rollout, Phases phases) {
        var random = seeds.stream("imagined", epochs());
        var imagined = Imagination.of(
                environment,
                learner.actor,
                learner.learning.model(),
                starts(random),
                config.windows(),
                config.soft().base().horizon(),
                random);
        phases.end("imagine");
        return imagined;
    }

    /** Draws raw observations from the buffer, uniformly. */
    private Supplier<double[]> starts(RandomGenerator random) {
        var buffer = learner.learning.buffer();
        float[] row = new float[buffer.width()];
        return () -> {
            buffer.copy(buffer.written() - 1 - random.nextInt(buffer.size()), row);
            double[] start = new double[buffer.observationSize()];
            for (int i = 0; i < start.length; i++) {
                start[i] = row[i];
            }
            return start;
        };
    }
}
