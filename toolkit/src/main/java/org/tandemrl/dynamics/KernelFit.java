package org.tandemrl.dynamics;

import java.util.Arrays;
import org.apache.commons.math3.random.RandomGenerator;
import org.tandemrl.nn.Adam;
import org.tandemrl.nn.Mlp;
import org.tandemrl.nn.Normalizer;
import org.tandemrl.nn.kernels.Kernels;
import org.tandemrl.nn.kernels.Matrix;
import org.tandemrl.nn.kernels.Pass;
import org.tandemrl.nn.kernels.Replica;
import org.tandemrl.task.NumericalException;

/**
 * The fit written out: a minibatch is gathered, passed forward and backward in chunks, one a thread, and Adam steps along the sum. The
 * tensors are read before and written after all updates.
 */
final class KernelFit implements ModelFit {
    private final String name;
    private final DynamicsModel.Config config;
    private final Regression regression;
    private final Adam adam;
    private final Kernels kernels;
    private final Replica replica;
    private final Pass pass;
    private final Matrix target;
    private final int[] index;
    private final double[] loss = new double[Replica.CHUNKS];

    /** Whether the model is one that is written out. */
    static boolean supports(DynamicsModel.Config config, Mlp network) {
        return Replica.supports(network) && config.batch() % (8 * Replica.CHUNKS) == 0;
    }

    KernelFit(
            String name, DynamicsModel.Config config, Regression regression, Mlp network, Adam adam, Kernels kernels) {
        this.name = name;
        this.config = config;
        this.regression = regression;
        this.adam = adam;
        this.kernels = kernels;
        replica = new Replica(network, kernels);
        pass = replica.pass(config.batch());
        target = Matrix.of(config.batch(), regression.width());
        index = new int[config.batch()];
    }

    @Override
    public double run(Buffer buffer, int updates, RandomGenerator random, Normalizer.Scaling scaling) {
        replica.load(adam);
        double[] inverse = Arrays.stream(scaling.deviation()).map(d -> 1 / d).toArray();
        double sum = 0;
        for (int i = 0; i < updates; i++) {
            for (int b = 0; b < index.length; b++) {
                index[b] = random.nextInt(buffer.size());
            }
            kernels.workers().run((worker, chunk) -> pull(buffer, scaling.mean(), inverse, chunk), Replica.CHUNKS);
            sum += NumericalException.check(
                    name + "'s loss at update " + i,
                    (loss[0] + loss[1]) / ((double) config.batch() * regression.averaged()));
            replica.step(config.learningRate(), adam, Double.POSITIVE_INFINITY);
        }
        replica.store(adam);
        return sum / updates;
    }

    /** A chunk's share of the loss and of its gradient. */
    private void pull(Buffer buffer, double[] mean, double[] inverse, int chunk) {
        int rows = config.batch() / Replica.CHUNKS;
        int from = chunk * rows;
        int to = from + rows;
        gather(buffer, mean, inverse, from, to);
        replica.forward(pass, true, from, to);
        float scale = 1f / (config.batch() * regression.averaged());
        loss[chunk] = regression.loss(pass, target, scale, from, to);
        replica.zeroGradient(chunk);
        replica.backward(pass, false, chunk, from, to);
    }

    /** The loops touch arrays only, so that the compiler can vectorise them; most of their time is the buffer's memory. */
    private void gather(Buffer buffer, double[] mean, double[] inverse, int from, int to) {
        int o = buffer.observationSize();
        int inputs = o + buffer.actionSize();
        float[] rows = buffer.rows();
        float[] row = new float[inputs];
        float[] wanted = new float[regression.width()];
        for (int b = from; b < to; b++) {
            int at = buffer.start(index[b]);
            for (int i = 0; i < o; i++) {
                row[i] = (float) ((rows[at + i] - mean[i]) * inverse[i]);
            }
            System.arraycopy(rows, at + o, row, o, inputs - o);
            pass.input().setRow(b, row);
            regression.target(rows, at, wanted);
            target.setRow(b, wanted);
        }
    }
}
