package org.tandemrl.dynamics;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.types.DataType;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.tandemrl.dynamics.DynamicsModel.Loss;
import org.tandemrl.dynamics.DynamicsModel.Target;
import org.tandemrl.nn.Normalizer;
import org.tandemrl.nn.Tensors;
import org.tandemrl.nn.kernels.Kernels;
import org.tandemrl.random.Seeds;

final class RecurrentModelTest {
    private static final int K = 5;
    private static final int N = 3;
    private static final int LENGTH = 6;

    /** A transition of one environment as it happened, for the naive loop. */
    private record Happened(
            double[] observation, double[] action, double[] next, double[] hidden, boolean ended, boolean leftOut) {}

    private static double[] random(org.apache.commons.math3.random.RandomGenerator random, int n) {
        double[] values = new double[n];
        for (int i = 0; i < n; i++) {
            // Exact in single precision, as the buffer stores.
            values[i] = (float) random.nextGaussian();
        }
        return values;
    }

    /** Steps of N environments with ends and left-out transitions in a buffer that has rolled over. */
    private static List<List<Happened>> happen(Buffer buffer, Normalizer normalizer, int steps) {
        var random = new Seeds(1).stream("happen");
        var all = new ArrayList<List<Happened>>();
        for (int t = 0; t < steps; t++) {
            var step = new ArrayList<Happened>();
            double[][] rows = {new double[2 * N], new double[N], new double[2 * N], new double[K * N]};
            boolean[] ended = new boolean[N];
            boolean[] leftOut = new boolean[N];
            for (int e = 0; e < N; e++) {
                var h = new Happened(
                        random(random, 2),
                        random(random, 1),
                        random(random, 2),
                        random(random, K),
                        random.nextDouble() < 0.1,
                        random.nextDouble() < 0.05);
                step.add(h);
                ended[e] = h.ended;
                leftOut[e] = h.leftOut;
                double[] observation = h.leftOut ? new double[] {Double.NaN, 1e30} : h.observation;
                System.arraycopy(observation, 0, rows[0], 2 * e, 2);
                System.arraycopy(h.action, 0, rows[1], e, 1);
                System.arraycopy(h.next, 0, rows[2], 2 * e, 2);
                System.arraycopy(h.hidden, 0, rows[3], K * e, K);
                normalizer.update(h.observation);
            }
            new HiddenState(K).add(buffer, rows[0], rows[1], rows[2], rows[3], ended, leftOut);
            all.add(step);
        }
        return all;
    }

    private static RecurrentModel model(Normalizer normalizer, DataType type, int updates) {
        return new RecurrentModel(
                new RecurrentModel.Config(
                        new DynamicsModel.Config(
                                List.of(16, 16), 1e-3, updates, 8, Loss.DETERMINISTIC, Target.CHANGE, false),
                        K,
                        LENGTH,
                        N),
                normalizer,
                1,
                new Seeds(2),
                type);
    }

    /** The loss of one sequence: a loop from the stored hidden state, to whatever ends it. Returns sum of squares and count. */
    private static double[] naive(RecurrentModel model, List<List<Happened>> all, long number, Normalizer normalizer) {
        double[] result = new double[2];
        int e = (int) (number % N);
        try (var scope = Tensors.manager()) {
            var scaling = normalizer.scaling().on(scope, DataType.FLOAT64);
            double[] hidden = all.get((int) (number / N)).get(e).hidden;
            for (int t = (int) (number / N); t < all.size() && result[1] < LENGTH; t++) {
                var now = all.get(t).get(e);
                if (now.leftOut) {
                    break;
                }
                var predicted = model.predict(
                        Tensors.of(scope, DataType.FLOAT64, now.observation, 1, 2),
                        Tensors.of(scope, DataType.FLOAT64, now.action, 1, 1),
                        Optional.of(Tensors.of(scope, DataType.FLOAT64, hidden, 1, K)),
                        scaling);
                double[] next = Tensors.values(predicted.next());
                hidden = Tensors.values(predicted.hidden().orElseThrow());
                for (int i = 0; i < 2; i++) {
                    result[0] += (now.next[i] - next[i]) * (now.next[i] - next[i]) / 2;
                }
                result[1]++;
                if (now.ended) {
                    break;
                }
            }
        }
        return result;
    }

    @Test
    void theLossOfABatchIsThatOfALoopOverItsSequences() {
        var normalizer = new Normalizer(2);
        var buffer = new Buffer(2, 1, 1 + K, 100);
        var all = happen(buffer, normalizer, 60);
        var lengths = new ArrayList<Integer>();
        try (var model = model(normalizer, DataType.FLOAT64, 1)) {
            for (int draw = 0; draw < 10; draw++) {
                var sequences = Sequences.draw(buffer, N, LENGTH, 8, new Seeds(3).stream("draw", draw));
                double[] sum = new double[2];
                for (int b = 0; b < 8; b++) {
                    double[] one = naive(model, all, sequences.number()[b], normalizer);
                    assertEquals(
                            one[1],
                            sequences.lengths()[b],
                            "length of the sequence from " + sequences.number()[b]);
                    lengths.add(sequences.lengths()[b]);
                    sum[0] += one[0];
                    sum[1] += one[1];
                }
                assertEquals(sum[0] / sum[1], model.pull(buffer, sequences, normalizer.scaling()), 1e-6);
            }
        }
        assertTrue(lengths.contains(1) && lengths.contains(LENGTH) && lengths.contains(3), "lengths " + lengths);
    }

    @Test
    void theGradientThroughSequencesIsThatByFiniteDifferences() {
        var normalizer = new Normalizer(2);
        var buffer = new Buffer(2, 1, 1 + K, 100);
        happen(buffer, normalizer, 60);
        try (var model = model(normalizer, DataType.FLOAT64, 1)) {
            var sequences = Sequences.draw(buffer, N, LENGTH, 8, new Seeds(3).stream("draw"));
            model.parts().forEach(part -> part.parameters().takeGradient());
            model.pull(buffer, sequences, normalizer.scaling());
            var gradients = model.parts().stream()
                    .map(part -> part.parameters().takeGradient())
                    .toList();
            for (int k = 0; k < 2; k++) {
                var parameters = model.parts().get(k).parameters();
                double[] start = parameters.values();
                var random = new Seeds(4).stream("direction", k);
                double[] direction = random(random, start.length);
                double slope = 0;
                double[] ends = new double[2];
                for (int side = 0; side < 2; side++) {
                    double[] moved = start.clone();
                    for (int i = 0; i < moved.length; i++) {
                        moved[i] += (side == 0 ? -1e-6 : 1e-6) * direction[i];
                        slope += side == 0 ? direction[i] * gradients.get(k)[i] : 0;
                    }
                    parameters.setValues(moved);
                    ends[side] = model.pull(buffer, sequences, normalizer.scaling());
                }
                parameters.setValues(start);
                double difference = (ends[1] - ends[0]) / 2e-6;
                assertEquals(difference, slope, 1e-6 * Math.abs(difference) + 1e-8);
                assertTrue(
                        Math.abs(slope) > 1e-4,
                        "no gradient at " + model.parts().get(k).name());
            }
        }
    }

    /** Fits go along Adam's steps, whose first are signs: compared are the steps of the reference in doubles and the tape's own rounding. */
    @Test
    void withItsNetworkWrittenOutAFitIsTheTapesToRoundingOnAnyThreads() {
        var normalizer = new Normalizer(2);
        var buffer = new Buffer(2, 1, 1 + K, 100);
        happen(buffer, normalizer, 60);
        var settings = new RecurrentModel.Config(new DynamicsModel.Config(List.of(128, 32), 1e-3, 1, 8), K, LENGTH, N);
        var results = new ArrayList<double[][]>();
        double[] loss = new double[4];
        for (int i = 0; i < 4; i++) {
            var kernels = i < 2 ? Optional.<Kernels>empty() : Optional.of(Kernels.float32(i - 1));
            try (var model = new RecurrentModel(
                    settings, normalizer, 1, new Seeds(2), i == 0 ? DataType.FLOAT64 : DataType.FLOAT32, kernels)) {
                if (i == 0) {
                    try (var single = new RecurrentModel(settings, normalizer, 1, new Seeds(2), DataType.FLOAT32)) {
                        for (int k = 0; k < 2; k++) {
                            model.parts()
                                    .get(k)
                                    .parameters()
                                    .setValues(
                                            single.parts().get(k).parameters().values());
                        }
                    }
                }
                loss[i] = model.fit(buffer, 30);
                results.add(new double[][] {
                    model.parts().get(0).parameters().values(),
                    model.parts().get(1).parameters().values()
                });
            } finally {
                kernels.ifPresent(Kernels::close);
            }
        }
        assertEquals(loss[0], loss[2], 2e-5 * Math.abs(loss[0]));
        for (int k = 0; k < 2; k++) {
            double tapes = distance(results.get(0)[k], results.get(1)[k]);
            double ours = distance(results.get(0)[k], results.get(2)[k]);
            assertTrue(ours < 3 * tapes + 1e-6, ours + " from double precision, the tape " + tapes);
            assertArrayEquals(results.get(2)[k], results.get(3)[k]);
            assertTrue(distance(results.get(1)[k], results.get(2)[k]) > 0, "the two are the same code");
        }
    }

    private static double distance(double[] a, double[] b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += (a[i] - b[i]) * (a[i] - b[i]);
        }
        return Math.sqrt(sum);
    }

    @Test
    void aBufferOfNothingButLeftOutTransitionsIsNamed() {
        var buffer = new Buffer(2, 1, 1 + K, 100);
        new HiddenState(K)
                .add(
                        buffer,
                        new double[6],
                        new double[3],
                        new double[6],
                        new double[3 * K],
                        new boolean[3],
                        new boolean[] {true, true, true});
        var normalizer = new Normalizer(2);
        try (var model = model(normalizer, DataType.FLOAT32, 1)) {
            var failure = assertThrows(IllegalStateException.class, () -> model.fit(buffer));
            assertTrue(failure.getMessage().contains("all were left out"), failure.getMessage());
            var refused = assertThrows(IllegalArgumentException.class, () -> model.fit(new Buffer(2, 1, 100)));
            assertTrue(refused.getMessage().contains("6 extra numbers; this buffer's have 0"), refused.getMessage());
        }
    }

    /** A mass on a line: only its place is seen, v is hidden. */
    private static final class Mass {
        final double[] place = new double[16];
        final double[] speed = new double[16];
        final org.apache.commons.math3.random.RandomGenerator random;

        Mass(long seed) {
            random = new Seeds(seed).stream("mass");
        }

        double[] act() {
            double[] action = new double[16];
            for (int e = 0; e < 16; e++) {
                action[e] = 2 * random.nextDouble() - 1;
            }
            return action;
        }

        double[] step(double[] action) {
            for (int e = 0; e < 16; e++) {
                place[e] += speed[e];
                speed[e] = 0.9 * speed[e] + 0.3 * action[e];
            }
            return place.clone();
        }

        void restart() {
            Arrays.fill(place, 0);
            Arrays.fill(speed, 0);
        }
    }

    @Test
    void whatIsHiddenIsPredictedBetterByTheModelThatRemembers() {
        var normalizer = new Normalizer(1);
        var plainBuffer = new Buffer(1, 1, 10_000);
        var buffer = new Buffer(1, 1, 9, 10_000);
        var settings = new DynamicsModel.Config(List.of(32, 32), 3e-3, 200, 16);
        var plainSettings = new DynamicsModel.Config(List.of(32, 32), 3e-3, 200, 128);
        try (var recurrent = new RecurrentModel(
                        new RecurrentModel.Config(settings, 8, 12, 16), normalizer, 1, new Seeds(2), DataType.FLOAT32);
                var plain = new DynamicsModel(plainSettings, normalizer, 1, new Seeds(2), DataType.FLOAT32)) {
            for (int round = 0; round < 4; round++) {
                errors(new Mass(round), recurrent, plain, normalizer, buffer, plainBuffer);
                recurrent.fit(buffer);
                plain.fit(plainBuffer);
            }
            double[] errors = errors(new Mass(9), recurrent, plain, normalizer, buffer, plainBuffer);
            assertTrue(
                    errors[0] < 0.1 * errors[1], "mean squared error recurrent " + errors[0] + ", plain " + errors[1]);
        }
    }

    /** Mean squared error of both models over episodes of 25 steps, which are added to the buffers. */
    private static double[] errors(
            Mass mass,
            RecurrentModel recurrent,
            DynamicsModel plain,
            Normalizer normalizer,
            Buffer buffer,
            Buffer plainBuffer) {
        double[] sum = new double[2];
        double[] hidden = new double[16 * 8];
        try (var scope = Tensors.manager()) {
            var scaling = normalizer.scaling();
            var onTensors = scaling.on(scope, DataType.FLOAT32);
            for (int t = 0; t < 100; t++) {
                double[] seen = mass.place.clone();
                double[] action = mass.act();
                double[] next = mass.step(action);
                var observation = Tensors.of(scope, DataType.FLOAT32, seen, 16, 1);
                var done = Tensors.of(scope, DataType.FLOAT32, action, 16, 1);
                double[] one = Tensors.values(recurrent
                        .predict(
                                observation,
                                done,
                                Optional.of(Tensors.of(scope, DataType.FLOAT32, hidden, 16, 8)),
                                onTensors)
                        .next());
                double[] other = Tensors.values(plain.predict(observation, done, onTensors));
                for (int e = 0; e < 16; e++) {
                    sum[0] += (one[e] - next[e]) * (one[e] - next[e]) / 1600;
                    sum[1] += (other[e] - next[e]) * (other[e] - next[e]) / 1600;
                }
                boolean ended = t % 25 == 24;
                boolean[] ends = new boolean[16];
                Arrays.fill(ends, ended);
                new HiddenState(8).add(buffer, seen, action, next, hidden, ends, new boolean[16]);
                plainBuffer.add(seen, action, next);
                normalizer.update(seen);
                hidden = ended ? new double[16 * 8] : recurrent.remember(seen, action, hidden, scaling);
                if (ended) {
                    mass.restart();
                }
            }
        }
        return sum;
    }

    @Test
    void withoutAHiddenStateItPredictsAsAtAnEpisodesStart() {
        var normalizer = new Normalizer(2);
        try (var model = model(normalizer, DataType.FLOAT64, 1);
                var scope = Tensors.manager()) {
            var observation = Tensors.of(scope, DataType.FLOAT64, new double[] {1, 2}, 1, 2);
            var action = Tensors.of(scope, DataType.FLOAT64, new double[] {0.5}, 1, 1);
            var scaling = normalizer.scaling().on(scope, DataType.FLOAT64);
            var start = Tensors.of(scope, DataType.FLOAT64, new double[K], 1, K);
            assertArrayEquals(
                    Tensors.values(model.predict(observation, action, Optional.of(start), scaling)
                            .next()),
                    Tensors.values(model.predict(observation, action, scaling)));
            double[] after = Tensors.values(model.predict(observation, action, Optional.of(start), scaling)
                    .hidden()
                    .orElseThrow());
            assertArrayEquals(
                    after,
                    model.remember(new double[] {1, 2}, new double[] {0.5}, new double[K], normalizer.scaling()));
            assertThrows(
                    IllegalArgumentException.class,
                    () -> model.predict(observation, action, Optional.empty(), scaling));
        }
    }
}
