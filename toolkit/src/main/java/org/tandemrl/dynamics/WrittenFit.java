package org.tandemrl.dynamics;

import org.apache.commons.math3.random.RandomGenerator;
import org.tandemrl.nn.Adam;
import org.tandemrl.nn.Mlp;
import org.tandemrl.nn.Normalizer;
import org.tandemrl.nn.written.Gaussian;
import org.tandemrl.nn.written.Kernels;
import org.tandemrl.nn.written.Matrix;
import org.tandemrl.nn.written.Pass;
import org.tandemrl.nn.written.Replica;
import org.tandemrl.task.NumericalException;

/**
 * The fit written out: a minibatch is gathered, passed forward and backward in chunks, one a thread, and Adam steps along the sum. The
 * tensors are read before and written after all updates.
 */
final class WrittenFit implements ModelFit {
    private final DynamicsModel.Config config;
    private final Adam adam;
    private final Kernels kernels;
    private final Replica replica;
    private final Pass pass;
    private final Matrix change;
    private final int[] index;
    private final double[] loss = new double[Replica.CHUNKS];

    /** Whether the model is one that is written out. */
    static boolean supports(DynamicsModel.Config config, Mlp network) {
        return Replica.supports(network) && config.batch() % (8 * Replica.CHUNKS) == 0;
    }

    WrittenFit(DynamicsModel.Config config, Mlp network, Adam adam, int observationSize, Kernels kernels) {
        this.config = config;
        this.adam = adam;
        this.kernels = kernels;
        replica = new Replica(network, kernels);
        pass = replica.pass(config.batch());
        change = Matrix.of(config.batch(), observationSize);
        index = new int[config.batch()];
    }

    @Override
    public double run(Buffer buffer, int updates, RandomGenerator random, Normalizer.Scaling scaling) {
        replica.load(adam);
        double sum = 0;
        for (int i = 0; i < updates; i++) {
            for (int b = 0; b < index.length; b++) {
                index[b] = random.nextInt(buffer.size());
            }
            kernels.workers().run((worker, chunk) -> pull(buffer, scaling, chunk), Replica.CHUNKS);
            sum += NumericalException.check("model's loss at update " + i,
                    (loss[0] + loss[1]) / ((double) config.batch() * buffer.observationSize()));
            replica.step(config.learningRate(), adam.beta1(), adam.beta2(), Double.POSITIVE_INFINITY);
        }
        replica.store(adam);
        return sum / updates;
    }

    /** A chunk's share of the loss and of its gradient. */
    private void pull(Buffer buffer, Normalizer.Scaling scaling, int chunk) {
        int rows = config.batch() / Replica.CHUNKS;
        int from = chunk * rows;
        int to = from + rows;
        gather(buffer, scaling, from, to);
        replica.forward(pass, true, from, to);
        float scale = 1f / (config.batch() * buffer.observationSize());
        loss[chunk] = Gaussian.loss(pass, change, scale, DynamicsModel.MIN_LOG_VARIANCE, DynamicsModel.MAX_LOG_VARIANCE, from, to);
        replica.zeroGradient(chunk);
        replica.backward(pass, false, chunk, from, to);
    }

    private void gather(Buffer buffer, Normalizer.Scaling scaling, int from, int to) {
        int o = buffer.observationSize();
        int inputs = o + buffer.actionSize();
        double[] mean = scaling.mean();
        double[] deviation = scaling.deviation();
        var input = pass.input();
        for (int b = from; b < to; b++) {
            int at = index[b];
            for (int i = 0; i < o; i++) {
                float now = buffer.at(at, i);
                input.set(b, i, (float) ((now - mean[i]) / deviation[i]));
                change.set(b, i, buffer.at(at, inputs + i) - now);
            }
            for (int i = o; i < inputs; i++) {
                input.set(b, i, buffer.at(at, i));
            }
        }
    }
}
