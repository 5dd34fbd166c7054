package org.tandemrl.gradient;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.types.DataType;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.tandemrl.critic.Critic;
import org.tandemrl.critic.CriticEnsemble;
import org.tandemrl.dynamics.DynamicsModel;
import org.tandemrl.dynamics.DynamicsModel.Loss;
import org.tandemrl.dynamics.DynamicsModel.Target;
import org.tandemrl.dynamics.Ensemble;
import org.tandemrl.dynamics.LearnedModel;
import org.tandemrl.nn.LinearSchedule;
import org.tandemrl.nn.Mlp;
import org.tandemrl.nn.Normalizer;
import org.tandemrl.nn.kernels.Kernels;
import org.tandemrl.policy.Actor;
import org.tandemrl.policy.PolicyGradient;
import org.tandemrl.random.Seeds;
import org.tandemrl.task.Columns;
import org.tandemrl.task.Environment;
import org.tandemrl.task.Tasks;

/** The decoupled gradient written out, against the tape in double precision, along windows in which episodes end. */
final class KernelDecoupledTest {
    private static final int ENVIRONMENTS = 32;
    private static final Seeds SEEDS = new Seeds(11);

    /** What is differentiated: the policy's head, how many critics of which the mean or the smallest counts, and what entropy adds. */
    private enum Objective {
        PLAIN(Actor.Head.STATE_INDEPENDENT, Mlp.Activation.ELU, 1, CriticEnsemble.Choice.MEAN, EntropyBonus.NONE),
        SAPO(Actor.Head.STATE_DEPENDENT, Mlp.Activation.SILU, 2, CriticEnsemble.Choice.MEAN, BONUS),
        SMALLEST(Actor.Head.STATE_DEPENDENT, Mlp.Activation.SILU, 3, CriticEnsemble.Choice.MIN, BONUS),
        HEAD_ALONE(Actor.Head.STATE_DEPENDENT, Mlp.Activation.ELU, 1, CriticEnsemble.Choice.MEAN, EntropyBonus.NONE),
        NO_NOISE(Actor.Head.DETERMINISTIC, Mlp.Activation.ELU, 1, CriticEnsemble.Choice.MEAN, EntropyBonus.NONE),
        /** A policy that does not see the first column and the last three. */
        HALF_BLIND(Actor.Head.STATE_INDEPENDENT, Mlp.Activation.ELU, 1, CriticEnsemble.Choice.MEAN, EntropyBonus.NONE);

        final Actor.Head head;
        final Mlp.Activation activation;
        final int critics;
        final CriticEnsemble.Choice choice;
        final EntropyBonus bonus;

        Objective(
                Actor.Head head,
                Mlp.Activation activation,
                int critics,
                CriticEnsemble.Choice choice,
                EntropyBonus bonus) {
            this.head = head;
            this.activation = activation;
            this.critics = critics;
            this.choice = choice;
            this.bonus = bonus;
        }
    }

    private static final EntropyBonus BONUS = EntropyBonus.normalized(0.7, -1.5);

    private record Parts(Actor actor, CriticEnsemble critic, LearnedModel model) implements AutoCloseable {
        static Parts of(
                Objective objective,
                Environment environment,
                Normalizer normalizer,
                DataType type,
                Loss loss,
                Target target,
                boolean reward,
                int members) {
            // Whether they are quaternions does not matter to the derivative.
            var model = new DynamicsModel.Config(List.of(128, 64), 1e-3, 1, 8, loss, target, reward, List.of(1, 6));
            var task = environment.task();
            var rate = new LinearSchedule(1e-3, 1e-3, 1);
            return new Parts(
                    new Actor(
                            new Actor.Config(
                                    List.of(64, 32), objective.activation, objective.head, -1, rate, 0.9, 0.999, 1),
                            normalizer,
                            objective == Objective.HALF_BLIND
                                    ? new Columns(1, task.observationSize() - 3)
                                    : Columns.all(task.observationSize()),
                            task.actionSize(),
                            SEEDS,
                            type),
                    new CriticEnsemble(
                            new Critic.Config(
                                    List.of(32, 16),
                                    objective.activation,
                                    rate,
                                    0.9,
                                    0.999,
                                    1,
                                    0.99,
                                    0.95,
                                    1,
                                    1,
                                    0.2,
                                    0),
                            objective.critics,
                            objective.choice,
                            task.observationSize(),
                            SEEDS,
                            type,
                            Optional.empty()),
                    members == 1
                            ? new DynamicsModel(model, normalizer, task.actionSize(), SEEDS, type)
                            : new Ensemble(
                                    members, model, normalizer, task.actionSize(), SEEDS, type, Optional.empty()));
        }

        /** Takes over another's parameters. */
        void become(Parts other) {
            actor.parameters().setValues(other.actor.parameters().values());
            for (int i = 0; i < critic.members().size(); i++) {
                critic.members()
                        .get(i)
                        .targetParameters()
                        .setValues(
                                other.critic.members().get(i).targetParameters().values());
            }
            for (int k = 0; k < model.scales().size(); k++) {
                double[] units = model.scales().get(k).values();
                for (int i = 0; i < units.length; i++) {
                    units[i] = Math.pow(2, (i + k) % 3 - 1);
                }
                model.scales().get(k).restore(units);
                other.model.scales().get(k).restore(units);
            }
            for (int i = 0; i < model.parts().size(); i++) {
                model.parts()
                        .get(i)
                        .parameters()
                        .setValues(other.model.parts().get(i).parameters().values());
            }
        }

        @Override
        public void close() {
            actor.close();
            critic.close();
            model.close();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "SAPO,hopper",
        "SAPO,ant",
        "SAPO,snu",
        "SMALLEST,ant",
        "HEAD_ALONE,hopper",
        "NO_NOISE,hopper",
        "HALF_BLIND,hopper"
    })
    void soAreEntropyPolicyHeadsAndSeveralCritics(Objective objective, String name) {
        compare(objective, name, Loss.GAUSSIAN, Target.CHANGE, false, 1);
    }

    @ParameterizedTest
    @CsvSource({
        "cartpole,GAUSSIAN,CHANGE,false,1",
        "hopper,GAUSSIAN,CHANGE,false,1",
        "ant,GAUSSIAN,CHANGE,false,1",
        "humanoid,GAUSSIAN,CHANGE,false,1",
        "snu,GAUSSIAN,CHANGE,false,1",
        "hopper,DETERMINISTIC,CHANGE,false,1",
        "ant,GAUSSIAN,NEXT,false,1",
        "ant,GAUSSIAN,SCALED_CHANGE,false,1",
        "hopper,DETERMINISTIC,SCALED_CHANGE,false,2",
        "ant,GAUSSIAN,SCALED_TURN,false,1",
        "hopper,DETERMINISTIC,SCALED_TURN,false,2",
        "hopper,GAUSSIAN,CHANGE,true,1",
        "ant,DETERMINISTIC,NEXT,true,1",
        "hopper,GAUSSIAN,CHANGE,true,3"
    })
    void itIsTheTapesInDoublePrecision(String name, Loss loss, Target target, boolean reward, int members) {
        compare(Objective.PLAIN, name, loss, target, reward, members);
    }

    /** Where something else is asked from some step on, no gradient crosses, and what is valued is the observation with what is asked. */
    @ParameterizedTest
    @CsvSource({"PLAIN,hopper", "SMALLEST,ant"})
    void soAreWindowsInWhichWhatIsAskedForIsRenewed(Objective objective, String name) {
        compare(objective, name, Loss.GAUSSIAN, Target.CHANGE, false, 1, KernelDecoupledTest::renewed);
    }

    /** The same window with something else asked in every fifth place, which shows in what is valued at its end. */
    static Rollout renewed(Rollout r) {
        var transitions = new ArrayList<Transition>();
        int n = r.environments();
        for (int t = 0; t < r.horizon(); t++) {
            var s = r.transitions().get(t).step();
            boolean last = t == r.horizon() - 1;
            double[] continuation = s.nextObservation().clone();
            boolean[] renewed = new boolean[n];
            for (int e = 0; e < n; e++) {
                renewed[e] = (t + e) % 5 == 0 && !r.ended(t, e);
                if (renewed[e] && last) {
                    continuation[(e + 1) * continuation.length / n - 1] += 0.3;
                }
            }
            transitions.add(new Transition(
                    r.state()[t],
                    r.observation()[t],
                    r.noise()[t],
                    r.action()[t],
                    new Environment.Step(
                            s.nextState(),
                            s.nextObservation(),
                            s.reward(),
                            s.terminated(),
                            s.truncated(),
                            s.invalid(),
                            renewed,
                            continuation,
                            s.finishedReturn(),
                            s.finishedLength())));
        }
        return new Rollout(r.environment(), r.actor(), r.scaling(), transitions, r.finalObservation());
    }

    private static void compare(
            Objective objective, String name, Loss loss, Target target, boolean reward, int members) {
        compare(objective, name, loss, target, reward, members, r -> r);
    }

    private static void compare(
            Objective objective,
            String name,
            Loss loss,
            Target target,
            boolean reward,
            int members,
            UnaryOperator<Rollout> change) {
        var task = Tasks.named(name);
        var normalizer = new Normalizer(task.observationSize());
        try (var kernels = Kernels.float32(2);
                var environment = new Environment(task, task.simulator(ENVIRONMENTS, 1), SEEDS, true);
                var single =
                        Parts.of(objective, environment, normalizer, DataType.FLOAT32, loss, target, reward, members);
                var doubles =
                        Parts.of(objective, environment, normalizer, DataType.FLOAT64, loss, target, reward, members)) {
            doubles.become(single);
            int ended = 0;
            double ours = 0;
            double tapes = 0;
            var written = GradientSource.decoupled(single.model, kernels);
            for (int i = 0; i < 6; i++) {
                // The double-precision actor acts, so that its own tape repeats the same actions.
                var rollout = change.apply(Rollout.collect(environment, doubles.actor, 16, SEEDS.stream("noise", i)));
                rollout.addTo(normalizer);
                for (boolean[] row : rollout.terminated()) {
                    for (boolean b : row) {
                        ended += b ? 1 : 0;
                    }
                }
                var expected =
                        GradientSource.decoupled(doubles.model).differentiate(rollout, doubles.critic, objective.bonus);
                var onTape = GradientSource.decoupled(single.model)
                        .differentiate(actedBy(rollout, single.actor), single.critic, objective.bonus);
                double rounding = distance(expected, onTape) / expected.norm();
                var actual = written.differentiate(actedBy(rollout, single.actor), single.critic, objective.bonus);
                double simulators = GradientSource.adjoint()
                        .differentiate(rollout, doubles.critic, objective.bonus)
                        .objective();
                assertEquals(
                        simulators,
                        expected.objective(),
                        1e-9 * (1 + Math.abs(simulators)),
                        "the value is the simulator's");
                assertEquals(expected.objective(), actual.objective(), 1e-6 * (1 + Math.abs(expected.objective())));
                double apart = distance(expected, actual) / expected.norm();
                ours += apart;
                tapes += rounding;
                assertTrue(
                        // A state-dependent σ is computed again from float outputs and noise, the others' actions are
                        // given. (By the products of AMD's family 26 one window on SNU is 1.2e-5 apart, the tape's
                        // 4e-6.)
                        apart < Math.max(objective.head == Actor.Head.STATE_DEPENDENT ? 2e-5 : 4e-6, 2 * rounding),
                        name + ", window " + i + ": relative error " + apart + ", the tape's " + rounding);
            }
            // Over 16 steps single precision is off by about 1e-6 whoever computes; ours must not be worse than the
            // tape's.
            assertEquals(Set.of(), kernels.leftToDjl());
            assertTrue(ours < 2 * tapes + 1e-6, name + ": errors " + ours + ", the tape's " + tapes);
            assertTrue(ended > 0 || name.equals("cartpole"), "no episode ended on " + name);
        }
    }

    /** The same rollout, as if an actor of equal parameters had acted. */
    private static Rollout actedBy(Rollout r, Actor actor) {
        return new Rollout(r.environment(), actor, r.scaling(), r.transitions(), r.finalObservation());
    }

    private static double distance(PolicyGradient a, PolicyGradient b) {
        double sum = 0;
        for (int i = 0; i < a.values().length; i++) {
            sum += (a.values()[i] - b.values()[i]) * (a.values()[i] - b.values()[i]);
        }
        return Math.sqrt(sum);
    }
}
