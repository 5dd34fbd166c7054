package org.tandemrl.gradient;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.tandemrl.critic.Bootstrap;
import org.tandemrl.critic.CriticEnsemble;
import org.tandemrl.critic.CriticInput;
import org.tandemrl.dynamics.ChangeScale;
import org.tandemrl.dynamics.DynamicsModel;
import org.tandemrl.dynamics.TwoHot;
import org.tandemrl.nn.Mlp;
import org.tandemrl.nn.kernels.CategoricalLoss;
import org.tandemrl.nn.kernels.Kernels;
import org.tandemrl.nn.kernels.Pass;
import org.tandemrl.nn.kernels.Replica;
import org.tandemrl.policy.Actor;
import org.tandemrl.policy.PolicyGradient;
import org.tandemrl.policy.SquashedGaussian;
import org.tandemrl.task.Columns;
import org.tandemrl.task.DoubleBatch;

/**
 * The decoupled gradient written out. As the trajectory is the simulator's, all steps pass forward at once; only the costate goes from
 * step to step, backward, each chunk of environments by itself:
 *
 * <pre>
 * G_t = [episode goes on] λ_{t+1} + w_t ∂r/∂s⁺ + v_t ∂V_target/∂s⁺
 * λ_t = G_t + (∂f/∂s)ᵀ G_t + (∂u/∂s)ᵀ h_t,   g_t = (∂f/∂a)ᵀ G_t + w_t ∂r/∂a,   h_t = g_t (1 − a²) − b w_t 2a
 * ∂J/∂θ = Σ_t (∂u_t/∂θ)ᵀ h_t + b w_t ∂ Σ log σ/∂θ
 * </pre>
 *
 * with a = tanh(u), u = μ + σ ε, and b the weight of −log π in the bonus, whose derivatives by u and log σ are those of
 * log π = Σ −ε²/2 − log σ − log(1 − a²) + const, −∂log(1 − tanh² u)/∂u = 2a;
 *
 * with the model's change f, so that the model's mean head is never computed, and the weights w, v of {@link Rollout.Objective}. A model of
 * the next observation itself has no G_t of its own in λ_t; one of turns, Δq = d ⊗ q, has the derivative by q beside that through d, and computes d for it. A learned reward depends on s_t: its w ∂r̂/∂s goes to λ_t and not to G_t.
 * Of several models the derivatives are averaged, of several critics too or the smallest value's is taken.
 */
final class KernelDecoupled implements GradientSource {
    private static final int CHUNKS = Replica.CHUNKS;

    private final List<DynamicsModel> models;
    private final Kernels kernels;
    private final GradientSource otherwise;
    private Optional<Memory> memory = Optional.empty();

    /** A network's copy and the memory of its passes. */
    private record Copy(Replica replica, Pass pass) {
        static Copy frozen(Mlp network, int rows, Kernels kernels) {
            var replica = Replica.frozen(network, kernels);
            return new Copy(replica, replica.pass(rows));
        }
    }

    /** All copies; kept, as the next rollout will need the same. */
    private record Memory(
            List<Mlp> critics,
            Mlp actor,
            int rows,
            List<Copy> models,
            List<Copy> rewards,
            List<Copy> criticCopies,
            Copy actorCopy) {
        static Memory of(List<DynamicsModel> models, List<Mlp> critics, Mlp actor, int rows, Kernels kernels) {
            var actorCopy = new Replica(actor, kernels);
            return new Memory(
                    critics,
                    actor,
                    rows,
                    models.stream()
                            .map(m -> Copy.frozen(m.network(), rows, kernels))
                            .toList(),
                    models.stream()
                            .flatMap(m -> m.rewardNetwork().stream())
                            .map(m -> Copy.frozen(m, rows, kernels))
                            .toList(),
                    critics.stream().map(c -> Copy.frozen(c, rows, kernels)).toList(),
                    new Copy(actorCopy, actorCopy.pass(rows)));
        }

        boolean fits(List<Mlp> criticsNow, Mlp actorNow, int rowsNow) {
            return critics.equals(criticsNow) && actor == actorNow && rows == rowsNow;
        }

        void load() {
            models.forEach(m -> m.replica.load());
            rewards.forEach(m -> m.replica.load());
            criticCopies.forEach(c -> c.replica.load());
            actorCopy.replica.load();
        }
    }

    /**
     * @param models of equal settings
     * @param otherwise for rollouts whose number of environments or whose networks are not of the shape written out here
     */
    KernelDecoupled(List<DynamicsModel> models, Kernels kernels, GradientSource otherwise) {
        this.models = models;
        this.kernels = kernels;
        this.otherwise = otherwise;
    }

    @Override
    public PolicyGradient differentiate(Rollout rollout, Bootstrap critic, EntropyBonus bonus) {
        var task = rollout.environment().task();
        models.forEach(model -> model.sizes().ifPresent(sizes -> sizes.requireFor("model", task)));
        critic.requireFor(task);
        boolean written = rollout.environments() % (8 * CHUNKS) == 0
                && rollout.actor().memorySize() == 0
                && (!bonus.present() || rollout.actor().head() == Actor.Head.STATE_DEPENDENT)
                && critic.input() == CriticInput.OBSERVATION
                && critic.networks()
                        .filter(n -> n.members().stream().allMatch(Replica::supports))
                        .isPresent()
                && models.stream().allMatch(m -> Replica.supports(m.network()))
                && Replica.supports(rollout.actor().network());
        if (!written) {
            kernels.leftToDjl().add("policy gradient");
        }
        return written
                ? new Differentiation(rollout, critic, bonus).gradient()
                : otherwise.differentiate(rollout, critic, bonus);
    }

    /** One differentiation: row c·H·M + t·M + e of every pass is environment c·M + e at step t, M = N/CHUNKS. */
    private final class Differentiation {
        final Rollout rollout;
        final Rollout.Objective objective;
        final int horizon;
        final int perChunk;
        final int observations;
        final Columns seen;
        final int actions;
        final double[] mean;
        final double[] deviation;
        final EntropyBonus bonus;
        /** Where σ depends on the state; else σ is {@link #sigma}. */
        final Optional<SquashedGaussian> head;

        final float[] noise;
        final double[] sigma;
        final List<Copy> changes;
        final List<Copy> rewards;
        /** Of each model. */
        final List<ChangeScale> scales;

        /** Whether what the models say is to be computed, and not its derivative alone. */
        final boolean turns;

        final boolean residual;
        final List<Copy> critics;
        final boolean smallest;
        final Replica actorReplica;
        final Pass actorPass;
        final double[] value = new double[CHUNKS];
        final double[][] logStdGradient;

        Differentiation(Rollout rollout, Bootstrap critic, EntropyBonus bonus) {
            this.rollout = rollout;
            this.bonus = bonus;
            objective = rollout.objective(critic);
            horizon = rollout.horizon();
            perChunk = rollout.environments() / CHUNKS;
            var task = rollout.environment().task();
            observations = task.observationSize();
            seen = rollout.actor().seen();
            actions = task.actionSize();
            mean = rollout.scaling().mean();
            deviation = rollout.scaling().deviation();
            head = rollout.actor().head() == Actor.Head.STATE_DEPENDENT
                    ? Optional.of(new SquashedGaussian(horizon * rollout.environments(), actions))
                    : Optional.empty();
            noise = head.isPresent() ? noise() : new float[0];
            sigma = head.isPresent() ? new double[0] : rollout.actor().deviations();
            logStdGradient = new double[CHUNKS][actions];
            var values = critic.networks().orElseThrow();
            smallest = values.choice() == CriticEnsemble.Choice.MIN;
            var networks = memory(values.members(), rollout.actor().network(), horizon * rollout.environments());
            changes = networks.models;
            rewards = networks.rewards;
            scales = models.stream().map(DynamicsModel::scale).toList();
            turns = scales.stream().anyMatch(ChangeScale::turns);
            residual = models.getFirst().config().target() != DynamicsModel.Target.NEXT;
            critics = networks.criticCopies;
            actorReplica = networks.actorCopy.replica;
            actorPass = networks.actorCopy.pass;
        }

        private Memory memory(List<Mlp> values, Mlp actor, int rows) {
            var kept = memory.filter(m -> m.fits(values, actor, rows))
                    .orElseGet(() -> Memory.of(models, values, actor, rows, kernels));
            memory = Optional.of(kept);
            kept.load();
            return kept;
        }

        PolicyGradient gradient() {
            kernels.workers().run((worker, chunk) -> chunk(chunk), CHUNKS);
            double[] network = actorReplica.gradient();
            double[] all = Arrays.copyOf(network, network.length + actions);
            for (double[] part : logStdGradient) {
                for (int i = 0; i < actions; i++) {
                    all[network.length + i] += part[i];
                }
            }
            return new PolicyGradient(Arrays.stream(value).sum(), all);
        }

        private void chunk(int chunk) {
            int first = chunk * perChunk;
            int base = chunk * horizon * perChunk;
            for (int t = 0; t < horizon; t++) {
                fill(t, first, base + t * perChunk);
            }
            actorReplica.zeroGradient(chunk);
            int end = base + horizon * perChunk;
            for (var change : changes) {
                change.replica.forward(change.pass, turns, base, end);
            }
            for (var reward : rewards) {
                reward.replica.forward(reward.pass, true, base, end);
            }
            actorReplica.forward(actorPass, head.isPresent(), base, end);
            head.ifPresent(h -> h.sample(actorPass.output(), noise, base, end));
            double[] costate = new double[perChunk * observations];
            for (int t = horizon - 1; t >= 0; t--) {
                back(chunk, t, first, base + t * perChunk, costate);
            }
        }

        private void fill(int t, int first, int row) {
            for (int e = 0; e < perChunk; e++) {
                for (int i = 0; i < observations; i++) {
                    float x = (float) normalized(rollout.observation()[t], first + e, i);
                    setInput(row + e, i, x);
                    if (seen.from() <= i && i < seen.to()) {
                        actorPass.input().set(row + e, i - seen.from(), x);
                    }
                }
                for (int i = 0; i < actions; i++) {
                    setInput(row + e, observations + i, (float) rollout.action()[t][(first + e) * actions + i]);
                }
            }
        }

        private void setInput(int row, int column, float x) {
            for (var change : changes) {
                change.pass.input().set(row, column, x);
            }
            for (var reward : rewards) {
                reward.pass.input().set(row, column, x);
            }
        }

        /** What models and learned rewards together pull back to a place of the input. */
        private double pulled(int row, int column) {
            double sum = 0;
            for (var change : changes) {
                sum += change.pass.inputGradient().get(row, column);
            }
            for (var reward : rewards) {
                sum += reward.pass.inputGradient().get(row, column);
            }
            return sum;
        }

        /** What the policy pulls back to a place of the observation: nothing where it does not look. */
        private double pulledByActor(int row, int column) {
            return seen.from() <= column && column < seen.to()
                    ? actorPass.inputGradient().get(row, column - seen.from())
                    : 0;
        }

        private double normalized(double[] observation, int environment, int i) {
            return (observation[environment * observations + i] - mean[i]) / deviation[i];
        }

        /** λ_{t+1} → λ_t, and what θ gets at t. */
        private void back(int chunk, int t, int first, int row, double[] costate) {
            double[] byAction =
                    rewards.isEmpty() ? addReward(chunk, t, first, costate) : pullReward(chunk, t, first, row);
            addValue(chunk, t, first, row, costate);
            // The means' derivative is G; the log-variances take no part, their columns stay zero.
            double[] beside = new double[turns ? costate.length : 0];
            for (int m = 0; m < changes.size(); m++) {
                share(t, first, costate, scales.get(m), changes.get(m).pass, row, beside);
                changes.get(m).replica.backward(changes.get(m).pass, row, row + perChunk);
            }
            for (int e = 0; e < perChunk; e++) {
                for (int i = 0; i < actions; i++) {
                    byAction[e * actions + i] += pulled(row + e, observations + i);
                }
                if (head.isPresent()) {
                    pullHead(
                            chunk, t, first + e, row + e, Arrays.copyOfRange(byAction, e * actions, (e + 1) * actions));
                } else {
                    pullMean(chunk, t, first + e, row + e, byAction, e * actions);
                }
            }
            actorReplica.backward(actorPass, true, chunk, row, row + perChunk);
            for (int e = 0; e < perChunk; e++) {
                boolean carried = t > 0 && rollout.goesOn(t - 1, first + e);
                for (int i = 0; i < observations; i++) {
                    int at = e * observations + i;
                    costate[at] = carried
                            ? (residual ? costate[at] : 0)
                                    + (turns ? beside[at] : 0)
                                    + (pulled(row + e, i) + pulledByActor(row + e, i)) / deviation[i]
                            : 0;
                }
            }
        }

        /** ∂J/∂u of a σ that does not depend on the state, to the actor's output and the log-std's gradient. */
        private void pullMean(int chunk, int t, int environment, int row, double[] byAction, int from) {
            for (int i = 0; i < actions; i++) {
                int at = environment * actions + i;
                double a = rollout.action()[t][at];
                double byU = byAction[from + i] * (1 - a * a);
                logStdGradient[chunk][i] += byU * sigma[i] * rollout.noise()[t][at];
                actorPass.outputGradient().set(row, i, (float) byU);
            }
        }

        /** The same of one that does, and the entropy's bonus: by the observation it has a derivative through the policy only. */
        private void pullHead(int chunk, int t, int environment, int row, double[] byAction) {
            var squashed = head.orElseThrow();
            double weight = objective.rewardWeight()[t][environment];
            squashed.pullBack(row, byAction, -bonus.weight() * weight, actorPass.outputGradient());
            if (bonus.present()) {
                value[chunk] += weight * bonus.of(squashed.logProbability(row));
            }
        }

        /** [rows of the passes, A]. */
        private float[] noise() {
            float[] all = new float[horizon * rollout.environments() * actions];
            for (int at = 0; at < all.length; at++) {
                int row = at / actions;
                int chunk = row / (horizon * perChunk);
                int t = row / perChunk % horizon;
                int environment = chunk * perChunk + row % perChunk;
                all[at] = (float) rollout.noise()[t][environment * actions + at % actions];
            }
            return all;
        }

        /** Adds w ∂r/∂s⁺ to the costate; returns w ∂r/∂a, [M, A]. */
        private double[] addReward(int chunk, int t, int first, double[] costate) {
            var task = rollout.environment().task();
            var tape = new DoubleBatch.Tape();
            var next = DoubleBatch.variable(
                    tape, part(rollout.nextObservation()[t], first, observations), perChunk, observations);
            var action = DoubleBatch.variable(tape, part(rollout.action()[t], first, actions), perChunk, actions);
            var reward = task.reward(next, action);
            double[] weight = part(objective.rewardWeight()[t], first, 1);
            reward.seed(weight);
            tape.pullBack();
            StepPullBack.add(costate, next.adjoint());
            for (int e = 0; e < perChunk; e++) {
                value[chunk] += weight[e] * reward.data()[e];
            }
            return action.adjoint();
        }

        /** Pulls w ∂r̂ back to the learned rewards' inputs, where {@link #pulled} finds it; the value is the simulator's. */
        private double[] pullReward(int chunk, int t, int first, int row) {
            double[] centres = TwoHot.centres();
            double[] weight = part(objective.rewardWeight()[t], first, 1);
            for (var reward : rewards) {
                for (int e = 0; e < perChunk; e++) {
                    double mean = CategoricalLoss.mean(reward.pass, centres, row + e);
                    CategoricalLoss.pullMean(
                            reward.pass, centres, row + e, mean, weight[e] * TwoHot.symexpSlope(mean) / rewards.size());
                }
                reward.replica.backward(reward.pass, row, row + perChunk);
            }
            for (int e = 0; e < perChunk; e++) {
                value[chunk] += weight[e] * rollout.reward()[t][first + e];
            }
            return new double[perChunk * actions];
        }

        private double[] part(double[] rows, int first, int width) {
            return Arrays.copyOfRange(rows, first * width, (first + perChunk) * width);
        }

        /** Adds v ∂V_target/∂s⁺ to the costate where a value is bootstrapped. */
        private void addValue(int chunk, int t, int first, int row, double[] costate) {
            if (critics.isEmpty() || !objective.bootstraps(t)) {
                return;
            }
            for (var critic : critics) {
                for (int e = 0; e < perChunk; e++) {
                    for (int i = 0; i < observations; i++) {
                        critic.pass.input().set(row + e, i, (float)
                                normalized(rollout.continuation()[t], first + e, i));
                    }
                }
                critic.replica.forward(critic.pass, true, row, row + perChunk);
            }
            for (int e = 0; e < perChunk; e++) {
                double weight = objective.valueWeight()[t][first + e];
                int least = 0;
                double sum = 0;
                for (int c = 0; c < critics.size(); c++) {
                    double v = critics.get(c).pass.output().get(row + e, 0);
                    sum += v;
                    least = v < critics.get(least).pass.output().get(row + e, 0) ? c : least;
                }
                value[chunk] +=
                        weight * (smallest ? critics.get(least).pass.output().get(row + e, 0) : sum / critics.size());
                for (int c = 0; c < critics.size(); c++) {
                    double share = smallest ? (c == least ? weight : 0) : weight / critics.size();
                    critics.get(c).pass.outputGradient().set(row + e, 0, (float) share);
                }
            }
            for (var critic : critics) {
                critic.replica.backward(critic.pass, row, row + perChunk);
                for (int e = 0; e < perChunk; e++) {
                    // What something else is asked of is valued, and does not depend on what was done.
                    boolean depends = !rollout.renewed()[t][first + e];
                    for (int i = 0; i < observations && depends; i++) {
                        costate[e * observations + i] +=
                                critic.pass.inputGradient().get(row + e, i) / deviation[i];
                    }
                }
            }
        }

        /** The costate shared out among the models, as the derivative of a model's outputs, and what of it goes to the observation beside the network. */
        private void share(int t, int first, double[] costate, ChangeScale scale, Pass pass, int row, double[] beside) {
            double share = 1.0 / changes.size();
            for (int e = 0; e < perChunk; e++) {
                int at = e * observations;
                scale.pullBack(
                        costate,
                        rollout.observation()[t],
                        at,
                        (first + e) * observations,
                        share,
                        pass.outputGradient(),
                        row + e);
                if (turns) {
                    scale.pullBackBeside(costate, at, pass.output(), row + e, share, beside);
                }
            }
        }
    }
}
