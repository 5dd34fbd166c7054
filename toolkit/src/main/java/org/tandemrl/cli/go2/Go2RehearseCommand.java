package org.tandemrl.cli.go2;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import org.tandemrl.cli.go2.Rehearsal.Happening;
import org.tandemrl.cli.go2.Rehearsal.Outcome;
import org.tandemrl.cli.go2.Rehearsal.Scenario;
import org.tandemrl.figure.Tables;
import org.tandemrl.run.OutputFolder;
import org.tandemrl.run.RunException;
import org.tandemrl.sim.mujoco.Mujoco;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
        name = "rehearse",
        mixinStandardHelpOptions = true,
        description = {
            "Drives a simulated robot for a time, each a process, with and without threads that want the cores for themselves: missed deadlines, times, and a figure of"
                    + " them (rehearsal.csv, .md, .tex, times.csv, .md, .tex, lateness.svg, .png), and log and reports of each.",
            "Status 1 if the robot got a command outside its limits, or a drive ended before its time."
        })
final class Go2RehearseCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "POLICY", description = "as for drive")
    private String policy;

    @Mixin
    private PlaceOptions place;

    @Option(
            names = "--links",
            split = ",",
            paramLabel = "LINK",
            defaultValue = "udp",
            description = "udp, dds or both, one after the other; default ${DEFAULT-VALUE}")
    private List<LinkOptions.Way> links;

    @Option(names = "--out", required = true, paramLabel = "DIR", description = "folder, which is created")
    private Path folder;

    @Option(
            names = "--command",
            paramLabel = "VX,VY,YAW[@SECONDS;…]",
            defaultValue = "0.5,0,0",
            description = "as for drive; default ${DEFAULT-VALUE}")
    private String command;

    @Option(names = "--seconds", defaultValue = "600", description = "of walking, each; default ${DEFAULT-VALUE}")
    private double seconds;

    @Option(
            names = "--load",
            split = ",",
            paramLabel = "THREADS",
            defaultValue = "0,1",
            description = "busy threads beside it, a rehearsal for each number; default ${DEFAULT-VALUE}")
    private List<Integer> loads;

    @Mixin
    private PatienceOptions patience;

    @Mixin
    private RealtimeOption realtime;

    @Option(
            names = "--timeout",
            paramLabel = "MS",
            defaultValue = "30",
            description = "as for robot; default ${DEFAULT-VALUE}")
    private double timeout;

    @Override
    public Integer call() throws IOException {
        if (!Mujoco.missing().isEmpty()) {
            throw new RunException(Mujoco.missing());
        }
        for (int load : loads) {
            if (load < 0 || load > 64) {
                throw new ParameterException(
                        spec.commandLine(), "--load is " + load + "; allowed are numbers from 0 to 64.");
            }
        }
        OutputFolder.prepare(folder);
        var out = spec.commandLine().getOut();
        var err = spec.commandLine().getErr();
        var rehearsals = links.stream()
                .map(link -> place.rehearsal(link, folder, realtime))
                .toList();
        var outcomes = new ArrayList<Outcome>();
        var timing = new TimingFigure();
        for (int k = 0; k < links.size(); k++) {
            for (int load : loads) {
                String name = links.get(k).word() + (load == 0 ? "" : "-with-" + load + "-busy");
                err.println("tandem: " + name + ", " + seconds + " s");
                err.flush();
                var outcome = rehearse(rehearsals.get(k), name, load);
                outcomes.add(outcome);
                outcome.drive().ifPresent(report -> timing.add(name, report, folder.resolve(name + "-timing.csv")));
            }
        }
        var table = OutcomeTable.of(outcomes);
        out.print(Tables.markdown(table));
        out.print(Tables.markdown(timing.table()));
        Tables.save(table, folder, "rehearsal").forEach(out::println);
        Tables.save(timing.table(), folder, "times").forEach(out::println);
        timing.save(folder).forEach(out::println);
        out.flush();
        boolean whole = outcomes.stream().allMatch(outcome -> outcome.driveExit() == 0);
        return whole && !Go2FaultsCommand.outside(outcomes) ? 0 : 1;
    }

    private Outcome rehearse(Rehearsal rehearsal, String name, int load) {
        var robot = List.of("--timeout", "" + timeout);
        var busy = new Busy(load);
        try {
            return rehearsal.run(new Scenario(name, robot, arguments(), Happening.NOTHING, -1), seconds);
        } finally {
            busy.close();
        }
    }

    private List<String> arguments() {
        var words = new ArrayList<>(List.of(policy, "--command", command, "--seconds", "" + seconds));
        words.addAll(patience.arguments());
        return words;
    }

    /** Threads that want a core each. */
    private static final class Busy {
        private volatile boolean over;
        private volatile double sink;

        Busy(int threads) {
            IntStream.range(0, threads)
                    .forEach(k -> Thread.ofPlatform().name("busy " + k).daemon().start(this::work));
        }

        private void work() {
            double x = 1;
            while (!over) {
                for (int k = 0; k < 1_000_000; k++) {
                    x = x * 1.0000001 % 3;
                }
                sink = x;
            }
        }

        void close() {
            over = sink >= 0;
        }
    }
}
