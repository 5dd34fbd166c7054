package org.tandemrl.statistics;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.tandemrl.sim.Datasets;

/** Published scores with their published aggregates, and small cases whose bootstrap distribution is known exactly. */
final class ReferenceVectorsTest {
    private static final Map<String, Aggregate> NAMES = Map.of(
            "mean", Aggregate.MEAN,
            "median", Aggregate.MEDIAN,
            "iqm", Aggregate.INTERQUARTILE_MEAN,
            "optimality_gap", Aggregate.OPTIMALITY_GAP);

    private static JsonObject vectors;
    private static double[][] atari;

    @BeforeAll
    static void read() throws Exception {
        vectors = JsonParser.parseString(Files.readString(Datasets.path("published/statistics/test-vectors.json")))
                .getAsJsonObject();
        var games = vectors.getAsJsonObject("atari100k_diamond");
        var scores = games.getAsJsonObject("scores");
        var random = games.getAsJsonObject("random");
        var human = games.getAsJsonObject("human");
        var scales = new java.util.LinkedHashMap<String, Normalisation.Scale>();
        for (var name : random.keySet()) {
            scales.put(
                    name,
                    new Normalisation.Scale(
                            random.get(name).getAsDouble(), human.get(name).getAsDouble()));
        }
        var normalisation = new Normalisation("human", scales);
        atari = games.getAsJsonArray("games").asList().stream()
                .map(g -> g.getAsString())
                .map(g -> Arrays.stream(numbers(scores.getAsJsonArray(g)))
                        .map(s -> normalisation.of(g, s))
                        .toArray())
                .toArray(double[][]::new);
    }

    @Test
    void aggregatesOfPublishedScoresAreThePublishedOnes() {
        var expected = vectors.getAsJsonObject("atari100k_diamond").getAsJsonObject("expected");
        assertEquals(26, atari.length);
        NAMES.forEach((name, aggregate) -> {
            assertEquals(expected.get(name).getAsDouble(), aggregate.of(atari), 1e-12, name);
            assertEquals(
                    expected.getAsJsonObject("published").get(name).getAsDouble(), aggregate.of(atari), 5e-4, name);
        });
    }

    @Test
    void intervalsOfPublishedScoresAreTheReferenceOnesToTheNoiseOfTheirDraws() {
        var expected = vectors.getAsJsonObject("atari100k_diamond")
                .getAsJsonObject("expected")
                .getAsJsonObject("ci95_stratified_percentile_50000");
        NAMES.forEach((name, aggregate) -> {
            double[] bounds = numbers(expected.getAsJsonArray(name));
            var interval = aggregate.interval(atari, 0.95, 20_000, 1);
            double noise = 0.03 * (bounds[1] - bounds[0]); // of a percentile of 20 000 draws
            assertEquals(bounds[0], interval.low(), noise, name + " low");
            assertEquals(bounds[1], interval.high(), noise, name + " high");
        });
    }

    @Test
    void profilesOfPublishedScoresCountWhatIsStrictlyAbove() {
        var profile = vectors.getAsJsonObject("atari100k_diamond")
                .getAsJsonObject("expected")
                .getAsJsonObject("profile_strictly_greater");
        profile.asMap()
                .forEach((threshold, share) -> assertEquals(
                        share.getAsDouble(),
                        Statistics.performanceProfile(atari, new double[] {Double.parseDouble(threshold)})[0],
                        1e-12,
                        threshold));
    }

    @Test
    void theProbabilityOfImprovementOfTheSmallCaseIsTheReference() {
        var small = vectors.getAsJsonObject("exact_small");
        double[][] x = transposed(small.getAsJsonArray("x_runs_by_tasks"));
        double[][] y = transposed(small.getAsJsonArray("y_runs_by_tasks"));
        double expected = small.getAsJsonObject("expected").get("p_x_greater_y").getAsDouble();
        // The two have two tasks, with four and three runs.
        assertEquals(expected, Comparison.probabilityOfImprovement(x, y), 1e-7);
        assertEquals(1 - expected, Comparison.probabilityOfImprovement(y, x), 1e-7);
    }

    @Test
    void theBootstrapHasTheExactDistributionOfTheSmallCases() {
        var small = vectors.getAsJsonObject("exact_small");
        double[][] z = transposed(small.getAsJsonArray("z_runs_by_tasks"));
        var exact = small.getAsJsonObject("z").getAsJsonObject("exact_of_729");
        NAMES.forEach((name, aggregate) -> {
            if (!name.equals("median")) {
                assertEquals(small.getAsJsonObject("z").get(name).getAsDouble(), aggregate.of(z), 1e-9, name);
                double[] all = everyDraw(z, aggregate::of);
                assertEquals(729, all.length);
                double[] bounds = numbers(exact.getAsJsonArray(name + "_ci95"));
                assertArrayEquals(
                        bounds,
                        new double[] {Statistics.quantile(all, 0.025), Statistics.quantile(all, 0.975)},
                        1e-9,
                        name);
                var drawn = aggregate.interval(z, 0.95, 20_000, 3);
                // A step of the discrete distribution is between 0.025 and 0.1.
                assertEquals(bounds[0], drawn.low(), 0.03, name);
                assertEquals(bounds[1], drawn.high(), 0.03, name);
            }
        });
    }

    /** Every draw with replacement within each task, one after the other: computed here, without the bootstrap. */
    private static double[] everyDraw(double[][] scores, ToDoubleFunction<double[][]> estimator) {
        int runs = Arrays.stream(scores).mapToInt(t -> t.length).sum();
        int draws = Arrays.stream(scores)
                .mapToInt(t -> (int) Math.pow(t.length, t.length))
                .reduce(1, (a, b) -> a * b);
        double[] all = new double[draws];
        for (int d = 0; d < draws; d++) {
            int code = d;
            double[][] drawn = new double[scores.length][];
            for (int t = 0; t < scores.length; t++) {
                drawn[t] = new double[scores[t].length];
                for (int r = 0; r < scores[t].length; r++) {
                    drawn[t][r] = scores[t][code % scores[t].length];
                    code /= scores[t].length;
                }
            }
            all[d] = estimator.applyAsDouble(drawn);
        }
        assertEquals(true, runs > 0);
        return all;
    }

    /** Runs by tasks to [task][run]. */
    private static double[][] transposed(JsonArray runs) {
        List<double[]> rows = new ArrayList<>();
        runs.forEach(r -> rows.add(numbers(r.getAsJsonArray())));
        double[][] tasks = new double[rows.getFirst().length][rows.size()];
        for (int r = 0; r < rows.size(); r++) {
            for (int t = 0; t < tasks.length; t++) {
                tasks[t][r] = rows.get(r)[t];
            }
        }
        return tasks;
    }

    private static double[] numbers(JsonArray array) {
        return StreamSupport.stream(array.spliterator(), false)
                .mapToDouble(e -> e.getAsDouble())
                .toArray();
    }
}
