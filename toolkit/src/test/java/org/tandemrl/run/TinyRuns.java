package org.tandemrl.run;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.tandemrl.algorithm.AlgorithmConfig;
import org.tandemrl.algorithm.Algorithms;

/** CartPole at a size at which an epoch takes milliseconds, for tests of what surrounds the mathematics. */
public final class TinyRuns {
    /** Environment steps of an epoch. */
    public static final int EPOCH = 64;

    /** Environment steps before the first epoch. */
    public static final int EXPLORED = 64;

    /** Settings by name. */
    public static final Map<String, String> SETTINGS = new TreeMap<>(Map.of(
            "environments",
            "8",
            "horizon",
            "8",
            "model.hidden",
            "16,16",
            "model.updates",
            "2",
            "model.batch",
            "16",
            "exploration.transitions",
            "64",
            "exploration.updates",
            "2",
            "critic.passes",
            "1",
            "actor.hidden",
            "16",
            "critic.hidden",
            "16"));

    /** What PPO and SAC call the same. */
    private static final Map<String, String> FLAT = Map.of(
            "actor.hidden",
            "actorHidden",
            "critic.hidden",
            "criticHidden",
            "exploration.transitions",
            "exploreTransitions");

    private TinyRuns() {}

    /** A run of DMO of a number of epochs on one thread. */
    public static RunSettings settings(long seed, int epochs) {
        return settings("dmo", seed, epochs);
    }

    /** A run of an algorithm for about as many samples, with those of the settings that it has. */
    public static RunSettings settings(String algorithm, long seed, int epochs) {
        AlgorithmConfig config = Algorithms.named(algorithm).config("cartpole");
        for (var setting : SETTINGS.entrySet()) {
            for (var name : List.of(setting.getKey(), FLAT.getOrDefault(setting.getKey(), setting.getKey()))) {
                config = config.settings().containsKey(name) ? config.with(name, setting.getValue()) : config;
            }
        }
        return new RunSettings(algorithm, "cartpole", seed, EXPLORED + (long) epochs * EPOCH, 1, config);
    }

    /** The same as arguments of the command line. */
    public static List<String> arguments(long seed, int epochs, Path out) {
        var arguments = new ArrayList<>(List.of(
                "train",
                "--task",
                "cartpole",
                "--seed",
                "" + seed,
                "--threads",
                "1",
                "--samples",
                "" + (EXPLORED + (long) epochs * EPOCH),
                "--out",
                out.toString()));
        SETTINGS.forEach((name, value) -> arguments.addAll(List.of("--set", name + "=" + value)));
        return arguments;
    }

    /** Metrics without times, row by row as text: equal for equal runs. */
    public static List<List<Double>> numbers(Path run) {
        var metrics = Metrics.read(run.resolve("metrics.csv"));
        return metrics.columns().stream()
                .filter(c -> !Metrics.isTime(c))
                .map(c -> Arrays.stream(metrics.column(c)).boxed().toList())
                .toList();
    }

    /** A record's text without its checksum, as of one that is changed on purpose. */
    public static String unsealed(String record) {
        return record.replaceFirst(",\\n  \"checksum\": \"\\w+\"", "");
    }

    /** Rows of a run's metrics, 0 before there are any. */
    public static int rows(Path run) {
        try {
            var file = run.resolve("metrics.csv");
            return Files.exists(file)
                    ? Math.max(
                            0,
                            (int) Files.readString(file)
                                            .chars()
                                            .filter(c -> c == '\n')
                                            .count()
                                    - 1)
                    : 0;
        } catch (IOException e) {
            return 0;
        }
    }

    /** A copy of a run's folder. */
    public static Path copy(Path run, Path to) throws IOException {
        try (var files = Files.walk(run)) {
            for (var file : (Iterable<Path>) files::iterator) {
                Files.copy(file, to.resolve(run.relativize(file).toString()));
            }
        }
        return to;
    }
}
