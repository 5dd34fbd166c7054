package org.tandemrl.algorithm.sac;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import ai.djl.ndarray.types.DataType;
import java.util.Arrays;
import java.util.List;
import java.util.function.DoubleSupplier;
import org.junit.jupiter.api.Test;
import org.tandemrl.critic.ActionCritic;
import org.tandemrl.dynamics.NStepReplay.Minibatch;
import org.tandemrl.nn.LinearSchedule;
import org.tandemrl.nn.Normalizer;
import org.tandemrl.nn.Parameters;
import org.tandemrl.nn.Tensors;
import org.tandemrl.nn.kernels.Kernels;
import org.tandemrl.policy.Actor;
import org.tandemrl.random.Seeds;

/** The losses of SAC against their formulas, their gradients against difference quotients, and what is written out against the tape. */
final class SacUpdateTest {
    private static final int O = 5;
    private static final int A = 2;
    private static final int B = 32;
    private static final double ALPHA = 0.3;
    private static final SacConfig CONFIG = SacConfig.forTask("hopper")
            .with("environments", 16)
            .with("batch", B)
            .with("rewardScale", 0.5)
            .with("actorHidden", "32,16")
            .with("criticHidden", "32,16");

    /** The networks of a type. */
    private record Parts(Actor actor, List<ActionCritic> critics) implements AutoCloseable {
        static Parts of(DataType type) {
            var seeds = new Seeds(9);
            var rate = new LinearSchedule(CONFIG.actorRate(), CONFIG.actorRate(), 1);
            var actor = new Actor(
                    new Actor.Config(
                            CONFIG.actorHidden(),
                            CONFIG.activation(),
                            Actor.Head.STATE_DEPENDENT,
                            0,
                            rate,
                            0.9,
                            0.999,
                            CONFIG.maxNorm()),
                    new Normalizer(O),
                    A,
                    seeds,
                    type);
            return new Parts(
                    actor, List.of(critic(seeds.split("critic", 0), type), critic(seeds.split("critic", 1), type)));
        }

        private static ActionCritic critic(Seeds seeds, DataType type) {
            return new ActionCritic(CONFIG.criticHidden(), CONFIG.activation(), 0.9, 0.999, O, A, seeds, type);
        }

        TapeSacUpdate tape() {
            return new TapeSacUpdate(CONFIG, actor, critics);
        }

        @Override
        public void close() {
            actor.close();
            critics.forEach(ActionCritic::close);
        }
    }

    private final Minibatch batch = Minibatch.of(B, O, A);
    private final float[] noise = new float[B * A];

    SacUpdateTest() {
        Tensors.threads(1);
        var random = new Seeds(10).stream("batch");
        for (float[] rows : List.of(batch.observation(), batch.next(), batch.reward(), noise)) {
            for (int i = 0; i < rows.length; i++) {
                rows[i] = (float) random.nextGaussian();
            }
        }
        for (int i = 0; i < batch.action().length; i++) {
            batch.action()[i] = (float) (2 * random.nextDouble() - 1);
        }
        for (int b = 0; b < B; b++) {
            batch.discount()[b] = b % 4 == 0 ? 0 : 0.97f;
        }
    }

    /** Of each row of normalised observations [B, O], by the noise: the smaller value of the two (targets or not), and log π. */
    private double[][] valuesAndLogProbabilities(Parts parts, float[] observation, boolean target) {
        double[][] result = new double[2][B];
        try (var scope = Tensors.scope(parts.actor.parameters().manager())) {
            for (int b = 0; b < B; b++) {
                var s = Tensors.of(scope, DataType.FLOAT64, row(observation, b, O), 1, O);
                var sample = parts.actor.sample(s, Tensors.of(scope, DataType.FLOAT64, row(noise, b, A), 1, A));
                double[] value = parts.critics.stream()
                        .mapToDouble(c ->
                                Tensors.values(target ? c.target(s, sample.action()) : c.value(s, sample.action()))[0])
                        .toArray();
                result[0][b] = Math.min(value[0], value[1]);
                result[1][b] = Tensors.values(sample.logProbability().orElseThrow())[0];
            }
        }
        return result;
    }

    private static double[] row(float[] rows, int b, int width) {
        double[] row = new double[width];
        Arrays.setAll(row, i -> rows[b * width + i]);
        return row;
    }

    /** Target networks that differ from the critics, and an actor whose σ varies. */
    private static void disturb(Parts parts) {
        var random = new Seeds(12).stream("disturb");
        var all = List.of(
                parts.actor.parameters(),
                parts.critics.get(0).parameters(),
                parts.critics.get(1).parameters());
        for (var parameters : all) {
            parameters.setValues(Arrays.stream(parameters.values())
                    .map(v -> v + (float) (0.2 * random.nextGaussian()))
                    .toArray());
        }
    }

    @Test
    void targetsAreTheScaledRewardsAndTheDiscountedSoftValueOfTheSmallerTarget() {
        try (var parts = Parts.of(DataType.FLOAT64)) {
            disturb(parts);
            double[] target = parts.tape().targets(batch, noise, ALPHA);
            double[][] next = valuesAndLogProbabilities(parts, batch.next(), true);
            for (int b = 0; b < B; b++) {
                assertEquals(
                        0.5 * batch.reward()[b] + batch.discount()[b] * (next[0][b] - ALPHA * next[1][b]),
                        target[b],
                        1e-10);
            }
        }
    }

    @Test
    void theActorsObjectiveIsTheSmallerValueLessTheWeightedLogProbability() {
        try (var parts = Parts.of(DataType.FLOAT64)) {
            disturb(parts);
            double[] entropy = new double[1];
            double objective =
                    parts.tape().differentiate(batch, noise, ALPHA, entropy).objective();
            double[][] now = valuesAndLogProbabilities(parts, batch.observation(), false);
            double expected = 0;
            double expectedEntropy = 0;
            for (int b = 0; b < B; b++) {
                expected += (now[0][b] - ALPHA * now[1][b]) / B;
                expectedEntropy -= now[1][b] / B;
            }
            assertEquals(expected, objective, 1e-10);
            assertEquals(expectedEntropy, entropy[0], 1e-10);
        }
    }

    @Test
    void theActorsGradientIsTheDifferenceQuotientOfItsObjective() {
        try (var parts = Parts.of(DataType.FLOAT64)) {
            disturb(parts);
            var tape = parts.tape();
            double[] gradient =
                    tape.differentiate(batch, noise, ALPHA, new double[1]).values();
            assertQuotients(
                    parts.actor.parameters(),
                    gradient,
                    () -> tape.differentiate(batch, noise, ALPHA, new double[1]).objective());
        }
    }

    @Test
    void aCriticsGradientIsTheDifferenceQuotientOfItsLoss() {
        try (var parts = Parts.of(DataType.FLOAT64)) {
            disturb(parts);
            var tape = parts.tape();
            double[] target = tape.targets(batch, noise, ALPHA);
            var critic = parts.critics.get(1);
            tape.differentiate(critic, batch, target);
            double[] gradient = critic.parameters().takeGradient();
            assertQuotients(critic.parameters(), gradient, () -> {
                double loss = tape.differentiate(critic, batch, target).loss();
                critic.parameters().takeGradient();
                return loss;
            });
        }
    }

    private static void assertQuotients(Parameters parameters, double[] gradient, DoubleSupplier value) {
        double h = 1e-6;
        double[] start = parameters.values();
        double largest = Arrays.stream(gradient).map(Math::abs).max().orElseThrow();
        assertNotEquals(0, largest);
        for (int i = 0; i < start.length; i += 7) {
            double[] moved = start.clone();
            moved[i] = start[i] + h;
            parameters.setValues(moved);
            double up = value.getAsDouble();
            moved[i] = start[i] - h;
            parameters.setValues(moved);
            double down = value.getAsDouble();
            assertEquals((up - down) / (2 * h), gradient[i], 1e-6 * largest, "parameter " + i);
        }
    }

    @Test
    void writtenOutTheUpdatesAreTheTapesToRounding() {
        try (var kernels = Kernels.float32(2);
                var reference = Parts.of(DataType.FLOAT64);
                var parts = Parts.of(DataType.FLOAT32)) {
            disturb(reference);
            disturb(parts);
            var tape = reference.tape();
            var written = new KernelSacUpdate(CONFIG, parts.actor, parts.critics, kernels);
            written.begin();
            for (int i = 0; i < 5; i++) {
                var expected = tape.critics(batch, noise, ALPHA);
                var actual = written.critics(batch, noise, ALPHA);
                assertEquals(expected.loss(), actual.loss(), 1e-4 * expected.loss());
                assertEquals(expected.value(), actual.value(), 1e-4);
                var climbed = tape.actor(batch, noise, ALPHA);
                var stepped = written.actor(batch, noise, ALPHA);
                assertEquals(climbed.objective(), stepped.objective(), 1e-4);
                assertEquals(climbed.entropy(), stepped.entropy(), 1e-4);
                assertEquals(climbed.norm(), stepped.norm(), 1e-4 * climbed.norm());
                tape.moveTargets();
                written.moveTargets();
            }
            written.end();
            assertClose(reference.actor.parameters(), parts.actor.parameters());
            for (int i = 0; i < 2; i++) {
                assertClose(
                        reference.critics.get(i).parameters(),
                        parts.critics.get(i).parameters());
                assertClose(
                        reference.critics.get(i).targetParameters(),
                        parts.critics.get(i).targetParameters());
                assertEquals(5, parts.critics.get(i).adam().steps());
            }
        }
    }

    private static void assertClose(Parameters expected, Parameters actual) {
        double[] x = expected.values();
        double[] y = actual.values();
        double apart = 0;
        double length = 0;
        for (int i = 0; i < x.length; i++) {
            apart += (x[i] - y[i]) * (x[i] - y[i]);
            length += x[i] * x[i];
        }
        assertEquals(0, Math.sqrt(apart / length), 1e-4);
    }

    @Test
    void actionsOfARolloutAreTheActorsForAnyNumberOfEnvironments() {
        for (int environments : new int[] {1, 7, 16, 21}) {
            var config = CONFIG.with("environments", environments);
            try (var kernels = Kernels.float32(2);
                    var parts = Parts.of(DataType.FLOAT32)) {
                var random = new Seeds(13).stream("rollout");
                double[] observation = new double[environments * O];
                double[] drawn = new double[environments * A];
                Arrays.setAll(observation, i -> random.nextGaussian());
                Arrays.setAll(drawn, i -> random.nextGaussian());
                var written = new KernelSacUpdate(config, parts.actor, parts.critics, kernels);
                written.begin();
                double[] expected = parts.tape().act(observation, drawn);
                double[] actual = written.act(observation, drawn);
                for (int i = 0; i < expected.length; i++) {
                    assertEquals(expected[i], actual[i], 1e-5);
                }
            }
        }
    }
}
