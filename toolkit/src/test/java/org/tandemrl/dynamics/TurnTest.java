package org.tandemrl.dynamics;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.types.DataType;
import java.util.List;
import java.util.Optional;
import org.apache.commons.math3.complex.Quaternion;
import org.apache.commons.math3.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.tandemrl.dynamics.DynamicsModel.Loss;
import org.tandemrl.dynamics.DynamicsModel.Target;
import org.tandemrl.nn.Normalizer;
import org.tandemrl.nn.Tensors;
import org.tandemrl.nn.kernels.Kernels;
import org.tandemrl.random.Seeds;

/** Changes of quaternions as turns, against Commons Math's product. */
final class TurnTest {
    /** A number, then two quaternions. */
    private static final int O = 9;

    private static final int A = 3;
    private static final List<Integer> QUATERNIONS = List.of(1, 5);

    private static Quaternion unit(RandomGenerator random) {
        return new Quaternion(
                        random.nextGaussian(), random.nextGaussian(), random.nextGaussian(), random.nextGaussian())
                .normalize();
    }

    /** By half the rotation vector. */
    private static Quaternion turn(double x, double y, double z) {
        return new Quaternion(1, x, y, z).normalize();
    }

    private static void put(Quaternion q, double[] to, int from) {
        to[from] = q.getQ1();
        to[from + 1] = q.getQ2();
        to[from + 2] = q.getQ3();
        to[from + 3] = q.getQ0();
    }

    /** Observation and next one after a turn of both quaternions, which stand anywhere. */
    private static double[][] step(RandomGenerator random, Quaternion turn) {
        var q = unit(random);
        var p = q.multiply(unit(random));
        double[] now = new double[O];
        double[] next = new double[O];
        now[0] = random.nextGaussian();
        next[0] = now[0] + 1;
        put(q, now, 1);
        put(p, now, 5);
        put(turn.multiply(q), next, 1);
        put(turn.multiply(p), next, 5);
        return new double[][] {now, next};
    }

    @Test
    void theTurnIsTheSameWhereverAQuaternionStandsAndLeadsBack() {
        var random = new Seeds(1).stream("turns");
        var scale = new ChangeScale(O, QUATERNIONS);
        double[] units = {2, 0.5, 1, 1, 1, 1, 1, 0.25, 1};
        scale.restore(units);
        for (int i = 0; i < 20; i++) {
            var turn = turn(0.2 * random.nextGaussian(), 0.2 * random.nextGaussian(), 0.2 * random.nextGaussian());
            double[][] step = step(random, turn);
            float[] row = new float[2 * O + A];
            for (int k = 0; k < O; k++) {
                row[k] = (float) step[0][k];
                row[O + A + k] = (float) step[1][k];
            }
            float[] target = new float[O];
            scale.target(row, 0, O + A, target);
            double[] expected = new double[O];
            expected[0] = 1;
            put(turn.subtract(Quaternion.IDENTITY), expected, 1);
            put(turn.subtract(Quaternion.IDENTITY), expected, 5);
            try (var scope = Tensors.manager()) {
                double[] said = new double[O];
                for (int k = 0; k < O; k++) {
                    assertEquals(expected[k], target[k] * units[k], 1e-6, "column " + k);
                    said[k] = target[k];
                }
                var observation = Tensors.of(scope, DataType.FLOAT64, step[0], 1, O);
                double[] change =
                        Tensors.values(scale.change(observation, Tensors.of(scope, DataType.FLOAT64, said, 1, O)));
                for (int k = 0; k < O; k++) {
                    assertEquals(step[1][k] - step[0][k], change[k], 1e-6, "column " + k);
                }
            }
        }
    }

    /** Against the spread of changes that are drawn. */
    @Test
    void theDeviationOfAChangeIsThatOfItsTurn() {
        var random = new Seeds(2).stream("deviation");
        var scale = new ChangeScale(O, QUATERNIONS);
        double[] of = {1, 0.1, 0.2, 0.3, 0.05, 0.2, 0.2, 0.2, 0.2};
        double[][] step = step(random, Quaternion.IDENTITY);
        int draws = 20_000;
        double[] squares = new double[O];
        try (var scope = Tensors.manager()) {
            var observation = Tensors.of(scope, DataType.FLOAT64, step[0], 1, O);
            double[] all = new double[draws * O];
            double[] rows = new double[draws * O];
            for (int i = 0; i < all.length; i++) {
                all[i] = of[i % O] * random.nextGaussian();
                rows[i] = step[0][i % O];
            }
            double[] changes = Tensors.values(scale.change(
                    Tensors.of(scope, DataType.FLOAT64, rows, draws, O),
                    Tensors.of(scope, DataType.FLOAT64, all, draws, O)));
            for (int i = 0; i < changes.length; i++) {
                squares[i % O] += changes[i] * changes[i] / draws;
            }
            double[] deviation =
                    Tensors.values(scale.deviation(observation, Tensors.of(scope, DataType.FLOAT64, of, 1, O)));
            for (int k = 0; k < O; k++) {
                assertEquals(Math.sqrt(squares[k]), deviation[k], 0.03 * deviation[k], "column " + k);
            }
        }
    }

    /** What turns by the action alone is learned as a turn, and is not yet as a change of numbers, in which the product stands. */
    @Test
    void aTurnIsLearnedSooner() {
        double turn = unpredicted(Target.SCALED_TURN);
        double change = unpredicted(Target.SCALED_CHANGE);
        assertTrue(turn < 0.15, "turn: " + turn);
        assertTrue(change > 2 * turn, "turn: " + turn + ", change: " + change);
    }

    private static double unpredicted(Target target) {
        var random = new Seeds(3).stream("system");
        var normalizer = new Normalizer(O);
        var buffer = new Buffer(O, A, 4000);
        for (int i = 0; i < 4000; i++) {
            double[] a = {random.nextGaussian(), random.nextGaussian(), random.nextGaussian()};
            double[][] step = step(random, turn(0.05 * a[0], 0.05 * a[1], 0.05 * a[2]));
            normalizer.update(step[0]);
            buffer.add(step[0], a, step[1]);
        }
        var config = new DynamicsModel.Config(
                List.of(128, 64), 1e-3, 400, 128, Loss.DETERMINISTIC, target, false, QUATERNIONS);
        try (var kernels = Kernels.float32(1);
                var model =
                        new DynamicsModel(config, normalizer, A, new Seeds(4), DataType.FLOAT32, Optional.of(kernels));
                var scope = Tensors.manager()) {
            model.fit(buffer);
            double wrong = 0;
            double moved = 0;
            for (int i = 0; i < 200; i++) {
                double[] a = {random.nextGaussian(), random.nextGaussian(), random.nextGaussian()};
                double[][] step = step(random, turn(0.05 * a[0], 0.05 * a[1], 0.05 * a[2]));
                double[] said = Tensors.values(model.predict(
                        Tensors.of(scope, DataType.FLOAT32, step[0], 1, O),
                        Tensors.of(scope, DataType.FLOAT32, a, 1, A),
                        normalizer.scaling().on(scope, DataType.FLOAT32)));
                for (int k = 1; k < O; k++) {
                    wrong += (said[k] - step[1][k]) * (said[k] - step[1][k]);
                    moved += (step[1][k] - step[0][k]) * (step[1][k] - step[0][k]);
                }
            }
            return Math.sqrt(wrong / moved);
        }
    }

    @Test
    void whatIsNotObservedCannotTurn() {
        assertTrue(assertThrows(IllegalArgumentException.class, () -> new ChangeScale(O, List.of(6)))
                .getMessage()
                .contains("columns 6 to 9; observations have the columns 0 to 8"));
        assertArrayEquals(new double[] {1, 1, 1, 1}, new ChangeScale(4, List.of(0)).values());
        assertTrue(assertThrows(
                        IllegalArgumentException.class,
                        () -> new DynamicsModel.Config(
                                List.of(8, 8), 1e-3, 1, 8, Loss.GAUSSIAN, Target.SCALED_TURN, false))
                .getMessage()
                .contains("Task#quaternions"));
    }
}
