package org.tandemrl.gradient;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.types.DataType;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.tandemrl.critic.Critic;
import org.tandemrl.dynamics.DynamicsModel;
import org.tandemrl.nn.LinearSchedule;
import org.tandemrl.nn.Mlp;
import org.tandemrl.nn.Normalizer;
import org.tandemrl.policy.Actor;
import org.tandemrl.random.Seeds;
import org.tandemrl.task.Environment;
import org.tandemrl.task.RecurrentPolicy;
import org.tandemrl.task.Tasks;

/** An actor that remembers: what it remembers along windows and episodes, and its gradient through that, in double precision. */
final class RecurrentActorTest {
    private static final int ENVIRONMENTS = 3;
    private static final int UNITS = 6;
    private static final int HORIZON = 6;
    private static final Seeds SEEDS = new Seeds(7);

    private record Setting(Environment environment, Actor actor, Critic critic) implements AutoCloseable {
        static Setting of(Actor.Head head) {
            var task = Tasks.named("hopper");
            var environment = new Environment(task, task.simulator(ENVIRONMENTS, 1), SEEDS, true);
            var normalizer = new Normalizer(task.observationSize());
            var rate = new LinearSchedule(1e-3, 1e-3, 1);
            var actor = new Actor(
                    new Actor.Config(List.of(16), Mlp.Activation.ELU, head, -1, rate, 0.9, 0.999, 1, 0, UNITS),
                    normalizer,
                    task.actionSize(),
                    SEEDS,
                    DataType.FLOAT64);
            var critic = new Critic(
                    new Critic.Config(List.of(16), rate, 0.9, 0.999, 1, 0.99, 0.95, 1, 1, 0.2),
                    task.observationSize(),
                    SEEDS,
                    DataType.FLOAT64);
            for (int i = 0; i < 3; i++) {
                Rollout.collect(environment, actor, 8, SEEDS.stream("warm", i)).addTo(normalizer);
            }
            return new Setting(environment, actor, critic);
        }

        Rollout collect(double[] memory) {
            return Rollout.collect(environment, actor, HORIZON, SEEDS.stream("noise"), memory);
        }

        @Override
        public void close() {
            actor.close();
            critic.close();
            environment.close();
        }
    }

    private static double[] some(int length, int number) {
        var random = SEEDS.stream("some", number);
        return IntStream.range(0, length)
                .mapToDouble(i -> random.nextGaussian() / 2)
                .toArray();
    }

    /** By the objective along the simulator's own trajectory: through the simulator's derivative nothing may be missing. */
    @ParameterizedTest
    @EnumSource(
            value = Actor.Head.class,
            names = {"STATE_INDEPENDENT", "STATE_DEPENDENT"})
    void theDecoupledGradientGoesThroughWhatIsRemembered(Actor.Head head) {
        try (var setting = Setting.of(head)) {
            var bonus = head == Actor.Head.STATE_DEPENDENT ? new EntropyBonus(0.3, 0.1) : EntropyBonus.NONE;
            double[] memory = some(ENVIRONMENTS * UNITS, 1);
            var from = setting.environment.save();
            var rollout = setting.collect(memory);
            double[] gradient = GradientSource.decoupled(new TangentModel(rollout))
                    .differentiate(rollout, setting.critic, bonus)
                    .values();
            double[] parameters = setting.actor.parameters().values();
            for (int k = 0; k < 2; k++) {
                double[] direction = some(parameters.length, 10 + k);
                double h = 1e-6;
                double difference = (objective(setting, from, memory, bonus, parameters, direction, h)
                                - objective(setting, from, memory, bonus, parameters, direction, -h))
                        / (2 * h);
                double along = IntStream.range(0, gradient.length)
                        .mapToDouble(i -> gradient[i] * direction[i])
                        .sum();
                assertEquals(difference, along, 1e-5 * Math.abs(difference) + 1e-9);
            }
        }
    }

    /** The objective of the window that comes of other parameters. */
    private static double objective(
            Setting setting,
            Environment.Snapshot from,
            double[] memory,
            EntropyBonus bonus,
            double[] parameters,
            double[] direction,
            double h) {
        setting.environment.restore(from);
        setting.actor
                .parameters()
                .setValues(IntStream.range(0, parameters.length)
                        .mapToDouble(i -> parameters[i] + h * direction[i])
                        .toArray());
        var rollout = setting.collect(memory);
        double value = GradientSource.decoupled(new TangentModel(rollout))
                .differentiate(rollout, setting.critic, bonus)
                .objective();
        setting.actor.parameters().setValues(parameters);
        return value;
    }

    @Test
    void whatIsRememberedFlowsFromTheWindowsStartAndFromZerosWhereAnEpisodeEnded() {
        try (var setting = Setting.of(Actor.Head.STATE_INDEPENDENT)) {
            double[] memory = some(ENVIRONMENTS * UNITS, 1);
            // An episode in the middle of its last steps.
            var snapshot = setting.environment.save();
            int[] age = snapshot.age().clone();
            age[1] = setting.environment.task().episodeLength() - 2;
            setting.environment.restore(new Environment.Snapshot(
                    snapshot.state(), snapshot.lastAction(), age, snapshot.episode(), snapshot.episodeReturn()));
            var rollout = setting.collect(memory);
            assertArrayEquals(memory, rollout.memory()[0]);
            assertTrue(rollout.truncated()[1][1], "its time is over");
            for (int i = 0; i < UNITS; i++) {
                assertEquals(0, rollout.memory()[2][UNITS + i]);
                assertTrue(rollout.memory()[2][i] != 0);
            }
            assertArrayEquals(
                    rollout.finalMemory(),
                    setting.actor
                            .act(
                                    rollout.observation()[HORIZON - 1],
                                    rollout.scaling(),
                                    rollout.noise()[HORIZON - 1],
                                    rollout.memory()[HORIZON - 1])
                            .memory());
            // What the tape carries is the same: with a perfect model of nothing the objective's value is the window's.
            double expected = 0;
            var weights = rollout.objective(setting.critic).rewardWeight();
            for (int t = 0; t < HORIZON; t++) {
                for (int e = 0; e < ENVIRONMENTS; e++) {
                    expected += weights[t][e] * rollout.logProbabilities()[t][e];
                }
            }
            var bonus = new EntropyBonus(-1, 0);
            var model = new DynamicsModel(
                    new DynamicsModel.Config(List.of(16, 16), 1e-3, 1, 8),
                    setting.actor.normalizer(),
                    setting.actor.actionSize(),
                    SEEDS,
                    DataType.FLOAT64);
            try (model) {
                var source = GradientSource.decoupled(model);
                assertEquals(
                        expected,
                        source.differentiate(rollout, setting.critic, bonus).objective()
                                - source.differentiate(rollout, setting.critic).objective(),
                        1e-9 * Math.abs(expected));
            }
        }
    }

    @Test
    void alongEpisodesItRemembersUntilOthersBegin() {
        try (var setting = Setting.of(Actor.Head.DETERMINISTIC)) {
            setting.environment.restart();
            var rollout = setting.collect(setting.actor.nothingRemembered(ENVIRONMENTS));
            var acting = setting.actor.acting();
            for (int again = 0; again < 2; again++) {
                RecurrentPolicy.begin(acting);
                for (int t = 0; t < HORIZON; t++) {
                    assertArrayEquals(rollout.action()[t], acting.apply(rollout.observation()[t]));
                }
            }
            double[] first = rollout.observation()[0];
            assertArrayEquals(rollout.action()[0], setting.actor.act(first, rollout.scaling()));
            assertTrue(acting.apply(first)[0] != rollout.action()[0][0], "what it remembers matters");
            var refused =
                    assertThrows(IllegalArgumentException.class, () -> acting.apply(new double[first.length / 3]));
            assertTrue(refused.getMessage().contains("3 episodes on their way"), refused.getMessage());
        }
    }

    @Test
    void whereNothingCanBeRememberedItIsRefused() {
        try (var setting = Setting.of(Actor.Head.STATE_INDEPENDENT)) {
            var rollout = setting.collect(setting.actor.nothingRemembered(ENVIRONMENTS));
            var adjoint = assertThrows(
                    IllegalArgumentException.class,
                    () -> GradientSource.adjoint().differentiate(rollout, setting.critic));
            assertTrue(adjoint.getMessage().contains("one that remembers nothing"), adjoint.getMessage());
            var imagined = assertThrows(
                    IllegalArgumentException.class,
                    () -> Imagination.of(
                            setting.environment,
                            setting.actor,
                            new TangentModel(rollout),
                            () -> rollout.observation()[0],
                            1,
                            1,
                            SEEDS.stream("x")));
            assertTrue(imagined.getMessage().contains("one that remembers nothing"), imagined.getMessage());
        }
    }
}
