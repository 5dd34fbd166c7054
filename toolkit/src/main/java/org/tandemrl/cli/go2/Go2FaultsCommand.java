package org.tandemrl.cli.go2;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
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
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
        name = "faults",
        mixinStandardHelpOptions = true,
        description = {
            "Drives a simulated robot under one fault after another, each time two processes, and writes what happened: faults.csv, faults.md, faults.tex, and of each"
                    + " rehearsal log, reports and messages. Some five minutes.",
            "Status 1 if in any of them the robot got a command outside its limits."
        })
final class Go2FaultsCommand implements Callable<Integer> {
    /** Into the walk, s after the drive has begun to listen; and since the robot's first command. */
    private static final double WALKING = 5;

    private static final String FAULT_TIME = "@4.5";

    @Spec
    private CommandSpec spec;

    @Parameters(
            paramLabel = "POLICY",
            arity = "0..1",
            defaultValue = "stand",
            description = "as for drive; default ${DEFAULT-VALUE}")
    private String policy;

    @Mixin
    private LinkOptions link;

    @Option(names = "--out", required = true, paramLabel = "DIR", description = "folder, which is created")
    private Path folder;

    @Option(
            names = "--command",
            paramLabel = "VX,VY,YAW[@SECONDS;…]",
            defaultValue = "0.5,0,0",
            description = "as for drive; default ${DEFAULT-VALUE}")
    private String command;

    @Option(names = "--seconds", defaultValue = "6", description = "of walking, each; default ${DEFAULT-VALUE}")
    private double seconds;

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

    @Option(
            names = "--only",
            paramLabel = "NAME",
            description = "of these rehearsals only, words with dashes; several are allowed")
    private List<String> only = List.of();

    private List<Scenario> scenarios() {
        var all = new ArrayList<Scenario>();
        all.add(robot("nothing"));
        for (String fault :
                List.of("loss=0.01", "loss=0.1", "loss=0.3", "jitter=20", "delay=10", "corrupt=0.1", "noise")) {
            all.add(robot(name(fault), fault));
        }
        for (String fault : List.of("push=0.5", "push=1", "freeze", "silent", "nan", "hot", "battery", "button")) {
            all.add(robot(name(fault), fault + FAULT_TIME));
        }
        all.add(robot("sport-mode-unreleased", "sport"));
        all.add(drive("late-policy", "late=" + patience.late() + "@1"));
        all.add(drive("policy-not-finite", "nan@1"));
        all.add(happens("drive-killed", Happening.KILL_DRIVE, WALKING));
        all.add(happens("robot-killed", Happening.KILL_ROBOT, WALKING));
        all.add(happens("drive-gets-SIGTERM", Happening.END_DRIVE, WALKING));
        all.add(happens("second-drive", Happening.SECOND_DRIVE, WALKING));
        all.add(happens("other-commands-before", Happening.OTHER_COMMANDS, -1));
        all.add(happens("other-commands-in-the-walk", Happening.OTHER_COMMANDS, WALKING));
        return all;
    }

    private static String name(String fault) {
        return fault.replace("loss=0.01", "loss-1-percent")
                .replace("loss=0.1", "loss-10-percent")
                .replace("loss=0.3", "loss-30-percent")
                .replace("corrupt=0.1", "damaged-10-percent")
                .replaceFirst("(jitter|delay)=(.*)", "$1-$2-ms")
                .replaceFirst("push=(.*)", "push-$1-m-per-s")
                .replaceFirst("^hot$", "hot-motor")
                .replaceFirst("^button$", "button-of-the-remote-control")
                .replaceFirst("^nan$", "angle-not-finite")
                .replaceFirst("^freeze$", "frozen-messages");
    }

    private List<String> arguments(String... more) {
        var words = new ArrayList<>(List.of(policy, "--seconds", "" + seconds, "--command", command));
        words.addAll(patience.arguments());
        words.addAll(List.of(more));
        return words;
    }

    private Scenario robot(String name, String... faults) {
        var words = new ArrayList<>(List.of("--timeout", "" + timeout));
        for (String fault : faults) {
            words.addAll(List.of("--fault", fault));
        }
        return new Scenario(name, words, arguments(), Happening.NOTHING, -1);
    }

    private Scenario drive(String name, String fault) {
        return new Scenario(
                name, List.of("--timeout", "" + timeout), arguments("--policy-fault", fault), Happening.NOTHING, -1);
    }

    private Scenario happens(String name, Happening happening, double at) {
        return new Scenario(name, List.of("--timeout", "" + timeout), arguments(), happening, at);
    }

    @Override
    public Integer call() {
        if (!Mujoco.missing().isEmpty()) {
            throw new RunException(Mujoco.missing());
        }
        OutputFolder.prepare(folder);
        var chosen = scenarios();
        var names = chosen.stream().map(Scenario::name).toList();
        for (String name : only) {
            if (!names.contains(name)) {
                throw new IllegalArgumentException(
                        "--only is " + name + "; allowed are " + String.join(", ", names) + ".");
            }
        }
        var out = spec.commandLine().getOut();
        var err = spec.commandLine().getErr();
        var rehearsal = link.rehearsal(folder, realtime);
        var outcomes = new ArrayList<Outcome>();
        for (var scenario : chosen) {
            if (only.isEmpty() || only.contains(scenario.name())) {
                err.println("tandem: " + scenario.name());
                err.flush();
                outcomes.add(rehearsal.run(scenario, seconds));
            }
        }
        var table = OutcomeTable.of(outcomes);
        out.print(Tables.markdown(table));
        Tables.save(table, folder, "faults").forEach(out::println);
        out.flush();
        return outside(outcomes) ? 1 : 0;
    }

    static boolean outside(List<Outcome> outcomes) {
        return outcomes.stream()
                .flatMap(outcome -> outcome.robot().stream())
                .anyMatch(report -> report.get("commands_outside_limits").getAsLong() > 0);
    }
}
