package org.tandemrl.sweep;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.tandemrl.run.Evaluation;
import org.tandemrl.run.Run;
import org.tandemrl.run.RunException;
import org.tandemrl.run.RunSettings;

/**
 * How a planned run stands, by its folder alone.
 *
 * @param state what is to be done
 * @param last row of its metrics
 * @param evaluated mean return of its evaluation; NaN before there is one
 * @param fault why it is refused
 */
record Standing(State state, LastRow last, double evaluated, String fault) {
    /** What is to be done. */
    enum State {
        /** Nothing is there. */
        NEW,
        /** Training goes on. */
        BEGUN,
        /** The metrics have all rows; the last checkpoint may be missing, or the evaluation. */
        TRAINED,
        /** Nothing is left to do. */
        DONE,
        /** What is there is not the plan's. */
        REFUSED
    }

    static Standing of(PlannedRun run, Path folder) {
        if (!Files.exists(folder.resolve("run.json"))) {
            return new Standing(State.NEW, LastRow.NONE, Double.NaN, "");
        }
        try {
            String difference =
                    difference(run.settings(), Run.readRecord(folder).settings());
            if (!difference.isEmpty()) {
                return refused("The run in " + folder + " is not the plan's: " + difference
                        + ". Choose another --out, give the variant another name, or put the plan right.");
            }
            var last = LastRow.of(folder.resolve("metrics.csv"));
            if (last.samples() < run.settings().samples()) {
                return new Standing(State.BEGUN, last, Double.NaN, "");
            }
            var evaluation = Evaluation.read(folder);
            boolean done =
                    evaluation.isPresent() && evaluation.get().returns().length == run.episodes() && isOfTheEnd(folder);
            return new Standing(
                    done ? State.DONE : State.TRAINED,
                    last,
                    done ? evaluation.get().mean() : Double.NaN,
                    "");
        } catch (RunException e) {
            return refused(e.getMessage());
        }
    }

    private static Standing refused(String why) {
        return new Standing(State.REFUSED, LastRow.NONE, Double.NaN, why);
    }

    /** Somebody may have evaluated an earlier checkpoint; a record without one was finished. */
    private static boolean isOfTheEnd(Path folder) {
        try {
            var checkpoint = folder.resolve("checkpoint.npz");
            return !Files.exists(checkpoint)
                    || Files.getLastModifiedTime(folder.resolve("evaluation.csv"))
                                    .compareTo(Files.getLastModifiedTime(checkpoint))
                            >= 0;
        } catch (IOException e) {
            return false;
        }
    }

    /** In what settings differ, in words; empty where they are the same. */
    private static String difference(RunSettings plan, RunSettings run) {
        var wanted = all(plan);
        var there = all(run);
        var differences = new ArrayList<String>();
        wanted.forEach((name, value) -> {
            String other = there.getOrDefault(name, "nothing");
            if (!value.equals(other)) {
                differences.add(name + " is " + other + ", planned is " + value);
            }
        });
        // What only the run has comes with another algorithm, which is named.
        return String.join("; ", differences);
    }

    private static Map<String, String> all(RunSettings settings) {
        var map = new TreeMap<>(settings.config().settings());
        map.put("algorithm", settings.algorithm());
        map.put("task", settings.task());
        map.put("seed", "" + settings.seed());
        map.put("samples", "" + settings.samples());
        map.put("threads", "" + settings.threads());
        map.put("invalidStates", "" + settings.invalidStates());
        return map;
    }

    /** Refuses runs that are not the plan's, all by name. */
    static void require(List<PlannedRun> runs, SweepFolder folder) {
        var faults = new ArrayList<String>();
        for (var run : runs) {
            var standing = of(run, folder.run(run.name()));
            if (standing.state == State.REFUSED) {
                faults.add(run.name() + ": " + standing.fault);
            }
        }
        if (!faults.isEmpty()) {
            throw new RunException(String.join(System.lineSeparator(), faults));
        }
    }
}
