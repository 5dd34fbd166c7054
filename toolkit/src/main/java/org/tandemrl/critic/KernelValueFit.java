package org.tandemrl.critic;

import org.tandemrl.nn.Adam;
import org.tandemrl.nn.Mlp;
import org.tandemrl.nn.kernels.Kernels;
import org.tandemrl.nn.kernels.Pass;
import org.tandemrl.nn.kernels.Replica;
import org.tandemrl.task.NumericalException;

/** The fit written out, chunk by chunk of a minibatch. */
final class KernelValueFit implements ValueFit {
    private final Critic.Config config;
    private final Adam adam;
    private final Kernels kernels;
    private final Replica replica;
    private Pass pass;
    private int rows;

    KernelValueFit(Critic.Config config, Mlp network, Adam adam, Kernels kernels) {
        this.config = config;
        this.adam = adam;
        this.kernels = kernels;
        replica = new Replica(network, kernels);
        pass = replica.pass(0);
    }

    /** Whether a window of so many rows can be cut into minibatches, and those into chunks, of whole tiles. */
    static boolean supports(Critic.Config config, int rows) {
        return rows % (config.minibatches() * Replica.CHUNKS * 8) == 0;
    }

    @Override
    public double run(double[] observation, double[] target, double rate) {
        int inputs = observation.length / target.length;
        if (rows != target.length) {
            rows = target.length;
            pass = replica.pass(rows);
        }
        for (int r = 0; r < rows; r++) {
            for (int i = 0; i < inputs; i++) {
                pass.input().set(r, i, (float) observation[r * inputs + i]);
            }
        }
        replica.load(adam);
        double firstPass = 0;
        int size = rows / config.minibatches();
        int part = size / Replica.CHUNKS;
        double[] loss = new double[Replica.CHUNKS];
        for (int p = 0; p < config.passes(); p++) {
            for (int b = 0; b < config.minibatches(); b++) {
                int from = b * size;
                kernels.workers()
                        .run(
                                (worker, c) -> loss[c] = pull(target, c, size, from + c * part, from + (c + 1) * part),
                                Replica.CHUNKS);
                double mean = NumericalException.check("critic's loss", (loss[0] + loss[1]) / size);
                replica.step(rate, adam, config.maxNorm());
                if (p == 0) {
                    firstPass += mean / config.minibatches();
                }
            }
        }
        replica.store(adam);
        return firstPass;
    }

    /** The squared errors of a chunk of a minibatch, and their share of the gradient. */
    private double pull(double[] target, int chunk, int minibatch, int from, int to) {
        replica.forward(pass, true, from, to);
        double squares = 0;
        for (int r = from; r < to; r++) {
            double error = pass.output().get(r, 0) - (float) target[r];
            squares += error * error;
            pass.outputGradient().set(r, 0, (float) (2 * error / minibatch));
        }
        replica.zeroGradient(chunk);
        replica.backward(pass, false, chunk, from, to);
        return squares;
    }
}
