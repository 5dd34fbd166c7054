package org.tandemrl.gradient;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.types.DataType;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.function.DoubleSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.tandemrl.critic.Bootstrap;
import org.tandemrl.critic.Critic;
import org.tandemrl.dynamics.DynamicsModel;
import org.tandemrl.nn.LinearSchedule;
import org.tandemrl.nn.Mlp;
import org.tandemrl.nn.Normalizer;
import org.tandemrl.nn.Tensors;
import org.tandemrl.nn.kernels.Kernels;
import org.tandemrl.policy.Actor;
import org.tandemrl.policy.PolicyGradient;
import org.tandemrl.random.Seeds;
import org.tandemrl.task.Environment;
import org.tandemrl.task.Tasks;

/** What windows are differentiated for beside rewards and a value: entropy, nothing at their end, no noise. */
final class ObjectivesTest {
    private static final Seeds SEEDS = new Seeds(13);
    private static final int HORIZON = 5;
    private static final EntropyBonus BONUS = new EntropyBonus(0.3, 0.1);

    /** Everything needed to collect the same rollout again with other actor parameters. */
    private record Setting(
            Environment environment, Actor actor, Critic critic, DynamicsModel model, Environment.Snapshot start)
            implements AutoCloseable {
        static Setting of(String name, Actor.Head head, int environments, DataType type) {
            var task = Tasks.named(name);
            var environment = new Environment(task, task.simulator(environments, 1), SEEDS, true);
            var normalizer = new Normalizer(task.observationSize());
            var rate = new LinearSchedule(1e-3, 1e-3, 1);
            var actor = new Actor(
                    new Actor.Config(List.of(16, 16), Mlp.Activation.ELU, head, -1, rate, 0.9, 0.999, 1),
                    normalizer,
                    task.actionSize(),
                    SEEDS,
                    type);
            var critic = new Critic(
                    new Critic.Config(List.of(16), rate, 0.9, 0.999, 1, 0.9, 0.95, 1, 1, 0.2),
                    task.observationSize(),
                    SEEDS,
                    type);
            // What is written out has no smaller shape.
            var hidden = type == DataType.FLOAT32 ? List.of(128, 64) : List.of(16, 16);
            var model = new DynamicsModel(
                    new DynamicsModel.Config(hidden, 1e-3, 1, 8), normalizer, task.actionSize(), SEEDS, type);
            for (int i = 0; i < 3; i++) {
                Rollout.collect(environment, actor, 8, SEEDS.stream("warm", i)).addTo(normalizer);
            }
            return new Setting(environment, actor, critic, model, environment.save());
        }

        Rollout collect() {
            environment.restore(start);
            return Rollout.collect(environment, actor, HORIZON, SEEDS.stream("noise"));
        }

        /** J along the simulator's trajectory, summed step by step. */
        double objective(Bootstrap critic, EntropyBonus bonus) {
            var rollout = collect();
            int n = rollout.environments();
            double[][] logProbability = bonus.present() ? rollout.logProbabilities() : new double[HORIZON][n];
            double sum = 0;
            for (int e = 0; e < n; e++) {
                double discount = 1.0 / (n * HORIZON);
                for (int t = 0; t < HORIZON; t++) {
                    double added = bonus.present() ? 0.1 - 0.3 * logProbability[t][e] : 0;
                    sum += discount * (rollout.reward()[t][e] + added);
                    discount *= critic.gamma();
                    if (critic.present()
                            && !rollout.terminated()[t][e]
                            && (rollout.truncated()[t][e] || t == HORIZON - 1)) {
                        sum += discount * value(critic, rollout, t, e);
                    }
                    discount = rollout.ended(t, e) ? 1.0 / (n * HORIZON) : discount;
                }
            }
            return sum;
        }

        private static double value(Bootstrap critic, Rollout rollout, int t, int e) {
            int width = rollout.environment().task().observationSize();
            double[] row = Arrays.copyOfRange(rollout.nextObservation()[t], e * width, (e + 1) * width);
            try (var scope = Tensors.manager()) {
                return Tensors.values(critic.target(
                        Tensors.of(scope, DataType.FLOAT64, rollout.scaling().apply(row), 1, width)))[0];
            }
        }

        /** Checks a gradient along two directions of the parameters. */
        void assertDerivative(PolicyGradient gradient, DoubleSupplier objective, double tolerance) {
            double[] parameters = actor.parameters().values();
            for (int k = 0; k < 2; k++) {
                var random = SEEDS.stream("direction", k);
                double[] direction = new double[parameters.length];
                Arrays.setAll(direction, i -> random.nextGaussian());
                double expected =
                        (moved(parameters, direction, 1e-6, objective) - moved(parameters, direction, -1e-6, objective))
                                / 2e-6;
                actor.parameters().setValues(parameters);
                double actual = 0;
                for (int i = 0; i < direction.length; i++) {
                    actual += gradient.values()[i] * direction[i];
                }
                assertTrue(Math.abs(expected) > 1e-6, "nothing to compare");
                assertEquals(expected, actual, tolerance * Math.abs(expected) + 1e-9, "direction " + k);
            }
        }

        private double moved(double[] parameters, double[] direction, double step, DoubleSupplier objective) {
            double[] there = parameters.clone();
            Arrays.setAll(there, i -> parameters[i] + step * direction[i]);
            actor.parameters().setValues(there);
            return objective.getAsDouble();
        }

        @Override
        public void close() {
            actor.close();
            critic.close();
            model.close();
            environment.close();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "cartpole,STATE_INDEPENDENT",
        "cartpole,STATE_DEPENDENT",
        "hopper,STATE_INDEPENDENT",
        "hopper,STATE_DEPENDENT"
    })
    void theEntropyBonusIsDifferentiatedByAllThreeSources(String task, Actor.Head head) {
        try (var setting = Setting.of(task, head, 3, DataType.FLOAT64)) {
            var rollout = setting.collect();
            var adjoint = GradientSource.adjoint().differentiate(rollout, setting.critic, BONUS);
            assertEquals(setting.objective(setting.critic, BONUS), adjoint.objective(), 1e-9);
            assertNotEquals(
                    adjoint.objective(),
                    GradientSource.adjoint()
                            .differentiate(rollout, setting.critic)
                            .objective(),
                    1e-3);
            setting.assertDerivative(adjoint, () -> setting.objective(setting.critic, BONUS), 1e-5);

            var decoupled =
                    GradientSource.decoupled(new TangentModel(rollout)).differentiate(rollout, setting.critic, BONUS);
            assertEquals(adjoint.objective(), decoupled.objective(), 1e-9);
            assertClose(adjoint, decoupled, 1e-9);

            var imagined = GradientSource.imagined(setting.model);
            setting.assertDerivative(
                    imagined.differentiate(rollout, setting.critic, BONUS),
                    () -> imagined.differentiate(rollout, setting.critic, BONUS).objective(),
                    1e-6);
        }
    }

    @Test
    void aBonusIsItsFormula() {
        // α (h + |H*|) / (2 |H*|) with α = 0.6, H* = −1.5, h = 0.9.
        assertEquals(0.6 * (0.9 + 1.5) / 3, EntropyBonus.normalized(0.6, -1.5).of(-0.9), 1e-15);
        assertEquals(0.6 * 0.9, EntropyBonus.plain(0.6).of(-0.9), 1e-15);
        assertEquals(0, EntropyBonus.normalized(0.6, -1.5).of(1.5), 1e-15, "at the target there is none");
        assertTrue(!EntropyBonus.NONE.present() && EntropyBonus.plain(0.1).present());
    }

    @ParameterizedTest
    @CsvSource({"cartpole,STATE_INDEPENDENT", "hopper,STATE_DEPENDENT"})
    void withoutABootstrapTheObjectiveIsTheWindowsRewards(String task, Actor.Head head) {
        try (var setting = Setting.of(task, head, 3, DataType.FLOAT64)) {
            var none = Bootstrap.none(0.9);
            var rollout = setting.collect();
            for (double[] row : rollout.objective(none).valueWeight()) {
                assertArrayEquals(new double[3], row);
            }
            assertArrayEquals(
                    rollout.objective(setting.critic).rewardWeight(),
                    rollout.objective(none).rewardWeight());
            var adjoint = GradientSource.adjoint().differentiate(rollout, none);
            assertEquals(setting.objective(none, EntropyBonus.NONE), adjoint.objective(), 1e-12);
            setting.assertDerivative(adjoint, () -> setting.objective(none, EntropyBonus.NONE), 1e-5);
            var decoupled = GradientSource.decoupled(new TangentModel(rollout)).differentiate(rollout, none);
            assertEquals(adjoint.objective(), decoupled.objective(), 1e-12);
            assertClose(adjoint, decoupled, 1e-9);
            var imagined = GradientSource.imagined(setting.model);
            setting.assertDerivative(
                    imagined.differentiate(rollout, none),
                    () -> imagined.differentiate(rollout, none).objective(),
                    1e-6);
        }
    }

    @Test
    void whatIsNotWrittenOutIsTheTapes() {
        try (var setting = Setting.of("hopper", Actor.Head.STATE_INDEPENDENT, 16, DataType.FLOAT32);
                var kernels = Kernels.float32(1)) {
            var rollout = setting.collect();
            assertSame(
                    GradientSource.decoupled(setting.model).differentiate(rollout, setting.critic, BONUS),
                    GradientSource.decoupled(setting.model, kernels).differentiate(rollout, setting.critic, BONUS));
            assertEquals(Set.of("policy gradient"), kernels.leftToDjl());
        }
    }

    @ParameterizedTest
    @EnumSource(Actor.Head.class)
    void withoutABootstrapItIsWrittenOutToo(Actor.Head head) {
        try (var setting = Setting.of("hopper", head, 16, DataType.FLOAT32);
                var kernels = Kernels.float32(1)) {
            var rollout = setting.collect();
            var none = Bootstrap.none(0.9);
            var written = GradientSource.decoupled(setting.model, kernels).differentiate(rollout, none);
            var tape = GradientSource.decoupled(setting.model).differentiate(rollout, none);
            assertEquals(tape.objective(), written.objective(), 1e-5);
            assertClose(tape, written, 1e-5);
            assertEquals(Set.of(), kernels.leftToDjl());
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = Actor.Head.class,
            names = {"STATE_INDEPENDENT", "DETERMINISTIC"})
    void headsWithoutAStateDependentDeviationAreWrittenOut(Actor.Head head) {
        try (var setting = Setting.of("hopper", head, 16, DataType.FLOAT32);
                var kernels = Kernels.float32(1)) {
            var rollout = setting.collect();
            var written = GradientSource.decoupled(setting.model, kernels).differentiate(rollout, setting.critic);
            var tape = GradientSource.decoupled(setting.model).differentiate(rollout, setting.critic);
            assertEquals(tape.objective(), written.objective(), 1e-5);
            assertClose(tape, written, 1e-5);
            assertTrue(!Arrays.equals(tape.values(), written.values()), "equal bit for bit: the tape itself was taken");
            for (int i = written.values().length - setting.actor.actionSize(); i < written.values().length; i++) {
                assertEquals(head == Actor.Head.DETERMINISTIC, written.values()[i] == 0, "by log-std");
            }
        }
    }

    @Test
    void aDeterministicActorHasNoGradientByItsLogStd() {
        try (var setting = Setting.of("hopper", Actor.Head.DETERMINISTIC, 3, DataType.FLOAT64)) {
            var rollout = setting.collect();
            int actions = setting.actor.actionSize();
            for (var source : List.of(
                    GradientSource.adjoint(),
                    GradientSource.decoupled(setting.model),
                    GradientSource.imagined(setting.model))) {
                var gradient = source.differentiate(rollout, setting.critic).values();
                assertArrayEquals(
                        new double[actions], Arrays.copyOfRange(gradient, gradient.length - actions, gradient.length));
                assertTrue(Arrays.stream(gradient).anyMatch(g -> g != 0));
            }
            setting.assertDerivative(
                    GradientSource.adjoint().differentiate(rollout, setting.critic),
                    () -> setting.objective(setting.critic, EntropyBonus.NONE),
                    1e-5);
            double[] still = setting.actor.act(rollout.observation()[1], rollout.scaling());
            assertArrayEquals(still, rollout.action()[1], "the noise is without effect");
        }
    }

    private static void assertSame(PolicyGradient expected, PolicyGradient actual) {
        assertEquals(expected.objective(), actual.objective());
        assertArrayEquals(expected.values(), actual.values());
        assertTrue(expected.norm() > 1e-8);
    }

    private static void assertClose(PolicyGradient expected, PolicyGradient actual, double tolerance) {
        double squares = 0;
        for (int i = 0; i < expected.values().length; i++) {
            double d = expected.values()[i] - actual.values()[i];
            squares += d * d;
        }
        assertTrue(expected.norm() > 1e-8, "the gradient must not vanish");
        assertTrue(
                Math.sqrt(squares) <= tolerance * expected.norm(),
                "relative difference " + Math.sqrt(squares) / expected.norm());
    }
}
