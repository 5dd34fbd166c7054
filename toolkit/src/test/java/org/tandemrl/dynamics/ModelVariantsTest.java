package org.tandemrl.dynamics;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.DoubleSupplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.tandemrl.dynamics.DynamicsModel.Loss;
import org.tandemrl.dynamics.DynamicsModel.Target;
import org.tandemrl.nn.Mlp;
import org.tandemrl.nn.Normalizer;
import org.tandemrl.nn.Parameters;
import org.tandemrl.nn.Tensors;
import org.tandemrl.nn.kernels.Kernels;
import org.tandemrl.nn.kernels.Matrix;
import org.tandemrl.nn.kernels.Replica;
import org.tandemrl.random.Seeds;

final class ModelVariantsTest {
    private static final int O = 2;
    private static final int A = 1;
    private static final double NOISE = 0.1;

    private static DynamicsModel.Config config(Loss loss, Target target, boolean learnedReward) {
        return new DynamicsModel.Config(List.of(128, 32), 2e-3, 150, 128, loss, target, learnedReward);
    }

    static Stream<Arguments> regressions() {
        return Stream.of(
                Arguments.of(new ObservationRegression(Loss.GAUSSIAN, Target.CHANGE, O, A), 2 * O),
                Arguments.of(new ObservationRegression(Loss.GAUSSIAN, Target.NEXT, O, A), 2 * O),
                Arguments.of(new ObservationRegression(Loss.GAUSSIAN, Target.SCALED_CHANGE, O, A), 2 * O),
                Arguments.of(new ObservationRegression(Loss.DETERMINISTIC, Target.CHANGE, O, A), O),
                Arguments.of(new ObservationRegression(Loss.DETERMINISTIC, Target.NEXT, O, A), O),
                Arguments.of(new RewardRegression(2 * O + A), TwoHot.BINS));
    }

    /** A network in doubles, and a batch of inputs and targets made of random transitions. */
    private record Problem(Parameters parameters, Mlp network, float[] input, float[] target, int rows, int width) {
        static Problem of(Regression regression, int outputs) {
            int rows = 32;
            var random = new Seeds(4).stream("problem");
            var parameters = new Parameters(DataType.FLOAT64);
            var network = new Mlp(
                    parameters,
                    "n",
                    O + A,
                    List.of(
                            new Mlp.Hidden(128, Mlp.Activation.SIM_NORM, 1e-3f),
                            new Mlp.Hidden(32, Mlp.Activation.SILU, 1e-3f)),
                    outputs,
                    Mlp.Init.UNIFORM_FAN_IN,
                    random);
            float[] input = new float[rows * (O + A)];
            for (int i = 0; i < input.length; i++) {
                input[i] = (float) random.nextGaussian();
            }
            float[] target = new float[rows * regression.width()];
            float[] wanted = new float[regression.width()];
            float[] transition = new float[2 * O + A + 1];
            for (int r = 0; r < rows; r++) {
                for (int i = 0; i < transition.length; i++) {
                    transition[i] = (float) (10 * random.nextGaussian());
                }
                regression.target(transition, 0, wanted);
                System.arraycopy(wanted, 0, target, r * wanted.length, wanted.length);
            }
            return new Problem(parameters, network, input, target, rows, wanted.length);
        }

        double[] doubles(float[] values) {
            double[] result = new double[values.length];
            Arrays.setAll(result, i -> values[i]);
            return result;
        }

        double loss(Regression regression, boolean backward) {
            try (NDManager scope = Tensors.scope(parameters.manager());
                    var tape = Tensors.tape()) {
                var loss = regression.loss(
                        network.forward(Tensors.of(scope, DataType.FLOAT64, doubles(input), rows, O + A)),
                        Tensors.of(scope, DataType.FLOAT64, doubles(target), rows, width));
                if (backward) {
                    tape.backward(loss);
                }
                return Tensors.values(loss)[0];
            }
        }
    }

    @ParameterizedTest
    @MethodSource("regressions")
    void theGradientOfEveryLossIsThatByFiniteDifferences(Regression regression, int outputs) {
        var problem = Problem.of(regression, outputs);
        problem.loss(regression, true);
        double[] gradient = problem.parameters.takeGradient();
        double[] start = problem.parameters.values();
        for (int k = 0; k < 3; k++) {
            double[] direction = new double[start.length];
            var random = new Seeds(5).stream("direction", k);
            double slope = 0;
            for (int i = 0; i < direction.length; i++) {
                direction[i] = random.nextGaussian();
                slope += direction[i] * gradient[i];
            }
            DoubleSupplier loss = () -> problem.loss(regression, false);
            double difference =
                    (moved(problem, start, direction, 1e-6, loss) - moved(problem, start, direction, -1e-6, loss))
                            / 2e-6;
            assertEquals(difference, slope, 1e-6 * Math.abs(difference) + 1e-8);
        }
    }

    private static double moved(Problem problem, double[] start, double[] direction, double step, DoubleSupplier loss) {
        double[] moved = start.clone();
        for (int i = 0; i < moved.length; i++) {
            moved[i] += step * direction[i];
        }
        problem.parameters.setValues(moved);
        return loss.getAsDouble();
    }

    @ParameterizedTest
    @MethodSource("regressions")
    void writtenOutEveryLossAndItsGradientAreTheTapesInDoublePrecision(Regression regression, int outputs) {
        var problem = Problem.of(regression, outputs);
        double expected = problem.loss(regression, true);
        double[] gradient = problem.parameters.takeGradient();
        var single = new Parameters(DataType.FLOAT32);
        var network = new Mlp(
                single,
                "n",
                O + A,
                problem.network.hidden(),
                outputs,
                Mlp.Init.UNIFORM_FAN_IN,
                new Seeds(4).stream("other"));
        single.setValues(problem.parameters.values());
        try (var kernels = Kernels.float32(2);
                single) {
            var replica = new Replica(network, kernels);
            replica.load();
            var pass = replica.pass(problem.rows);
            var target = Matrix.of(problem.rows, problem.width);
            for (int r = 0; r < problem.rows; r++) {
                pass.input().setRow(r, Arrays.copyOfRange(problem.input, r * (O + A), (r + 1) * (O + A)));
                target.setRow(r, Arrays.copyOfRange(problem.target, r * problem.width, (r + 1) * problem.width));
            }
            replica.forward(pass, true, 0, problem.rows);
            double numbers = problem.rows * regression.averaged();
            double loss = regression.loss(pass, target, (float) (1 / numbers), 0, problem.rows) / numbers;
            replica.zeroGradient(0);
            replica.zeroGradient(1);
            replica.backward(pass, false, 0, 0, problem.rows / 2);
            replica.backward(pass, false, 1, problem.rows / 2, problem.rows);
            assertEquals(expected, loss, 1e-6 * Math.abs(expected));
            double apart = distance(gradient, replica.gradient()) / distance(gradient, new double[gradient.length]);
            assertTrue(apart < 1e-6, "relative error " + apart);
        }
    }

    /** o = (5, −2) ± (3, 0.5), in other units than its normalised self; reward 20 (o₂ + 2) a, so over both signs and scales. */
    private static Buffer system(Normalizer normalizer, int count) {
        var random = new Seeds(1).stream("system");
        var buffer = new Buffer(O, A, 1, count);
        for (int i = 0; i < count; i++) {
            double[] o = {5 + 3 * random.nextGaussian(), -2 + 0.5 * random.nextGaussian()};
            double[] a = {2 * random.nextDouble() - 1};
            double[] next = next(o, a);
            for (int k = 0; k < O; k++) {
                next[k] += NOISE * random.nextGaussian();
            }
            normalizer.update(o);
            buffer.add(o, a, next, new double[] {reward(o, a)}, new boolean[1]);
        }
        return buffer;
    }

    private static double[] next(double[] o, double[] a) {
        return new double[] {o[0] + 0.4 * (o[1] + 2) + 0.5 * a[0], o[1] - 0.2 * (o[0] - 5)};
    }

    private static double reward(double[] o, double[] a) {
        return 20 * (o[1] + 2) * a[0];
    }

    @ParameterizedTest
    @CsvSource({
        "GAUSSIAN,CHANGE,1,false",
        "GAUSSIAN,NEXT,1,false",
        "GAUSSIAN,SCALED_CHANGE,1,false",
        "GAUSSIAN,SCALED_CHANGE,2,true",
        "DETERMINISTIC,CHANGE,1,false",
        "DETERMINISTIC,NEXT,1,false",
        "DETERMINISTIC,CHANGE,1,true",
        "GAUSSIAN,NEXT,2,true"
    })
    void everyVariantLearnsALinearSystem(Loss loss, Target target, int members, boolean fast) {
        var normalizer = new Normalizer(O);
        var buffer = system(normalizer, 4000);
        var kernels = fast ? Optional.of(Kernels.float32(1)) : Optional.<Kernels>empty();
        var settings = config(loss, target, true);
        try (LearnedModel model = members == 1
                ? new DynamicsModel(settings, normalizer, A, new Seeds(2), DataType.FLOAT32, kernels)
                : new Ensemble(members, settings, normalizer, A, new Seeds(2), DataType.FLOAT32, kernels)) {
            for (int i = 0; i < 6; i++) {
                model.fit(buffer);
            }
            double[] o = {6, -1.7};
            double[] a = {0.5};
            try (var scope = Tensors.manager()) {
                var observation = Tensors.of(scope, DataType.FLOAT32, o, 1, O);
                var action = Tensors.of(scope, DataType.FLOAT32, a, 1, A);
                var scaling = normalizer.scaling().on(scope, DataType.FLOAT32);
                assertArrayEquals(next(o, a), Tensors.values(model.predict(observation, action, scaling)), 0.12);
                assertEquals(
                        reward(o, a),
                        Tensors.values(
                                model.reward(observation, action, scaling).orElseThrow())[0],
                        0.4);
            }
            assertTrue(model.rewardLoss().orElseThrow() < 2, "loss of the reward " + model.rewardLoss());
        } finally {
            kernels.ifPresent(Kernels::close);
        }
    }

    @Test
    void aNumberComesBackFromItsTwoHotDistribution() {
        float[] distribution = new float[TwoHot.BINS];
        try (var scope = Tensors.manager()) {
            for (double r : new double[] {0, 1e-3, -1e-3, 0.7, -3.2, 55, -1234, 20_000}) {
                TwoHot.encode(r, distribution);
                double sum = 0;
                double mean = 0;
                int hot = 0;
                double[] logits = new double[TwoHot.BINS];
                for (int i = 0; i < TwoHot.BINS; i++) {
                    sum += distribution[i];
                    mean += distribution[i] * TwoHot.centres()[i];
                    hot += distribution[i] > 0 ? 1 : 0;
                    logits[i] = Math.log(Math.max(distribution[i], 1e-40));
                }
                assertEquals(1, sum, 1e-6);
                assertTrue(hot <= 2);
                assertEquals(TwoHot.symlog(r), mean, 2e-6);
                double decoded =
                        Tensors.values(TwoHot.decode(Tensors.of(scope, DataType.FLOAT64, logits, 1, TwoHot.BINS)))[0];
                assertEquals(r, decoded, 1e-5 * (1 + Math.abs(r)));
            }
            TwoHot.encode(1e9, distribution);
            assertEquals(1, distribution[TwoHot.BINS - 1]);
            TwoHot.encode(-1e9, distribution);
            assertEquals(1, distribution[0]);
        }
        for (double x : new double[] {-9, -0.1, 0, 0.1, 9}) {
            assertEquals(x, TwoHot.symlog(TwoHot.symexp(x)), 1e-12);
            assertEquals(
                    (TwoHot.symexp(x + 1e-6) - TwoHot.symexp(x - 1e-6)) / 2e-6,
                    TwoHot.symexpSlope(x),
                    1e-5 * TwoHot.symexpSlope(x));
        }
    }

    /** Changes a thousandth as large are as well known in units of their own, and not in raw ones, where the least deviation is larger. */
    @Test
    void aScaledChangeIsLearnedWhateverItsUnit() {
        double[] raw = unpredicted(Target.CHANGE);
        double[] scaled = unpredicted(Target.SCALED_CHANGE);
        assertTrue(raw[0] < 0.3 && scaled[0] < 0.3, "large: " + raw[0] + ", " + scaled[0]);
        assertTrue(scaled[1] < 0.3, "small: " + scaled[1]);
        assertTrue(raw[1] > 0.5, "so that scaling is needed: " + raw[1]);
    }

    /** Of a system whose second quantity is a thousandth of the first: the share of each one's change that a model does not predict. */
    private static double[] unpredicted(Target target) {
        double[] unit = {1, 1e-3};
        var normalizer = new Normalizer(O);
        var random = new Seeds(8).stream("units");
        var buffer = new Buffer(O, A, 2000);
        for (int i = 0; i < 2000; i++) {
            double[] o = {random.nextGaussian(), unit[1] * random.nextGaussian()};
            double[] a = {2 * random.nextDouble() - 1};
            double x = o[0] + o[1] / unit[1] + a[0];
            normalizer.update(o);
            buffer.add(o, a, new double[] {o[0] + unit[0] * Math.sin(x), o[1] + unit[1] * Math.cos(x)});
        }
        try (var kernels = Kernels.float32(1);
                var model = new DynamicsModel(
                        new DynamicsModel.Config(List.of(128, 64), 1e-3, 1500, 128, Loss.GAUSSIAN, target, false),
                        normalizer,
                        A,
                        new Seeds(2),
                        DataType.FLOAT32,
                        Optional.of(kernels));
                var scope = Tensors.manager()) {
            model.fit(buffer);
            double[] wrong = new double[O];
            double[] moved = new double[O];
            var scaling = normalizer.scaling().on(scope, DataType.FLOAT32);
            for (int i = 0; i < 200; i++) {
                double[] o = {buffer.at(i, 0), buffer.at(i, 1)};
                double[] predicted = Tensors.values(model.predict(
                        Tensors.of(scope, DataType.FLOAT32, o, 1, O),
                        Tensors.of(scope, DataType.FLOAT32, new double[] {buffer.at(i, O)}, 1, A),
                        scaling));
                for (int k = 0; k < O; k++) {
                    double next = buffer.at(i, O + A + k);
                    wrong[k] += (predicted[k] - next) * (predicted[k] - next);
                    moved[k] += (o[k] - next) * (o[k] - next);
                }
            }
            Arrays.setAll(wrong, k -> Math.sqrt(wrong[k] / moved[k]));
            return wrong;
        }
    }

    @Test
    void anEnsemblePredictsTheMeanOfMembersThatDiffer() {
        var normalizer = new Normalizer(O);
        var buffer = system(normalizer, 500);
        try (var ensemble = new Ensemble(
                        3,
                        config(Loss.GAUSSIAN, Target.CHANGE, true),
                        normalizer,
                        A,
                        new Seeds(2),
                        DataType.FLOAT64,
                        Optional.empty());
                var scope = Tensors.manager()) {
            ensemble.fit(buffer, 2);
            assertEquals(1, ensemble.fits());
            var observation = Tensors.of(scope, DataType.FLOAT64, new double[] {6, -1.7}, 1, O);
            var action = Tensors.of(scope, DataType.FLOAT64, new double[] {0.5}, 1, A);
            var scaling = normalizer.scaling().on(scope, DataType.FLOAT64);
            double[] mean = new double[O];
            double reward = 0;
            for (var member : ensemble.members()) {
                double[] one = Tensors.values(member.predict(observation, action, scaling));
                for (int i = 0; i < O; i++) {
                    mean[i] += one[i] / 3;
                }
                reward += Tensors.values(
                                member.reward(observation, action, scaling).orElseThrow())[0]
                        / 3;
            }
            assertArrayEquals(mean, Tensors.values(ensemble.predict(observation, action, scaling)), 1e-12);
            assertEquals(
                    reward,
                    Tensors.values(ensemble.reward(observation, action, scaling).orElseThrow())[0],
                    1e-12);
            assertEquals(
                    List.of("model.0", "model.0.reward", "model.1", "model.1.reward", "model.2", "model.2.reward"),
                    ensemble.parts().stream().map(LearnedModel.Part::name).toList());
            var members = ensemble.members();
            assertTrue(members.get(0).parameters().values()[0]
                    != members.get(1).parameters().values()[0]);
        }
    }

    @Test
    void aRewardIsNotLearnedFromABufferWithoutRewards() {
        var normalizer = new Normalizer(O);
        var buffer = new Buffer(O, A, 10);
        buffer.add(new double[O], new double[A], new double[O]);
        try (var model = new DynamicsModel(
                config(Loss.GAUSSIAN, Target.CHANGE, true), normalizer, A, new Seeds(2), DataType.FLOAT32)) {
            var refused = assertThrows(IllegalArgumentException.class, () -> model.fit(buffer));
            assertTrue(refused.getMessage().contains("first extra number"), refused.getMessage());
        }
        assertThrows(
                IllegalArgumentException.class,
                () -> new Ensemble(
                        1,
                        config(Loss.GAUSSIAN, Target.CHANGE, true),
                        normalizer,
                        A,
                        new Seeds(2),
                        DataType.FLOAT32,
                        Optional.empty()));
    }

    private static double distance(double[] a, double[] b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += (a[i] - b[i]) * (a[i] - b[i]);
        }
        return Math.sqrt(sum);
    }
}
