package org.tandemrl.algorithm.sac;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDManager;
import java.util.Arrays;
import java.util.List;
import org.tandemrl.critic.ActionCritic;
import org.tandemrl.dynamics.NStepReplay.Minibatch;
import org.tandemrl.nn.Tensors;
import org.tandemrl.policy.Actor;
import org.tandemrl.policy.PolicyGradient;
import org.tandemrl.task.NumericalException;

/** The reference: forward, losses and backward on DJL's tape. */
final class TapeSacUpdate implements SacUpdate {
    private final SacConfig config;
    private final Actor actor;
    private final List<ActionCritic> critics;

    TapeSacUpdate(SacConfig config, Actor actor, List<ActionCritic> critics) {
        this.config = config;
        this.actor = actor;
        this.critics = critics;
    }

    @Override
    public void begin() {}

    @Override
    public double[] act(double[] normalized, double[] noise) {
        int rows = noise.length / actor.actionSize();
        try (var scope = Tensors.scope(actor.parameters().manager())) {
            return Tensors.values(actor.act(tensor(scope, normalized, rows), tensor(scope, noise, rows)));
        }
    }

    @Override
    public CriticStep critics(Minibatch batch, float[] noise, double temperature) {
        double[] target = targets(batch, noise, temperature);
        double loss = 0;
        double value = 0;
        for (var critic : critics) {
            var step = differentiate(critic, batch, target);
            NumericalException.check("critic's loss", step.loss());
            critic.adam().step(config.criticRate(), config.maxNorm());
            loss += step.loss() / critics.size();
            value += step.value() / critics.size();
        }
        return new CriticStep(loss, value);
    }

    /** y, [B]. */
    double[] targets(Minibatch batch, float[] noise, double temperature) {
        try (var scope = Tensors.scope(actor.parameters().manager())) {
            int rows = batch.rows();
            var next = tensor(scope, batch.next(), rows);
            var sample = actor.sample(next, tensor(scope, noise, rows));
            double[] value = Tensors.values(least(c -> c.target(next, sample.action())));
            double[] logProbability = Tensors.values(sample.logProbability().orElseThrow());
            double[] target = new double[rows];
            Arrays.setAll(
                    target,
                    b -> config.rewardScale() * batch.reward()[b]
                            + batch.discount()[b] * (value[b] - temperature * logProbability[b]));
            return target;
        }
    }

    /** The loss of a critic and its mean value; the gradient stays at its parameters. */
    CriticStep differentiate(ActionCritic critic, Minibatch batch, double[] target) {
        try (var scope = Tensors.scope(critic.parameters().manager())) {
            int rows = batch.rows();
            var observation = tensor(scope, batch.observation(), rows);
            var action = tensor(scope, batch.action(), rows);
            var y = tensor(scope, target, rows);
            try (var tape = Tensors.tape()) {
                var value = critic.value(observation, action);
                var error = value.sub(y);
                var loss = error.mul(error).mean();
                tape.backward(loss);
                return new CriticStep(Tensors.values(loss)[0], mean(Tensors.values(value)));
            }
        }
    }

    @Override
    public ActorStep actor(Minibatch batch, float[] noise, double temperature) {
        double[] entropy = new double[1];
        var gradient = differentiate(batch, noise, temperature, entropy);
        NumericalException.check("policy's objective", gradient.objective());
        return new ActorStep(gradient.objective(), entropy[0], actor.ascend(gradient));
    }

    /**
     * The actor's objective and its gradient.
     *
     * @param entropy [1], overwritten with the mean of −log π
     */
    PolicyGradient differentiate(Minibatch batch, float[] noise, double temperature, double[] entropy) {
        critics.forEach(c -> c.parameters().setTrainable(false));
        try (var scope = Tensors.scope(actor.parameters().manager())) {
            int rows = batch.rows();
            var observation = tensor(scope, batch.observation(), rows);
            var epsilon = tensor(scope, noise, rows);
            try (var tape = Tensors.tape()) {
                var sample = actor.sample(observation, epsilon);
                var logProbability = sample.logProbability().orElseThrow();
                var objective = least(c -> c.value(observation, sample.action()))
                        .sub(Tensors.times(logProbability, temperature))
                        .mean();
                tape.backward(objective);
                entropy[0] = -mean(Tensors.values(logProbability));
                return new PolicyGradient(
                        Tensors.values(objective)[0], actor.parameters().takeGradient());
            }
        } finally {
            critics.forEach(c -> c.parameters().setTrainable(true));
        }
    }

    private interface Value {
        NDArray of(ActionCritic critic);
    }

    private NDArray least(Value value) {
        return NDArrays.minimum(value.of(critics.get(0)), value.of(critics.get(1)));
    }

    @Override
    public void moveTargets() {
        critics.forEach(c -> c.moveTarget(config.targetRate()));
    }

    @Override
    public void end() {}

    private NDArray tensor(NDManager scope, double[] values, int rows) {
        return Tensors.of(scope, actor.parameters().type(), values, rows, values.length / rows);
    }

    private NDArray tensor(NDManager scope, float[] values, int rows) {
        double[] copy = new double[values.length];
        Arrays.setAll(copy, i -> values[i]);
        return tensor(scope, copy, rows);
    }

    private static double mean(double[] values) {
        return Arrays.stream(values).average().orElseThrow();
    }
}
