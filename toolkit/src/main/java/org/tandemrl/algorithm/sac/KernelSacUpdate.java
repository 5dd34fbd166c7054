package org.tandemrl.algorithm.sac;

import java.util.ArrayList;
import java.util.List;
import org.tandemrl.critic.ActionCritic;
import org.tandemrl.dynamics.NStepReplay.Minibatch;
import org.tandemrl.nn.kernels.Kernels;
import org.tandemrl.nn.kernels.Pass;
import org.tandemrl.nn.kernels.Replica;
import org.tandemrl.policy.Actor;
import org.tandemrl.policy.SquashedGaussian;
import org.tandemrl.task.NumericalException;

/** The updates written out, chunk by chunk of a minibatch; between begin and end the copies are what is trained. */
final class KernelSacUpdate implements SacUpdate {
    private static final int CHUNKS = Replica.CHUNKS;

    private final SacConfig config;
    private final Kernels kernels;
    private final Actor actor;
    private final Replica actorCopy;
    private final Pass actorPass;
    private final SquashedGaussian head;
    private final Pass actPass;
    private final SquashedGaussian actHead;
    private final List<Twin> twins = new ArrayList<>();
    private final int observations;
    private final int actions;

    /** A critic, its copies, the memory of its passes, and of each chunk the sums of squared errors and of values. */
    private record Twin(
            ActionCritic critic, Replica copy, Replica target, Pass pass, double[] squares, double[] values) {
        double loss(int rows) {
            return (squares[0] + squares[1]) / rows;
        }

        double value(int rows) {
            return (values[0] + values[1]) / rows;
        }
    }

    /** Whether the networks are written out. */
    static boolean supports(Actor actor, List<ActionCritic> critics) {
        return Replica.supports(actor.network()) && critics.stream().allMatch(c -> Replica.supports(c.network()));
    }

    KernelSacUpdate(SacConfig config, Actor actor, List<ActionCritic> critics, Kernels kernels) {
        this.config = config;
        this.kernels = kernels;
        this.actor = actor;
        observations = actor.normalizer().width();
        actions = actor.actionSize();
        actorCopy = new Replica(actor.network(), kernels);
        actorPass = actorCopy.pass(config.batch());
        head = new SquashedGaussian(config.batch(), actions);
        actPass = actorCopy.pass(config.environments());
        actHead = new SquashedGaussian(config.environments(), actions);
        for (var critic : critics) {
            var copy = new Replica(critic.network(), kernels);
            twins.add(new Twin(
                    critic,
                    copy,
                    Replica.frozen(critic.targetNetwork(), kernels),
                    copy.pass(config.batch()),
                    new double[CHUNKS],
                    new double[CHUNKS]));
        }
    }

    @Override
    public void begin() {
        actorCopy.load(actor.adam());
        for (var twin : twins) {
            twin.copy.load(twin.critic.adam());
            twin.target.load();
        }
    }

    @Override
    public double[] act(double[] normalized, double[] noise) {
        int rows = noise.length / actions;
        float[] floats = new float[noise.length];
        for (int i = 0; i < floats.length; i++) {
            floats[i] = (float) noise[i];
        }
        // Passes work on tiles of 8 rows: the second chunk begins at one.
        int half = (rows / CHUNKS + 7) / 8 * 8;
        double[] action = new double[noise.length];
        kernels.workers()
                .run(
                        (worker, c) -> {
                            int from = c == 0 ? 0 : Math.min(half, rows);
                            int to = c == 0 ? Math.min(half, rows) : rows;
                            for (int r = from; r < to; r++) {
                                for (int i = 0; i < observations; i++) {
                                    actPass.input().set(r, i, (float) normalized[r * observations + i]);
                                }
                            }
                            actorCopy.forward(actPass, true, from, to);
                            actHead.sample(actPass.output(), floats, from, to);
                            for (int r = from; r < to; r++) {
                                for (int i = 0; i < actions; i++) {
                                    action[r * actions + i] = actHead.action(r, i);
                                }
                            }
                        },
                        CHUNKS);
        return action;
    }

    private int first(int chunk) {
        return chunk * config.batch() / CHUNKS;
    }

    @Override
    public CriticStep critics(Minibatch batch, float[] noise, double temperature) {
        kernels.workers().run((worker, c) -> pullCritics(batch, noise, temperature, c, first(c), first(c + 1)), CHUNKS);
        double loss = 0;
        double value = 0;
        for (var twin : twins) {
            loss += NumericalException.check("critic's loss", twin.loss(config.batch())) / twins.size();
            value += twin.value(config.batch()) / twins.size();
            var adam = twin.critic.adam();
            twin.copy.step(config.criticRate(), adam, config.maxNorm());
        }
        return new CriticStep(loss, value);
    }

    /** A chunk's share of the errors and of their gradients. */
    private void pullCritics(Minibatch batch, float[] noise, double temperature, int chunk, int from, int to) {
        sample(batch.next(), noise, from, to);
        for (var twin : twins) {
            twin.target.forward(twin.pass, true, from, to);
        }
        float[] target = new float[to - from];
        for (int r = from; r < to; r++) {
            target[r - from] = (float) (config.rewardScale() * batch.reward()[r]
                    + batch.discount()[r] * (least(r) - temperature * head.logProbability(r)));
        }
        for (var twin : twins) {
            var pass = twin.pass;
            fill(pass, batch.observation(), 0, observations, from, to);
            fill(pass, batch.action(), observations, actions, from, to);
            twin.copy.forward(pass, true, from, to);
            double squares = 0;
            double values = 0;
            for (int r = from; r < to; r++) {
                double value = pass.output().get(r, 0);
                double error = value - target[r - from];
                values += value;
                squares += error * error;
                pass.outputGradient().set(r, 0, (float) (2 * error / config.batch()));
            }
            twin.squares[chunk] = squares;
            twin.values[chunk] = values;
            twin.copy.zeroGradient(chunk);
            twin.copy.backward(pass, false, chunk, from, to);
        }
    }

    /** Actions for normalised observations [B, O], as inputs of the critics beside them. */
    private void sample(float[] normalized, float[] noise, int from, int to) {
        fill(actorPass, normalized, 0, observations, from, to);
        actorCopy.forward(actorPass, true, from, to);
        head.sample(actorPass.output(), noise, from, to);
        for (var twin : twins) {
            fill(twin.pass, normalized, 0, observations, from, to);
            for (int r = from; r < to; r++) {
                for (int i = 0; i < actions; i++) {
                    twin.pass.input().set(r, observations + i, head.action(r, i));
                }
            }
        }
    }

    private double least(int row) {
        return Math.min(
                twins.get(0).pass.output().get(row, 0),
                twins.get(1).pass.output().get(row, 0));
    }

    private static void fill(Pass pass, float[] rows, int column, int width, int from, int to) {
        for (int r = from; r < to; r++) {
            for (int i = 0; i < width; i++) {
                pass.input().set(r, column + i, rows[r * width + i]);
            }
        }
    }

    @Override
    public ActorStep actor(Minibatch batch, float[] noise, double temperature) {
        double[] value = new double[CHUNKS];
        double[] entropy = new double[CHUNKS];
        kernels.workers()
                .run(
                        (worker, c) -> pullActor(batch, noise, temperature, value, entropy, c, first(c), first(c + 1)),
                        CHUNKS);
        double mean = (entropy[0] + entropy[1]) / config.batch();
        double objective = NumericalException.check(
                "policy's objective", (value[0] + value[1]) / config.batch() + temperature * mean);
        var adam = actor.adam();
        double norm = actorCopy.step(config.actorRate(), adam, config.maxNorm());
        return new ActorStep(objective, mean, norm);
    }

    /** A chunk's share of the objective and of the gradient of its negative. */
    private void pullActor(
            Minibatch batch,
            float[] noise,
            double temperature,
            double[] value,
            double[] entropy,
            int chunk,
            int from,
            int to) {
        sample(batch.observation(), noise, from, to);
        float share = -1f / config.batch();
        for (var twin : twins) {
            twin.copy.forward(twin.pass, true, from, to);
        }
        value[chunk] = 0;
        entropy[chunk] = 0;
        for (int r = from; r < to; r++) {
            double least = least(r);
            value[chunk] += least;
            entropy[chunk] -= head.logProbability(r);
            boolean taken = false;
            for (var twin : twins) {
                // The smaller value alone has a derivative.
                boolean smaller = !taken && twin.pass.output().get(r, 0) == least;
                twin.pass.outputGradient().set(r, 0, smaller ? share : 0);
                taken |= smaller;
            }
        }
        for (var twin : twins) {
            twin.copy.backward(twin.pass, from, to);
        }
        double[] byAction = new double[actions];
        for (int r = from; r < to; r++) {
            for (int i = 0; i < actions; i++) {
                byAction[i] = 0;
                for (var twin : twins) {
                    byAction[i] += twin.pass.inputGradient().get(r, observations + i);
                }
            }
            head.pullBack(r, byAction, -share * temperature, actorPass.outputGradient());
        }
        actorCopy.zeroGradient(chunk);
        actorCopy.backward(actorPass, false, chunk, from, to);
    }

    @Override
    public void moveTargets() {
        twins.forEach(t -> t.target.follow(t.copy, config.targetRate()));
    }

    @Override
    public void end() {
        actorCopy.store(actor.adam());
        for (var twin : twins) {
            twin.copy.store(twin.critic.adam());
            twin.target.store();
        }
    }
}
