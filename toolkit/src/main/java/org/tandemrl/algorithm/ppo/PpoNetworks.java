package org.tandemrl.algorithm.ppo;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import java.util.Arrays;
import org.tandemrl.nn.Adam;
import org.tandemrl.nn.Mlp;
import org.tandemrl.nn.Parameters;
import org.tandemrl.nn.Tensors;
import org.tandemrl.random.Seeds;
import org.tandemrl.task.Columns;

/**
 * PPO's policy N(μ(s̄), σ²), with one parameter log σ an action, and its value function. Weights start orthogonal; the mean's head small, so that
 * first actions are noise about 0. Each has an Adam of its own; log σ too, so that its gradient's norm is bounded by itself.
 */
final class PpoNetworks implements AutoCloseable {
    private static final double MEAN_GAIN = 0.01;
    private static final double VALUE_GAIN = 1;

    final int observations;
    final Columns seen;
    final int actions;
    final Parameters actor;
    final Mlp mean;
    final Adam actorAdam;
    final Parameters spread;
    final NDArray logStd;
    final Adam spreadAdam;
    final Parameters critic;
    final Mlp value;
    final Adam criticAdam;

    PpoNetworks(PpoConfig config, int observations, int actions, Seeds seeds, DataType type) {
        this(config, observations, Columns.all(observations), actions, seeds, type);
    }

    /**
     * @param seen what of an observation the policy sees; the value sees all
     */
    PpoNetworks(PpoConfig config, int observations, Columns seen, int actions, Seeds seeds, DataType type) {
        this.observations = observations;
        this.seen = seen;
        this.actions = actions;
        actor = new Parameters(type);
        mean = new Mlp(
                actor,
                "mean",
                seen.count(),
                Mlp.elu(config.actorHidden()),
                actions,
                Mlp.Init.ORTHOGONAL,
                seeds.stream("actor"));
        mean.scaleHead(MEAN_GAIN / Math.sqrt(2));
        actorAdam = new Adam(actor, config.beta1(), config.beta2());
        double[] start = new double[actions];
        Arrays.fill(start, config.logStd());
        spread = new Parameters(type);
        logStd = spread.add("logStd", start, actions);
        spreadAdam = new Adam(spread, config.beta1(), config.beta2());
        critic = new Parameters(type);
        value = new Mlp(
                critic,
                "value",
                observations,
                Mlp.elu(config.criticHidden()),
                1,
                Mlp.Init.ORTHOGONAL,
                seeds.stream("critic"));
        value.scaleHead(VALUE_GAIN / Math.sqrt(2));
        criticAdam = new Adam(critic, config.beta1(), config.beta2());
    }

    /** log σ, [A]. */
    double[] logStds() {
        return Tensors.values(logStd);
    }

    @Override
    public void close() {
        actor.close();
        spread.close();
        critic.close();
    }
}
