package org.tandemrl.gradient;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.DoubleSupplier;
import org.apache.commons.math3.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tandemrl.critic.Critic;
import org.tandemrl.critic.CriticInput;
import org.tandemrl.dynamics.DynamicsModel;
import org.tandemrl.dynamics.Predictor;
import org.tandemrl.dynamics.RecurrentModel;
import org.tandemrl.nn.LinearSchedule;
import org.tandemrl.nn.Normalizer;
import org.tandemrl.nn.Tensors;
import org.tandemrl.policy.Actor;
import org.tandemrl.policy.PolicyGradient;
import org.tandemrl.random.Seeds;
import org.tandemrl.sim.Simulator;
import org.tandemrl.task.Environment;
import org.tandemrl.task.Tasks;

/** The three gradient sources in double precision: against each other, and against finite differences of the objective. */
final class GradientSourceTest {
    private static final int ENVIRONMENTS = 3;
    private static final Seeds SEEDS = new Seeds(7);

    /** Everything needed to collect the same rollout again with other actor parameters. */
    private record Setting(Environment environment, Actor actor, Critic critic, DynamicsModel model, int horizon)
            implements AutoCloseable {
        static Setting of(String name, int horizon) {
            return of(name, horizon, DataType.FLOAT64);
        }

        static Setting of(String name, int horizon, DataType type) {
            var task = Tasks.named(name);
            var environment = new Environment(task, task.simulator(ENVIRONMENTS, 1), SEEDS, true);
            var normalizer = new Normalizer(task.observationSize());
            var rate = new LinearSchedule(1e-3, 1e-3, 1);
            var actor = new Actor(
                    new Actor.Config(List.of(16, 16), -1, rate, 0.9, 0.999, 1),
                    normalizer,
                    task.actionSize(),
                    SEEDS,
                    type);
            var critic = new Critic(
                    new Critic.Config(List.of(16), rate, 0.9, 0.999, 1, 0.99, 0.95, 1, 1, 0.2),
                    task.observationSize(),
                    SEEDS,
                    type);
            var model = new DynamicsModel(
                    new DynamicsModel.Config(List.of(16, 16), 1e-3, 1, 8), normalizer, task.actionSize(), SEEDS, type);
            var setting = new Setting(environment, actor, critic, model, horizon);
            // Move away from the start, into contact, and give the statistics something to normalise by.
            for (int i = 0; i < 3; i++) {
                Rollout.collect(environment, actor, 8, SEEDS.stream("warm", i)).addTo(normalizer);
            }
            return setting;
        }

        Rollout collect(Environment.Snapshot from) {
            environment.restore(from);
            RandomGenerator noise = SEEDS.stream("noise");
            return Rollout.collect(environment, actor, horizon, noise);
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
    @ValueSource(strings = {"cartpole", "hopper", "cheetah", "ant", "humanoid", "snu"})
    void theAdjointGradientIsThatOfTheObjectiveByFiniteDifferences(String task) {
        try (var setting = Setting.of(task, 4)) {
            var from = setting.environment.save();
            var gradient = GradientSource.adjoint().differentiate(setting.collect(from), setting.critic);
            double[] parameters = setting.actor.parameters().values();
            for (int k = 0; k < 3; k++) {
                double[] direction = direction(parameters.length, k);
                double difference = centralDifference(
                        setting, parameters, direction, () -> objective(setting.collect(from), setting.critic));
                assertEquals(difference, dot(gradient.values(), direction), 1e-5 * Math.abs(difference) + 1e-9);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"cartpole", "hopper", "ant"})
    void theImaginedGradientIsThatOfItsOwnObjectiveByFiniteDifferences(String task) {
        try (var setting = Setting.of(task, 4)) {
            var rollout = Rollout.collect(setting.environment, setting.actor, setting.horizon, SEEDS.stream("noise"));
            var source = GradientSource.imagined(setting.model);
            var gradient = source.differentiate(rollout, setting.critic);
            double[] parameters = setting.actor.parameters().values();
            double[] direction = direction(parameters.length, 0);
            double difference = centralDifference(
                    setting,
                    parameters,
                    direction,
                    () -> source.differentiate(rollout, setting.critic).objective());
            assertEquals(difference, dot(gradient.values(), direction), 1e-6 * Math.abs(difference) + 1e-10);
        }
    }

    /** What is asked after a renewal is given, and not what was done: a constant of the objective. */
    @Test
    void aGradientDoesNotCrossARenewal() {
        try (var setting = Setting.of("hopper", 6)) {
            var rollout = KernelDecoupledTest.renewed(
                    Rollout.collect(setting.environment, setting.actor, setting.horizon, SEEDS.stream("noise")));
            var source = GradientSource.imagined(setting.model);
            var gradient = source.differentiate(rollout, setting.critic);
            double[] parameters = setting.actor.parameters().values();
            double[] direction = direction(parameters.length, 0);
            double difference = centralDifference(
                    setting,
                    parameters,
                    direction,
                    () -> source.differentiate(rollout, setting.critic).objective());
            assertEquals(difference, dot(gradient.values(), direction), 1e-6 * Math.abs(difference) + 1e-10);
            double across = dot(
                    source.differentiate(
                                    Rollout.collect(
                                            setting.environment, setting.actor, setting.horizon, SEEDS.stream("noise")),
                                    setting.critic)
                            .values(),
                    direction);
            assertTrue(Math.abs(across - difference) > 1e-3 * Math.abs(difference), "what is cut matters");
        }
    }

    /** The model's variants, their learned reward's gradient included. */
    @ParameterizedTest
    @ValueSource(strings = {"GAUSSIAN,NEXT,false", "DETERMINISTIC,CHANGE,true", "DETERMINISTIC,NEXT,true"})
    void everyModelsImaginedGradientIsThatOfItsOwnObjectiveByFiniteDifferences(String variant) {
        String[] v = variant.split(",");
        try (var setting = Setting.of("hopper", 4);
                var model = new DynamicsModel(
                        new DynamicsModel.Config(
                                List.of(16, 16),
                                1e-3,
                                1,
                                8,
                                DynamicsModel.Loss.valueOf(v[0]),
                                DynamicsModel.Target.valueOf(v[1]),
                                Boolean.parseBoolean(v[2])),
                        setting.actor.normalizer(),
                        setting.actor.actionSize(),
                        SEEDS,
                        DataType.FLOAT64)) {
            var rollout = Rollout.collect(setting.environment, setting.actor, setting.horizon, SEEDS.stream("noise"));
            var source = GradientSource.imagined(model);
            var gradient = source.differentiate(rollout, setting.critic);
            double[] parameters = setting.actor.parameters().values();
            double[] direction = direction(parameters.length, 0);
            double difference = centralDifference(
                    setting,
                    parameters,
                    direction,
                    () -> source.differentiate(rollout, setting.critic).objective());
            assertEquals(difference, dot(gradient.values(), direction), 1e-6 * Math.abs(difference) + 1e-10);
            // A window that the model itself imagines has its rewards, so that decoupled and imagined are the same
            // there.
            var imagined = Imagination.of(
                    setting.environment,
                    setting.actor,
                    model,
                    () -> new double[setting.environment.task().observationSize()],
                    4,
                    3,
                    SEEDS.stream("imagined"));
            assertEquals(
                    source.differentiate(imagined, setting.critic).objective(),
                    GradientSource.decoupled(model)
                            .differentiate(imagined, setting.critic)
                            .objective(),
                    1e-12);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"cartpole", "hopper"})
    // Not on Ant: its observation (two headings of one far target) has no inverse by which a state's derivative becomes
    // exactly
    // an observation's; CartPole and Hopper are embedded in theirs.
    void decoupledThroughTheSimulatorsOwnDerivativeIsTheAdjoint(String task) {
        try (var setting = Setting.of(task, 16)) {
            var rollout = Rollout.collect(setting.environment, setting.actor, setting.horizon, SEEDS.stream("noise"));
            var adjoint = GradientSource.adjoint().differentiate(rollout, setting.critic);
            var decoupled = GradientSource.decoupled(new TangentModel(rollout)).differentiate(rollout, setting.critic);
            assertEquals(adjoint.objective(), decoupled.objective(), 1e-9 * Math.abs(adjoint.objective()));
            assertClose(adjoint, decoupled, 1e-9);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"hopper", "ant"})
    void theDecoupledTrajectoryIsTheSimulatorsBitForBit(String task) {
        for (var type : List.of(DataType.FLOAT64, DataType.FLOAT32)) {
            try (var setting = Setting.of(task, 16, type)) {
                var rollout =
                        Rollout.collect(setting.environment, setting.actor, setting.horizon, SEEDS.stream("noise"));
                var visited = new ArrayList<double[]>();
                new ModelUnroll(setting.model, true)
                        .differentiate(rollout, setting.critic, EntropyBonus.NONE, s -> visited.add(Tensors.values(s)));
                for (int t = 0; t < setting.horizon; t++) {
                    double[] expected = rollout.nextObservation()[t].clone();
                    if (type == DataType.FLOAT32) {
                        for (int i = 0; i < expected.length; i++) {
                            expected[i] = (float) expected[i];
                        }
                    }
                    assertArrayEquals(expected, visited.get(t));
                }
                var imagined = new ArrayList<double[]>();
                new ModelUnroll(setting.model, false)
                        .differentiate(
                                rollout, setting.critic, EntropyBonus.NONE, s -> imagined.add(Tensors.values(s)));
                assertTrue(
                        Math.abs(imagined.getLast()[0] - visited.getLast()[0]) > 1e-6,
                        "an untrained model's imagination must leave the simulator's trajectory");
            }
        }
    }

    /** DJL's mul(Number) frees its scalar while the tape needs it; a garbage collection in between shows it. */
    @ParameterizedTest
    @ValueSource(strings = {"cartpole", "ant"})
    void aGarbageCollectionDuringTheUnrollChangesNothing(String task) {
        try (var setting = Setting.of(task, 8, DataType.FLOAT32)) {
            var rollout = Rollout.collect(setting.environment, setting.actor, setting.horizon, SEEDS.stream("noise"));
            double[] expected = GradientSource.decoupled(setting.model)
                    .differentiate(rollout, setting.critic)
                    .values();
            var collecting = GradientSource.decoupled((observation, action, scaling) -> {
                System.gc();
                return setting.model.predict(observation, action, scaling);
            });
            for (int i = 0; i < 3; i++) {
                assertArrayEquals(
                        expected,
                        collecting.differentiate(rollout, setting.critic).values());
            }
        }
    }

    private static RecurrentModel recurrent(Setting setting) {
        var plain = new DynamicsModel.Config(List.of(16, 16), 1e-3, 1, 8);
        return new RecurrentModel(
                new RecurrentModel.Config(plain, 6, 5, ENVIRONMENTS),
                setting.actor.normalizer(),
                setting.actor.actionSize(),
                SEEDS,
                DataType.FLOAT64);
    }

    /** With a critic that sees what is remembered, so that this too has a gradient. */
    @Test
    void theImaginedGradientThroughAMemoryIsThatOfItsOwnObjectiveByFiniteDifferences() {
        try (var setting = Setting.of("hopper", 5);
                var model = recurrent(setting);
                var critic = new Critic(
                        criticConfig(),
                        CriticInput.OBSERVATION_AND_HIDDEN,
                        setting.environment.task().observationSize() + 6,
                        SEEDS,
                        DataType.FLOAT64,
                        Optional.empty())) {
            double[] start = direction(ENVIRONMENTS * 6, 7);
            var rollout = Rollout.collect(setting.environment, setting.actor, setting.horizon, SEEDS.stream("noise"))
                    .withHiddenStates(model, start);
            rollout.truncated()[1][0] = true;
            var source = GradientSource.imagined(model);
            var gradient = source.differentiate(rollout, critic);
            double[] parameters = setting.actor.parameters().values();
            double[] direction = direction(parameters.length, 0);
            double difference = centralDifference(
                    setting,
                    parameters,
                    direction,
                    () -> source.differentiate(rollout, critic).objective());
            assertEquals(difference, dot(gradient.values(), direction), 1e-6 * Math.abs(difference) + 1e-10);
            assertTrue(Double.isFinite(critic.fit(rollout)));
            var refused = assertThrows(
                    IllegalArgumentException.class,
                    () -> GradientSource.adjoint().differentiate(rollout, critic));
            assertTrue(refused.getMessage().contains("no derivative by what a model remembers"), refused.getMessage());
        }
    }

    @Test
    void whatIsRememberedFlowsFromTheWindowsStartAndFromZerosWhereAnEpisodeEnded() {
        try (var setting = Setting.of("hopper", 5);
                var model = recurrent(setting)) {
            double[] start = direction(ENVIRONMENTS * 6, 7);
            var collected = Rollout.collect(setting.environment, setting.actor, setting.horizon, SEEDS.stream("noise"));
            collected.truncated()[1][0] = true;
            collected.terminated()[4][2] = true;
            var rollout = collected.withHiddenStates(model, start);
            assertArrayEquals(start, rollout.hidden()[0]);
            for (int t = 1; t < 5; t++) {
                for (int i = 0; i < ENVIRONMENTS * 6; i++) {
                    boolean restarted = rollout.ended(t - 1, i / 6);
                    assertEquals(restarted ? 0 : rollout.nextHidden()[t - 1][i], rollout.hidden()[t][i]);
                    assertTrue(rollout.nextHidden()[t - 1][i] != 0);
                }
            }
            assertEquals(0, rollout.finalHidden()[2 * 6]);
            assertEquals(rollout.nextHidden()[4][6], rollout.finalHidden()[6]);

            for (boolean decoupled : new boolean[] {true, false}) {
                var given = new ArrayList<double[]>();
                var listening = listening(model, given);
                new ModelUnroll(listening, decoupled).differentiate(rollout, setting.critic);
                int[] since = new int[ENVIRONMENTS];
                for (int t = 0; t < 5; t++) {
                    for (int i = 0; i < ENVIRONMENTS * 6; i++) {
                        // Along the simulator's states the memory is that of the data; along imagined ones only until
                        // these differ.
                        boolean same = decoupled || since[i / 6] < 2;
                        double apart = Math.abs(rollout.hidden()[t][i] - given.get(t)[i]);
                        assertTrue(same ? apart < 1e-13 : apart > 1e-9, "step " + t + ", " + i + ": " + apart);
                    }
                    for (int e = 0; e < ENVIRONMENTS; e++) {
                        since[e] = rollout.ended(t, e) ? 0 : since[e] + 1;
                    }
                }
            }
            var refused = assertThrows(
                    IllegalArgumentException.class,
                    () -> GradientSource.decoupled(model).differentiate(collected, setting.critic));
            assertTrue(
                    refused.getMessage().contains("The model remembers 6 numbers, the window 0"), refused.getMessage());
        }
    }

    private static Predictor listening(Predictor model, List<double[]> given) {
        return new Predictor() {
            @Override
            public NDArray predict(NDArray observation, NDArray action, Normalizer.Scaling.OnTensors scaling) {
                throw new AssertionError("asked without what is remembered");
            }

            @Override
            public int hiddenSize() {
                return model.hiddenSize();
            }

            @Override
            public Prediction predict(
                    NDArray observation,
                    NDArray action,
                    Optional<NDArray> hidden,
                    Normalizer.Scaling.OnTensors scaling) {
                given.add(Tensors.values(hidden.orElseThrow()));
                return model.predict(observation, action, hidden, scaling);
            }

            @Override
            public void setTrainable(boolean trainable) {
                model.setTrainable(trainable);
            }
        };
    }

    private static Critic.Config criticConfig() {
        return new Critic.Config(List.of(16), new LinearSchedule(1e-3, 1e-3, 1), 0.9, 0.999, 1, 0.99, 0.95, 1, 1, 0.2);
    }

    @Test
    void aCriticOfTheStateGivesTheAdjointAGradientThatIsTheObjectives() {
        try (var setting = Setting.of("ant", 4);
                var critic = new Critic(
                        criticConfig(),
                        CriticInput.STATE,
                        setting.environment.task().stateSize(),
                        SEEDS,
                        DataType.FLOAT64,
                        Optional.empty())) {
            // Statistics of states to normalise by.
            critic.fit(Rollout.collect(setting.environment, setting.actor, 8, SEEDS.stream("states")));
            var from = setting.environment.save();
            var rollout = setting.collect(from);
            var gradient = GradientSource.adjoint().differentiate(rollout, critic);
            double[] parameters = setting.actor.parameters().values();
            double[] direction = direction(parameters.length, 0);
            double difference =
                    centralDifference(setting, parameters, direction, () -> objective(setting.collect(from), critic));
            assertEquals(difference, dot(gradient.values(), direction), 1e-5 * Math.abs(difference) + 1e-9);
            assertEquals(objective(rollout, critic), gradient.objective(), 1e-12);
            var refused = assertThrows(
                    IllegalArgumentException.class,
                    () -> GradientSource.decoupled(setting.model).differentiate(rollout, critic));
            assertTrue(
                    refused.getMessage().contains("a value of the simulator's state has no derivative"),
                    refused.getMessage());
        }
    }

    @Test
    void gradientsStopAtRealRestartsEarlyAndByTime() {
        try (var setting = Setting.of("hopper", 10)) {
            // On until one of the falling hoppers ends early inside a window; the first is cut by time in it.
            Environment.Snapshot from;
            Rollout rollout;
            int tries = 0;
            do {
                var here = setting.environment.save();
                int[] age = here.age().clone();
                age[0] = setting.environment.task().episodeLength() - 4;
                from = new Environment.Snapshot(
                        here.state(), here.lastAction(), age, here.episode(), here.episodeReturn());
                rollout = setting.collect(from);
                assertTrue(++tries < 50, "no hopper fell");
            } while (!(rollout.truncated()[3][0] && endsEarlyInside(rollout)));

            var weights = rollout.objective(0.99, true);
            assertEquals(weights.rewardWeight()[0][0], weights.rewardWeight()[4][0], 0, "the discount restarts at 1");
            var adjoint = GradientSource.adjoint().differentiate(rollout, setting.critic);
            var decoupled = GradientSource.decoupled(new TangentModel(rollout)).differentiate(rollout, setting.critic);
            assertClose(adjoint, decoupled, 1e-9);
            double[] parameters = setting.actor.parameters().values();
            double[] direction = direction(parameters.length, 0);
            var start = from;
            // Of what is differentiated: rewards and values of restarted episodes count, but not through the restart.
            double difference = centralDifference(
                    setting, parameters, direction, () -> objective(setting.collect(start), setting.critic));
            assertEquals(difference, dot(adjoint.values(), direction), 1e-5 * Math.abs(difference) + 1e-9);
        }
    }

    private static boolean endsEarlyInside(Rollout rollout) {
        for (int t = 1; t < rollout.horizon() - 2; t++) {
            for (int e = 1; e < rollout.environments(); e++) {
                if (rollout.terminated()[t][e]) {
                    assertEquals(
                            0, rollout.objective(0.99, true).valueWeight()[t][e], "an early end bootstraps nothing");
                    return true;
                }
            }
        }
        return false;
    }

    @Test
    void aTruncatedEpisodeBootstrapsItsLastState() {
        try (var setting = Setting.of("cartpole", 4)) {
            var rollout = Rollout.collect(setting.environment, setting.actor, setting.horizon, SEEDS.stream("noise"));
            rollout.truncated()[1][0] = true;
            var weights = rollout.objective(0.9, true);
            double unit = 1.0 / (4 * ENVIRONMENTS);
            assertEquals(0.81 * unit, weights.valueWeight()[1][0], 1e-15);
            assertEquals(0, weights.valueWeight()[1][1]);
            assertEquals(0.81 * unit, weights.valueWeight()[3][0], 1e-15);
            assertEquals(0.9 * 0.9 * 0.9 * 0.9 * unit, weights.valueWeight()[3][1], 1e-15);
        }
    }

    @Test
    void aSimulatorWithoutDerivativeIsRefusedByTheAdjoint() {
        try (var setting = Setting.of("cartpole", 2)) {
            var simulator = setting.environment.simulator();
            var plain = new Simulator() {
                @Override
                public int environments() {
                    return simulator.environments();
                }

                @Override
                public int stateSize() {
                    return simulator.stateSize();
                }

                @Override
                public int controlSize() {
                    return simulator.controlSize();
                }

                @Override
                public double timeStep() {
                    return simulator.timeStep();
                }

                @Override
                public void step(double[] state, double[] control, double[] next) {
                    simulator.step(state, control, next);
                }
            };
            var environment = new Environment(setting.environment.task(), plain, SEEDS, true);
            var rollout = Rollout.collect(environment, setting.actor, 2, SEEDS.stream("noise"));
            var failure = assertThrows(
                    IllegalArgumentException.class,
                    () -> GradientSource.adjoint().differentiate(rollout, setting.critic));
            assertTrue(failure.getMessage().contains("has no derivative"));
        }
    }

    private static double objective(Rollout rollout, Critic critic) {
        var weights = rollout.objective(critic);
        double sum = 0;
        try (var scope = Tensors.scope(critic.parameters().manager())) {
            for (int t = 0; t < rollout.horizon(); t++) {
                int n = rollout.environments();
                double[] rows =
                        critic.input() == CriticInput.STATE ? rollout.nextState()[t] : rollout.nextObservation()[t];
                var normalized = Tensors.of(
                        scope,
                        DataType.FLOAT64,
                        critic.scaling(rollout.scaling()).apply(rows),
                        n,
                        rows.length / n);
                double[] value = Tensors.values(critic.target(normalized));
                for (int e = 0; e < n; e++) {
                    sum += weights.rewardWeight()[t][e] * rollout.reward()[t][e]
                            + weights.valueWeight()[t][e] * value[e];
                }
            }
        }
        return sum;
    }

    private static double centralDifference(
            Setting setting, double[] parameters, double[] direction, DoubleSupplier objective) {
        double step = 1e-6;
        double[] ends = new double[2];
        for (int side = 0; side < 2; side++) {
            double[] moved = parameters.clone();
            for (int i = 0; i < moved.length; i++) {
                moved[i] += (side == 0 ? -step : step) * direction[i];
            }
            setting.actor.parameters().setValues(moved);
            ends[side] = objective.getAsDouble();
        }
        setting.actor.parameters().setValues(parameters);
        return (ends[1] - ends[0]) / (2 * step);
    }

    private static double[] direction(int length, int k) {
        var random = SEEDS.stream("direction", k);
        double[] direction = new double[length];
        for (int i = 0; i < length; i++) {
            direction[i] = random.nextGaussian();
        }
        return direction;
    }

    private static double dot(double[] a, double[] b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += a[i] * b[i];
        }
        return sum;
    }

    private static void assertClose(PolicyGradient expected, PolicyGradient actual, double tolerance) {
        double difference = 0;
        for (int i = 0; i < expected.values().length; i++) {
            double d = expected.values()[i] - actual.values()[i];
            difference += d * d;
        }
        assertTrue(expected.norm() > 1e-8, "the gradient must not vanish");
        assertTrue(
                Math.sqrt(difference) <= tolerance * expected.norm(),
                "relative difference " + Math.sqrt(difference) / expected.norm());
    }
}
