package org.tandemrl.algorithm.ppo;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.nn.Activation;
import java.util.Arrays;
import org.tandemrl.nn.Mlp;
import org.tandemrl.nn.Parameters;
import org.tandemrl.nn.Tensors;
import org.tandemrl.task.Columns;
import org.tandemrl.task.NumericalException;

/** The reference: forward, losses and backward on DJL's tape. */
final class TapePpoLearner implements PpoLearner {
    private final PpoConfig config;
    private final PpoNetworks networks;

    TapePpoLearner(PpoConfig config, PpoNetworks networks) {
        this.config = config;
        this.networks = networks;
    }

    @Override
    public void load() {}

    @Override
    public void store() {}

    @Override
    public void means(float[] observation, float[] mean, int from, int to) {
        evaluate(networks.actor, networks.mean, observation, networks.seen, mean, networks.actions, from, to);
    }

    @Override
    public void values(float[] observation, float[] value, int from, int to) {
        var all = Columns.all(networks.observations);
        evaluate(networks.critic, networks.value, observation, all, value, 1, from, to);
    }

    private void evaluate(
            Parameters parameters,
            Mlp network,
            float[] observation,
            Columns seen,
            float[] result,
            int width,
            int from,
            int to) {
        int inputs = networks.observations;
        try (var scope = Tensors.scope(parameters.manager())) {
            double[] x = new double[(to - from) * inputs];
            for (int i = 0; i < x.length; i++) {
                x[i] = observation[from * inputs + i];
            }
            double[] y = Tensors.values(
                    network.forward(Tensors.of(scope, parameters.type(), seen.of(x, inputs), to - from, seen.count())));
            for (int i = 0; i < y.length; i++) {
                result[from * width + i] = (float) y[i];
            }
        }
    }

    @Override
    public PpoLoss.Sums update(PpoBatch batch, int[] order, int from, int to, double rate) {
        var sums = differentiate(batch, Arrays.copyOfRange(order, from, to));
        networks.actorAdam.step(rate, config.maxNorm());
        networks.spreadAdam.step(rate, config.maxNorm());
        networks.criticAdam.step(rate, config.maxNorm());
        return sums;
    }

    /** The losses of rows, their gradients left at the parameters. */
    PpoLoss.Sums differentiate(PpoBatch batch, int[] rows) {
        try (var scope = Tensors.scope(networks.actor.manager())) {
            var x = gather(scope, batch.observation(), rows, networks.observations);
            var keep = kept(scope, batch, rows);
            PpoLoss.Sums sums;
            try (var tape = Tensors.tape()) {
                var policy = policyLoss(scope, batch, rows, x, keep);
                tape.backward(policy.loss);
                sums = policy.sums;
            }
            double value;
            try (var tape = Tensors.tape()) {
                var mean = valueLoss(scope, batch, rows, x, keep).mean();
                tape.backward(mean);
                value = NumericalException.check("critic's loss", Tensors.values(mean)[0]) * rows.length;
            }
            return new PpoLoss.Sums(sums.surrogate(), sums.kl(), sums.clipped(), value);
        }
    }

    private record Policy(NDArray loss, PpoLoss.Sums sums) {}

    private Policy policyLoss(NDManager scope, PpoBatch batch, int[] rows, NDArray x, NDArray keep) {
        int actions = networks.actions;
        var action = gather(scope, batch.action(), rows, actions);
        var advantage = gather(scope, batch.advantage(), rows, 1);
        var old = gather(scope, batch.logProbability(), rows, 1);
        var seen = networks.seen;
        var mean = networks.mean.forward(
                seen.count() == networks.observations
                        ? x
                        : x.get(new NDIndex().addAllDim().addSliceDim(seen.from(), seen.to())));
        // The result of an operation lives with its receiver: a copy of the parameter in this scope comes first.
        var logStd = Tensors.of(scope, networks.spread.type(), new double[actions], actions)
                .add(networks.logStd);
        var z = action.sub(mean).div(logStd.exp());
        var each = Tensors.times(z.mul(z), -0.5).sub(logStd).sub(PpoLoss.HALF_LOG_2PI);
        var ratio = each.sum(new int[] {1}, true).sub(old).exp();
        var clipped = ratio.clip(1 - config.clip(), 1 + config.clip());
        var surrogate =
                NDArrays.minimum(ratio.mul(advantage), clipped.mul(advantage)).mul(keep);
        var beyond = Activation.relu(mean.abs().sub(PpoLoss.BOUND));
        var loss = Tensors.times(surrogate.mean(), -1)
                .add(Tensors.times(
                        beyond.mul(beyond).sum(new int[] {1}, true).mul(keep).mean(), config.boundWeight()))
                .sub(Tensors.times(logStd.sum(), config.entropyWeight()));
        NumericalException.check("policy's loss", Tensors.values(loss)[0]);
        return new Policy(
                loss, sums(batch, rows, Tensors.values(surrogate), Tensors.values(ratio), Tensors.values(mean)));
    }

    private PpoLoss.Sums sums(PpoBatch batch, int[] rows, double[] surrogate, double[] ratio, double[] mean) {
        double[] logStd = networks.logStds();
        double kl = 0;
        double clipped = 0;
        for (int k = 0; k < rows.length; k++) {
            if (!batch.dropped()[rows[k]]) {
                clipped += Math.abs(ratio[k] - 1) > config.clip() ? 1 : 0;
                for (int i = 0; i < logStd.length; i++) {
                    kl += PpoLoss.kl(
                            batch.mean()[rows[k] * logStd.length + i],
                            batch.logStd()[i],
                            mean[k * logStd.length + i],
                            logStd[i]);
                }
            }
        }
        return new PpoLoss.Sums(
                Arrays.stream(surrogate).sum(), NumericalException.check("policy's KL divergence", kl), clipped, 0);
    }

    private NDArray valueLoss(NDManager scope, PpoBatch batch, int[] rows, NDArray x, NDArray keep) {
        var target = gather(scope, batch.target(), rows, 1);
        var old = gather(scope, batch.value(), rows, 1);
        var value = networks.value.forward(x);
        var error = value.sub(target);
        var plain = error.mul(error);
        if (config.valueClip() == 0) {
            return plain.mul(keep);
        }
        var near = value.sub(old)
                .clip(-config.valueClip(), config.valueClip())
                .add(old)
                .sub(target);
        return NDArrays.maximum(plain, near.mul(near)).mul(keep);
    }

    private NDArray gather(NDManager scope, float[] from, int[] rows, int width) {
        double[] part = new double[rows.length * width];
        for (int i = 0; i < part.length; i++) {
            part[i] = from[rows[i / width] * width + i % width];
        }
        return Tensors.of(scope, networks.actor.type(), part, rows.length, width);
    }

    private NDArray kept(NDManager scope, PpoBatch batch, int[] rows) {
        double[] keep = new double[rows.length];
        Arrays.setAll(keep, k -> batch.dropped()[rows[k]] ? 0 : 1);
        return Tensors.of(scope, networks.actor.type(), keep, rows.length, 1);
    }
}
