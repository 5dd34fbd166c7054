package org.tandemrl.algorithm.ppo;

import java.util.Arrays;
import org.tandemrl.nn.kernels.Kernels;
import org.tandemrl.nn.kernels.Matrix;
import org.tandemrl.nn.kernels.Pass;
import org.tandemrl.nn.kernels.Replica;
import org.tandemrl.task.NumericalException;

/**
 * The passes written out. Rows go through the networks {@value #TILE} at a time, forward and backward, so that what lies between the layers stays
 * in the cache whatever the minibatch's size.
 */
final class KernelPpoLearner implements PpoLearner {
    private static final int CHUNKS = Replica.CHUNKS;
    private static final int TILE = 128;

    private final PpoConfig config;
    private final PpoNetworks networks;
    private final Kernels kernels;
    private final Replica actor;
    private final Replica critic;
    private final Pass actorPass;
    private final Pass criticPass;
    private final Part[] parts = new Part[CHUNKS];

    KernelPpoLearner(PpoConfig config, PpoNetworks networks, Kernels kernels) {
        this.config = config;
        this.networks = networks;
        this.kernels = kernels;
        actor = new Replica(networks.mean, kernels);
        critic = new Replica(networks.value, kernels);
        actorPass = actor.pass(CHUNKS * TILE);
        criticPass = critic.pass(CHUNKS * TILE);
    }

    /** Whether the networks are written out, and minibatches can be cut into chunks of whole tiles of the products. */
    static boolean supports(PpoConfig config, PpoNetworks networks) {
        return Replica.supports(networks.mean)
                && Replica.supports(networks.value)
                && (long) config.environments() * config.horizon() / config.minibatches() % (8 * CHUNKS) == 0;
    }

    @Override
    public void load() {
        actor.load(networks.actorAdam);
        critic.load(networks.criticAdam);
    }

    @Override
    public void store() {
        actor.store(networks.actorAdam);
        critic.store(networks.criticAdam);
    }

    @Override
    public void means(float[] observation, float[] mean, int from, int to) {
        evaluate(actor, actorPass, observation, networks.seen.from(), mean, networks.actions, from, to);
    }

    @Override
    public void values(float[] observation, float[] value, int from, int to) {
        evaluate(critic, criticPass, observation, 0, value, 1, from, to);
    }

    private void evaluate(
            Replica network,
            Pass pass,
            float[] observation,
            int firstColumn,
            float[] result,
            int width,
            int from,
            int to) {
        int half = (to - from + 1) / CHUNKS;
        kernels.workers()
                .run(
                        (worker, chunk) -> {
                            int end = chunk == 0 ? from + half : to;
                            for (int first = chunk == 0 ? from : from + half; first < end; first += TILE) {
                                int rows = Math.min(TILE, end - first);
                                int base = chunk * TILE;
                                for (int k = 0; k < rows; k++) {
                                    fill(pass.input(), base + k, observation, first + k, firstColumn);
                                }
                                network.forward(pass, true, base, base + rows);
                                for (int k = 0; k < rows; k++) {
                                    for (int i = 0; i < width; i++) {
                                        result[(first + k) * width + i] =
                                                pass.output().get(base + k, i);
                                    }
                                }
                            }
                        },
                        CHUNKS);
    }

    /** Sets a row of an input, as wide as it is, from a column of a row of observations on. */
    private void fill(Matrix input, int row, float[] observation, int from, int firstColumn) {
        input.setRow(row, observation, from * networks.observations + firstColumn);
    }

    @Override
    public PpoLoss.Sums update(PpoBatch batch, int[] order, int from, int to, double rate) {
        double[] logStd = networks.logStds();
        int half = (to - from) / CHUNKS;
        kernels.workers()
                .run(
                        (worker, chunk) -> {
                            parts[chunk] = new Part(batch, logStd, to - from);
                            parts[chunk].run(chunk, order, from + chunk * half, from + (chunk + 1) * half);
                        },
                        CHUNKS);
        double[] gradient = parts[0].byLogStd;
        var sums = PpoLoss.Sums.NONE;
        for (var part : parts) {
            sums = sums.plus(part.sums());
        }
        for (int i = 0; i < gradient.length; i++) {
            gradient[i] += parts[1].byLogStd[i] - config.entropyWeight();
        }
        NumericalException.check("policy's loss", sums.surrogate());
        NumericalException.check("policy's KL divergence", sums.kl());
        NumericalException.check("critic's loss", sums.value());
        actor.step(rate, networks.actorAdam, config.maxNorm());
        networks.spreadAdam.step(gradient, rate, config.maxNorm());
        critic.step(rate, networks.criticAdam, config.maxNorm());
        return sums;
    }

    /** A chunk's share of a minibatch. */
    private final class Part {
        private final PpoBatch batch;
        private final double[] logStd;
        private final double[] precision;
        private final double constant;
        private final double scale;
        private final double[] byLogStd;
        private double surrogate;
        private double kl;
        private double clipped;
        private double valueLoss;

        Part(PpoBatch batch, double[] logStd, int minibatch) {
            this.batch = batch;
            this.logStd = logStd;
            precision = new double[logStd.length];
            Arrays.setAll(precision, i -> Math.exp(-logStd[i]));
            constant = -Arrays.stream(logStd).sum() - logStd.length * PpoLoss.HALF_LOG_2PI;
            scale = 1.0 / minibatch;
            byLogStd = new double[logStd.length];
        }

        PpoLoss.Sums sums() {
            return new PpoLoss.Sums(surrogate, kl, clipped, valueLoss);
        }

        void run(int chunk, int[] order, int from, int to) {
            actor.zeroGradient(chunk);
            critic.zeroGradient(chunk);
            int base = chunk * TILE;
            for (int first = from; first < to; first += TILE) {
                int rows = Math.min(TILE, to - first);
                for (int k = 0; k < rows; k++) {
                    fill(actorPass.input(), base + k, batch.observation(), order[first + k], networks.seen.from());
                    fill(criticPass.input(), base + k, batch.observation(), order[first + k], 0);
                }
                actor.forward(actorPass, true, base, base + rows);
                for (int k = 0; k < rows; k++) {
                    policyRow(base + k, order[first + k]);
                }
                actor.backward(actorPass, false, chunk, base, base + rows);
                critic.forward(criticPass, true, base, base + rows);
                for (int k = 0; k < rows; k++) {
                    valueRow(base + k, order[first + k]);
                }
                critic.backward(criticPass, false, chunk, base, base + rows);
            }
        }

        private void policyRow(int row, int r) {
            int actions = logStd.length;
            var by = actorPass.outputGradient();
            if (batch.dropped()[r]) {
                by.zero(row, row + 1);
                return;
            }
            double logProbability = constant;
            for (int i = 0; i < actions; i++) {
                double z = (batch.action()[r * actions + i] - actorPass.output().get(row, i)) * precision[i];
                logProbability -= 0.5 * z * z;
            }
            double ratio = Math.exp(logProbability - batch.logProbability()[r]);
            double advantage = batch.advantage()[r];
            surrogate += PpoLoss.surrogate(ratio, advantage, config.clip());
            clipped += Math.abs(ratio - 1) > config.clip() ? 1 : 0;
            double down = -scale * PpoLoss.surrogateSlope(ratio, advantage, config.clip());
            for (int i = 0; i < actions; i++) {
                double mean = actorPass.output().get(row, i);
                double z = (batch.action()[r * actions + i] - mean) * precision[i];
                double beyond = Math.max(Math.abs(mean) - PpoLoss.BOUND, 0) * Math.signum(mean);
                byLogStd[i] += down * (z * z - 1);
                by.set(row, i, (float) (down * z * precision[i] + scale * config.boundWeight() * 2 * beyond));
                double apart = (batch.mean()[r * actions + i] - mean) * precision[i];
                double ratioOfStds = Math.exp(batch.logStd()[i]) * precision[i];
                kl += logStd[i] - batch.logStd()[i] + 0.5 * (ratioOfStds * ratioOfStds + apart * apart - 1);
            }
        }

        private void valueRow(int row, int r) {
            if (batch.dropped()[r]) {
                criticPass.outputGradient().zero(row, row + 1);
                return;
            }
            double value = criticPass.output().get(row, 0);
            valueLoss += PpoLoss.value(value, batch.value()[r], batch.target()[r], config.valueClip());
            criticPass.outputGradient().set(row, 0, (float)
                    (scale * PpoLoss.valueSlope(value, batch.value()[r], batch.target()[r], config.valueClip())));
        }
    }
}
