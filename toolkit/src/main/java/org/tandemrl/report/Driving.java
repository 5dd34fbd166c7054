package org.tandemrl.report;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.tandemrl.figure.LatenessPlot;
import org.tandemrl.run.RunException;

/** A policy that drives the simulated robot by its messages: how punctual, and what comes of faults. */
final class Driving {
    private static final String ROOM = "go2-robot";
    private static final List<String> WORDS = List.of("what happens", "the drive", "the robot", "drive", "time");

    private Driving() {}

    /**
     * Nothing, if there is no such folder.
     *
     * @param folder of what {@code go2 rehearse} and {@code go2 faults} wrote, each in a folder of its own
     */
    static void write(Path folder, Output out) {
        if (!Files.isDirectory(folder)) {
            return;
        }
        var rehearsal = folder.resolve("rehearsal");
        out.written(rehearsal.resolve("rehearsal.csv"), ROOM, "rehearsal", WORDS, List.of());
        out.written(rehearsal.resolve("times.csv"), ROOM, "times", WORDS, List.of());
        var realtime = folder.resolve("realtime");
        out.written(realtime.resolve("rehearsal.csv"), ROOM, "realtime", WORDS, List.of());
        out.written(realtime.resolve("times.csv"), ROOM, "realtime-times", WORDS, List.of());
        out.written(folder.resolve("faults-udp/faults.csv"), ROOM, "faults-udp", WORDS, List.of());
        out.written(folder.resolve("faults-dds/faults.csv"), ROOM, "faults-dds", WORDS, List.of());
        var plot = new LatenessPlot();
        for (var file : timings(rehearsal)) {
            plot.add(name(file), file);
        }
        for (var file : timings(realtime)) {
            plot.add(name(file) + ", real time", file);
        }
        if (!plot.isEmpty()) {
            out.figure(ROOM, "lateness", plot::save);
        }
    }

    private static String name(Path timing) {
        return timing.getFileName().toString().replace("-timing.csv", "");
    }

    private static List<Path> timings(Path folder) {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (var files = Files.list(folder)) {
            return files.filter(file -> file.getFileName().toString().endsWith("-timing.csv"))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new RunException("Cannot read " + folder + " (" + RunException.reason(e) + ").", e);
        }
    }
}
