package org.tandemrl.report;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.tandemrl.result.Benchmark;
import org.tandemrl.result.FinalReturns;
import org.tandemrl.result.Results;

/** The hand: what its engine needs, and its trainings. */
final class Hand {
    private static final String ROOM = "hand";
    private static final String TASK = "allegro";

    private Hand() {}

    /** What {@code bench steps --record} wrote. */
    static void steps(Path folder, String room, Output out) {
        out.written(
                folder.resolve("steps.csv"),
                room,
                "steps",
                List.of("task", "where the time goes"),
                List.of("environments", "threads", "steps", "steps/s", "steps/s of processor time", "invalid"));
    }

    /**
     * Nothing, if there is no such folder.
     *
     * @param folder of evaluated runs, and of what {@code study hand} wrote
     */
    static void write(Path folder, Output out) {
        if (!Files.isDirectory(folder)) {
            return;
        }
        out.written(folder.resolve("stability.csv"), ROOM, "stability", List.of("cone"), List.of());
        steps(folder, ROOM, out);
        var results = Results.read(folder);
        var finals = new FinalReturns("the hand, 64 episodes without exploration");
        for (var algorithm : List.of("dmo-sapo", "dmo", "maac-sapo", "ppo", "sac")) {
            finals.add(algorithm, results.mostSeeds(algorithm, TASK));
        }
        if (!finals.table().isEmpty()) {
            out.table(ROOM, "final-returns", finals.table());
        }
        for (String axis : List.of("samples", "cpu_seconds")) {
            var curves = new TaskCurves(new Benchmark(results), TASK, axis).plot();
            if (!curves.isEmpty()) {
                out.figure(ROOM, "curves-" + axis.replace("cpu_seconds", "minutes"), curves::save);
            }
        }
    }
}
