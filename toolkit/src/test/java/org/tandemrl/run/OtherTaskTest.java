package org.tandemrl.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.types.DataType;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.tandemrl.algorithm.Algorithms;
import org.tandemrl.critic.Critic;
import org.tandemrl.dynamics.Buffer;
import org.tandemrl.dynamics.DynamicsModel;
import org.tandemrl.gradient.GradientSource;
import org.tandemrl.gradient.Imagination;
import org.tandemrl.gradient.Rollout;
import org.tandemrl.nn.LinearSchedule;
import org.tandemrl.nn.Normalizer;
import org.tandemrl.nn.Tensors;
import org.tandemrl.policy.Actor;
import org.tandemrl.random.Seeds;
import org.tandemrl.study.GradientStudy;
import org.tandemrl.task.Environment;
import org.tandemrl.task.Tasks;

/** What was made for one task and meets another is refused by the names and sizes of both, wherever they meet. */
final class OtherTaskTest {
    private static final Seeds SEEDS = new Seeds(1);
    private static final String HOPPER = "observations of 11 numbers and 3 actions";
    private static final String CHEETAH = "task cheetah has observations of 17 numbers and 6 actions";

    /** Everything that is learned, for one task, and environments of it. */
    private static final class Parts implements AutoCloseable {
        final Environment environment;
        final Normalizer normalizer;
        final Actor actor;
        final Critic critic;
        final DynamicsModel model;
        final Buffer buffer;

        Parts(String name) {
            var task = Tasks.named(name);
            var rate = new LinearSchedule(1e-3, 1e-4, 100);
            environment = new Environment(task, task.simulator(11, 1), SEEDS, true);
            normalizer = new Normalizer(task.observationSize());
            actor = new Actor(
                    new Actor.Config(List.of(8), -1, rate, 0.9, 0.99, 1),
                    normalizer,
                    task.actionSize(),
                    SEEDS,
                    DataType.FLOAT32);
            critic = new Critic(
                    new Critic.Config(List.of(8), rate, 0.9, 0.99, 1, 0.99, 0.95, 1, 1, 0.2),
                    task.observationSize(),
                    SEEDS,
                    DataType.FLOAT32);
            model = new DynamicsModel(
                    new DynamicsModel.Config(List.of(16, 16), 1e-3, 1, 4),
                    normalizer,
                    task.actionSize(),
                    SEEDS,
                    DataType.FLOAT32);
            buffer = new Buffer(task.observationSize(), task.actionSize(), 100);
        }

        Rollout rollout() {
            return Rollout.collect(environment, actor, 2, SEEDS.stream("noise"));
        }

        @Override
        public void close() {
            model.close();
            critic.close();
            actor.close();
            environment.close();
        }
    }

    private final Parts hopper = new Parts("hopper");
    private final Parts cheetah = new Parts("cheetah");

    @AfterEach
    void close() {
        hopper.close();
        cheetah.close();
    }

    private static String refused(Executable misuse) {
        return assertThrows(IllegalArgumentException.class, misuse).getMessage();
    }

    private static void names(String part, Executable misuse) {
        assertEquals(
                "The " + part + " is for " + HOPPER + ", as in task hopper; " + CHEETAH + ". Make the " + part
                        + " with that task's sizes, or use it in the task that it was made for.",
                refused(misuse));
    }

    /** Eleven environments of 17 numbers are as many numbers as 17 of 11: counting alone would not notice. */
    @Test
    void anActorInTheEnvironmentOfAnotherTask() {
        names("actor", () -> Rollout.collect(cheetah.environment, hopper.actor, 2, SEEDS.stream("noise")));
        names(
                "actor",
                () -> Imagination.of(
                        cheetah.environment,
                        hopper.actor,
                        cheetah.model,
                        () -> new double[17],
                        2,
                        2,
                        SEEDS.stream("noise")));
    }

    @Test
    void aModelOfAnotherTaskAsGradientSource() {
        var rollout = cheetah.rollout();
        for (var source : List.of(GradientSource.decoupled(hopper.model), GradientSource.imagined(hopper.model))) {
            names("model", () -> source.differentiate(rollout, cheetah.critic));
        }
        names(
                "model",
                () -> Imagination.of(
                        cheetah.environment,
                        cheetah.actor,
                        hopper.model,
                        () -> new double[17],
                        2,
                        2,
                        SEEDS.stream("noise")));
        assertEquals(
                "The model is for " + HOPPER
                        + "; the buffer has observations of 17 numbers and 6 actions. Fit a model to the"
                        + " transitions of the task that it was made for.",
                refused(() -> hopper.model.fit(cheetah.buffer)));
    }

    @Test
    void aCriticOfAnotherTask() {
        var rollout = cheetah.rollout();
        for (var source : List.of(GradientSource.adjoint(), GradientSource.decoupled(cheetah.model))) {
            assertEquals(
                    "The critic is for observations of 11 numbers, as in task hopper; " + CHEETAH
                            + ". Make the critic with that task's"
                            + " size, or use it in the task that it was made for.",
                    refused(() -> source.differentiate(rollout, hopper.critic)));
        }
        assertEquals(
                "The critic is for observations of 11 numbers, as in task hopper; this window has observations of 17 numbers, as in"
                        + " task cheetah.",
                refused(() -> hopper.critic.fit(rollout)));
    }

    @Test
    void aBufferAndStatisticsOfAnotherTask() {
        var rollout = cheetah.rollout();
        names("buffer", () -> rollout.addTo(hopper.buffer));
        assertEquals(
                "The running statistics are of observations of 11 numbers, as in task hopper; " + CHEETAH + ".",
                refused(() -> rollout.addTo(hopper.normalizer)));
        var one = refused(() -> hopper.buffer.add(new double[17], new double[6], new double[17]));
        assertEquals(
                "The buffer is for " + HOPPER
                        + ", as in task hopper; given are 17 numbers, as in task cheetah, which are no whole"
                        + " observations of that size.",
                one);
    }

    @Test
    void aStudyOfGradientsWithAPartOfAnotherTask() {
        var task = cheetah.environment.task();
        var plan = new GradientStudy.Plan(List.of(1), 11, 3, 1, 0);
        try (var simulator = Tasks.differentiable(task, 11, 1)) {
            names(
                    "actor",
                    () -> GradientStudy.of(
                            new GradientStudy.Subject(
                                    task, simulator, true, hopper.actor, cheetah.critic, cheetah.model),
                            plan,
                            (d, a) -> {}));
            names(
                    "model",
                    () -> GradientStudy.of(
                            new GradientStudy.Subject(
                                    task, simulator, true, cheetah.actor, cheetah.critic, hopper.model),
                            plan,
                            (d, a) -> {}));
        }
    }

    /** Of every algorithm: one episode and eleven, the same number of numbers as 17 of its own. */
    @Test
    void theLearnedPolicyOfAnotherTaskInAnEpisodeAndAnEvaluation() {
        var task = Tasks.named("cheetah");
        for (var name : List.of("dmo", "sapo", "ppo", "sac")) {
            var own = Tasks.named("hopper");
            var environment = new Environment(own, own.simulator(8, 1), SEEDS, true);
            try (var algorithm =
                    Algorithms.named(name).make(Algorithms.named(name).config("hopper"), environment, SEEDS, 1)) {
                String play = refused(() -> Episode.play(task, algorithm::act, 2, 1));
                assertEquals(
                        "The policy fails here, where " + CHEETAH + ". The policy of " + name + " on hopper is for "
                                + HOPPER
                                + ", as in task hopper; given are 17 numbers, as in task cheetah, which are no whole observations of that size.",
                        play);
                String evaluate = refused(() -> Evaluation.of(task, algorithm::act, 2, 1, 1));
                assertTrue(
                        evaluate.startsWith(
                                "The policy fails here, where " + CHEETAH + ". The policy of " + name + " on hopper"),
                        evaluate);
                String eleven = refused(() -> Evaluation.of(task, algorithm::act, 11, 1, 1));
                assertEquals("A step of 11 environments takes 66 numbers, as " + CHEETAH + "; given are 51.", eleven);
            }
        }
    }

    @Test
    void actionsOfAnotherTask() {
        try (var one =
                new Environment(Tasks.named("cheetah"), Tasks.named("cheetah").simulator(1, 1), SEEDS, true)) {
            assertEquals(
                    "A step of 1 environment takes 6 numbers, as " + CHEETAH
                            + "; given are 3: 3 actions, as in task hopper.",
                    refused(() -> one.step(new double[3])));
        }
    }

    /** DJL takes what it needs of too many numbers and only writes a warning, "Input buffer size is greater than the NDArray size". */
    @Test
    void aTensorOfAnotherSizeThanItsNumbers() {
        try (var manager = Tensors.manager()) {
            for (var type : List.of(DataType.FLOAT32, DataType.FLOAT64)) {
                assertEquals(
                        "A tensor of shape [1, 11] holds 11 numbers; given are 17.",
                        refused(() -> Tensors.of(manager, type, new double[17], 1, 11)));
            }
        }
        assertEquals(
                "The actor is for " + HOPPER
                        + ", as in task hopper; given are 17 numbers, as in task cheetah, which are no whole"
                        + " observations of that size.",
                refused(() -> hopper.actor.act(new double[17], hopper.normalizer.scaling())));
    }
}
