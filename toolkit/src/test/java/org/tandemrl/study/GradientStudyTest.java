package org.tandemrl.study;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.NDArray;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.commons.math3.random.Well19937c;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tandemrl.critic.Critic;
import org.tandemrl.dynamics.Predictor;
import org.tandemrl.gradient.GradientSource;
import org.tandemrl.gradient.Rollout;
import org.tandemrl.nn.Normalizer;
import org.tandemrl.policy.PolicyGradient;
import org.tandemrl.random.Seeds;
import org.tandemrl.run.RunException;
import org.tandemrl.task.Environment;
import tech.tablesaw.api.Row;
import tech.tablesaw.api.Table;

/** The study of gradients, in a world whose exact model is known. */
final class GradientStudyTest {
    private static final Predictor EXACT = LinearWorld.model(1, 0);

    private static GradientStudy.Plan plan(int resamples, int spread) {
        return new GradientStudy.Plan(List.of(8, 1, 2), 4, resamples, spread, 3);
    }

    private static GradientStudy.Findings study(double logStd, boolean randomStarts, Predictor model, int spread) {
        var subject = LinearWorld.subject(4, logStd, randomStarts, model);
        try (var actor = subject.actor();
                var critic = (Critic) subject.critic()) {
            return GradientStudy.of(subject, plan(6, spread), (done, all) -> {});
        }
    }

    private static GradientStudy.Findings study(Map<String, GradientSource> sources) {
        var subject = LinearWorld.subject(4, -1, true, EXACT);
        try (var actor = subject.actor();
                var critic = (Critic) subject.critic()) {
            return GradientStudy.of(subject, plan(6, 10), sources, (done, all) -> {});
        }
    }

    private static Row row(Table table, String column, String name, String number, int value) {
        return table.stream()
                .filter(r -> (column.isEmpty() || r.getString(column).equals(name)) && r.getNumber(number) == value)
                .findFirst()
                .orElseThrow();
    }

    private static GradientSource times(double factor) {
        return (rollout, critic, bonus) -> {
            var gradient = GradientSource.adjoint().differentiate(rollout, critic);
            return new PolicyGradient(
                    gradient.objective(),
                    Arrays.stream(gradient.values()).map(v -> factor * v).toArray());
        };
    }

    @Test
    void throughAnExactModelBothGradientsAreTheSimulatorsAndTheModelHasNoError() {
        var findings = study(-1, true, EXACT, 10);
        assertEquals(9, findings.gradients().rowCount());
        for (var row : findings.gradients()) {
            assertEquals(1, row.getDouble("cosine"), 1e-9);
            assertEquals(1, row.getDouble("ratio"), 1e-9);
            assertEquals(1, row.getDouble("mean_cosine"), 1e-9);
            assertTrue(row.getDouble("variance") > 0.01, "starts and noise differ: " + row);
            assertEquals(6, row.getInt("resamples"));
        }
        findings.predictions().forEach(row -> assertEquals(0, row.getDouble("error_high"), 1e-12));
        findings.jacobians().forEach(row -> assertEquals(0, row.getDouble("error_high"), 1e-12));
        findings.jacobians().forEach(row -> assertEquals(1, row.getDouble("cosine_low"), 1e-12));
    }

    /** The exact model, which also counts the steps of an episode, and is lost where the count was not handed on. */
    private static final Predictor COUNTING = new Predictor() {
        @Override
        public NDArray predict(NDArray observation, NDArray action, Normalizer.Scaling.OnTensors scaling) {
            throw new AssertionError("asked without what is remembered");
        }

        @Override
        public int hiddenSize() {
            return 1;
        }

        @Override
        public Prediction predict(
                NDArray observation, NDArray action, Optional<NDArray> hidden, Normalizer.Scaling.OnTensors scaling) {
            return new Prediction(EXACT.predict(observation, action, scaling), hidden.map(h -> h.add(1)));
        }

        @Override
        public double[] remember(double[] observation, double[] action, double[] hidden, Normalizer.Scaling scaling) {
            return Arrays.stream(hidden).map(h -> h + 1).toArray();
        }
    };

    @Test
    void whatAModelRemembersGrowsUntilTheWindowsAndAlongThem() {
        for (var row : study(-1, true, COUNTING, 10).gradients()) {
            assertEquals(1, row.getDouble("cosine"), 1e-9);
        }
        var subject = LinearWorld.subject(4, -1, true, COUNTING);
        var seeds = new Seeds(5);
        try (var actor = subject.actor();
                var critic = (Critic) subject.critic()) {
            var window = GradientStudy.window(subject, plan(6, 10), seeds);
            var random = seeds.stream("age");
            for (int e = 0; e < 4; e++) {
                int age = random.nextInt(10);
                assertEquals(age, window.hidden()[0][e]);
                assertEquals(age + 3, window.first(4).hidden()[3][e]);
            }
        }
    }

    @Test
    void trajectoriesCountUntilTheirEpisodeEnds() {
        var subject = LinearWorld.subject(4, -1, true, EXACT, 1.2);
        try (var actor = subject.actor();
                var critic = (Critic) subject.critic()) {
            var findings = GradientStudy.of(subject, plan(6, 10), (done, all) -> {});
            int first = row(findings.predictions(), "", "", "steps", 1).getInt("trajectories");
            int last = row(findings.predictions(), "", "", "steps", 8).getInt("trajectories");
            assertEquals(24, first, "the first step is everyone's");
            assertTrue(last > 0 && last < 24, last + " of 24 reached the end");
            findings.predictions().forEach(row -> assertEquals(0, row.getDouble("error_high"), 1e-12));
            findings.jacobians().forEach(row -> assertEquals(0, row.getDouble("error_high"), 1e-12));
            assertEquals(
                    last,
                    row(findings.jacobians(), "way", "imagined", "steps", 8).getInt("trajectories"));
            assertEquals(
                    1,
                    row(findings.gradients(), "source", "imagined", "horizon", 8)
                            .getDouble("cosine"),
                    1e-9);
        }
    }

    @Test
    void theOppositeOfAGradientHasCosineMinusOneAndTwiceItHasRatioTwo() {
        var sources = new LinkedHashMap<String, GradientSource>();
        sources.put("adjoint", times(1));
        sources.put("opposite", times(-1));
        sources.put("twice", times(2));
        var table = study(sources).gradients();
        for (int horizon : new int[] {1, 2, 8}) {
            var opposite = row(table, "source", "opposite", "horizon", horizon);
            assertEquals(-1, opposite.getDouble("cosine"), 1e-12);
            assertEquals(-1, opposite.getDouble("mean_cosine"), 1e-12);
            assertEquals(1, opposite.getDouble("ratio"), 1e-12);
            assertEquals(2, row(table, "source", "twice", "horizon", horizon).getDouble("ratio"), 1e-12);
            assertEquals(
                    row(table, "source", "adjoint", "horizon", horizon).getDouble("variance"),
                    row(table, "source", "twice", "horizon", horizon).getDouble("variance"),
                    1e-9);
        }
    }

    @Test
    void aPolicyWithoutNoiseFromOneStartHasNoVariance() {
        for (var row : study(-40, false, EXACT, 1).gradients()) {
            assertEquals(0, row.getDouble("variance"), 1e-12);
        }
        for (var row : study(-1, false, EXACT, 1).gradients()) {
            assertTrue(row.getDouble("variance") > 1e-4, "the noise differs: " + row);
        }
    }

    @Test
    void anActionThatTheModelThinksHalfAsStrongAgainIsAnErrorOfAHalf() {
        var findings = study(-1, true, LinearWorld.model(1.5, 0), 10);
        // The error is in B only, and every ∂o_k/∂a_0 = A^(k−1) B is linear in it.
        for (var row : findings.jacobians()) {
            assertEquals(0.5, row.getDouble("error"), 1e-9);
            assertEquals(1, row.getDouble("cosine"), 1e-9);
        }
        var one = row(findings.gradients(), "source", "decoupled", "horizon", 1);
        assertEquals(1, one.getDouble("cosine"), 1e-9);
        assertEquals(1.5, one.getDouble("ratio"), 1e-6);
    }

    @Test
    void aConstantErrorOfThePredictionAddsUpOverStepsAndLeavesTheDecoupledGradientAlone() {
        double offset = 0.01;
        var subject = LinearWorld.subject(4, -1, true, LinearWorld.model(1, offset));
        double[] deviation = subject.actor().normalizer().scaling().deviation();
        GradientStudy.Findings findings;
        try (var actor = subject.actor();
                var critic = (Critic) subject.critic()) {
            findings = GradientStudy.of(subject, plan(3, 10), (done, all) -> {});
        }
        double[] error = {0, 0};
        for (int k = 1; k <= 8; k++) {
            error = new double[] {
                LinearWorld.A[0][0] * error[0] + LinearWorld.A[0][1] * error[1] + offset,
                LinearWorld.A[1][0] * error[0] + LinearWorld.A[1][1] * error[1] + offset
            };
            double expected =
                    Math.sqrt((Math.pow(error[0] / deviation[0], 2) + Math.pow(error[1] / deviation[1], 2)) / 2);
            var row = row(findings.predictions(), "", "", "steps", k);
            assertEquals(expected, row.getDouble("error"), 1e-12);
            assertEquals(12, row.getInt("trajectories"));
            assertTrue(row.getDouble("still") > expected, "the world moves more than that");
        }
        assertEquals(
                1,
                row(findings.gradients(), "source", "decoupled", "horizon", 8).getDouble("cosine"),
                1e-9);
        double imagined =
                row(findings.gradients(), "source", "imagined", "horizon", 8).getDouble("cosine");
        assertTrue(imagined < 1 - 1e-9, "imagined states are others, and so is their gradient: " + imagined);
    }

    @Test
    void aWindowsFirstStepsAreTheWindowCollectedShorter() {
        var subject = LinearWorld.subject(4, -1, true, EXACT);
        try (var actor = subject.actor();
                var critic = (Critic) subject.critic()) {
            var environment = new Environment(subject.task(), subject.simulator(), new Seeds(1), true);
            var from = environment.save();
            var first =
                    Rollout.collect(environment, actor, 6, new Well19937c(2)).first(3);
            environment.restore(from);
            var shorter = Rollout.collect(environment, actor, 3, new Well19937c(2));
            assertEquals(3, first.horizon());
            var expected = GradientSource.adjoint().differentiate(shorter, critic);
            assertEquals(1, expected.cosine(GradientSource.adjoint().differentiate(first, critic)), 1e-15);
            assertEquals(Arrays.toString(shorter.finalObservation()), Arrays.toString(first.finalObservation()));
            assertThrows(IllegalArgumentException.class, () -> shorter.first(4));
            assertThrows(IllegalArgumentException.class, () -> shorter.first(0));
        }
    }

    @Test
    void windowsStartAtAgesOfTheirOwnAndRepeatWithTheSeed() {
        var subject = LinearWorld.subject(64, -1, true, EXACT);
        try (var actor = subject.actor();
                var critic = (Critic) subject.critic()) {
            var plan = new GradientStudy.Plan(List.of(2), 64, 3, 10, 0);
            var window = GradientStudy.window(subject, plan, new Seeds(1));
            long ages =
                    Arrays.stream(window.environment().save().age()).distinct().count();
            assertTrue(ages > 5, ages + " ages of 10");
            assertEquals(
                    Arrays.toString(window.state()[0]),
                    Arrays.toString(
                            GradientStudy.window(subject, plan, new Seeds(1)).state()[0]));
            assertTrue(!Arrays.equals(
                    window.state()[0],
                    GradientStudy.window(subject, plan, new Seeds(2)).state()[0]));
        }
    }

    /** A source that fails in some windows must not shift the others' pairs. */
    @Test
    void windowsWithoutAFiniteGradientCountForNoSource() {
        int[] calls = {0};
        var sources = new LinkedHashMap<String, GradientSource>();
        sources.put("adjoint", times(1));
        sources.put(
                "sometimes",
                (rollout, critic, bonus) ->
                        times(calls[0]++ < 3 ? Double.NaN : 1).differentiate(rollout, critic));
        for (var row : study(sources).gradients()) {
            assertEquals(5, row.getInt("resamples"));
            assertEquals(1, row.getDouble("cosine"), 1e-12);
        }
    }

    @Test
    void tablesAreReadAsTheyWereWritten(@TempDir Path folder) {
        var findings = study(-1, true, EXACT, 10);
        findings.save(folder);
        var read = GradientStudy.Findings.read(folder);
        assertEquals(findings.gradients().columnNames(), read.gradients().columnNames());
        assertEquals(findings.gradients().rowCount(), read.gradients().rowCount());
        assertEquals(
                findings.gradients().doubleColumn("variance_high").get(4),
                read.gradients().doubleColumn("variance_high").get(4),
                1e-12);
        assertEquals(
                findings.jacobians().stringColumn("way").asList(),
                read.jacobians().stringColumn("way").asList());
        assertEquals(findings.predictions().rowCount(), read.predictions().rowCount());
        var refused = assertThrows(RunException.class, () -> GradientStudy.Findings.read(folder.resolve("nowhere")));
        assertTrue(refused.getMessage().contains("no study of gradients"), refused.getMessage());
    }

    @Test
    void plansThatMakeNoSenseAreRefused() {
        for (Runnable plan : List.<Runnable>of(
                () -> new GradientStudy.Plan(List.of(), 4, 3, 1, 0),
                () -> new GradientStudy.Plan(List.of(0), 4, 3, 1, 0),
                () -> new GradientStudy.Plan(List.of(1), 0, 3, 1, 0),
                () -> new GradientStudy.Plan(List.of(1), 4, 2, 1, 0),
                () -> new GradientStudy.Plan(List.of(1), 4, 3, 0, 0))) {
            assertTrue(assertThrows(IllegalArgumentException.class, plan::run)
                    .getMessage()
                    .contains("allowed"));
        }
    }
}
