package org.tandemrl.cli.go2;

import com.google.gson.GsonBuilder;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.function.UnaryOperator;
import org.tandemrl.robot.drive.CommandPlan;
import org.tandemrl.robot.drive.Drive;
import org.tandemrl.robot.drive.DriveSettings;
import org.tandemrl.robot.drive.Policies;
import org.tandemrl.robot.drive.PolicyThread;
import org.tandemrl.run.OutputFolder;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
        name = "drive",
        mixinStandardHelpOptions = true,
        description = {
            "Drives a robot by a policy: hears it for half a second, damps, rises from the measured pose to the standing one, walks, damps. 50 answers of the"
                    + " policy and 500 commands a second. Damping, too, on Ctrl-C, SIGTERM, and whatever is not as it should be. The last lines are JSON.",
            "Status 1 if it was refused or ended before its time."
        })
final class Go2DriveCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Parameters(
            paramLabel = "POLICY",
            description = "a file of 'export' of a run of go2-walking, or 'stand', which holds the standing pose")
    private String policy;

    @Mixin
    private LinkOptions link;

    @Mixin
    private RealtimeOption realtime;

    @Option(
            names = "--command",
            paramLabel = "VX,VY,YAW[@SECONDS;…]",
            defaultValue = "0,0,0",
            description =
                    "what is asked for, m/s and rad/s, one after the other; the last holds to the end; default ${DEFAULT-VALUE}")
    private String command;

    @Option(names = "--seconds", defaultValue = "10", description = "of walking, up to 3600; default ${DEFAULT-VALUE}")
    private double seconds;

    @Option(
            names = "--log",
            paramLabel = "FILE",
            description =
                    "CSV of what was seen and sent, a row every 20 ms, written at the end; beside it STEM-timing.csv")
    private Path log;

    @Mixin
    private PatienceOptions patience;

    @Option(
            names = "--policy-fault",
            paramLabel = "FAULT",
            description = "for rehearsals: late=MS@S or nan@S, from the second S of the walk on")
    private String fault;

    @Override
    public Integer call() throws Exception {
        DriveSettings settings;
        try {
            settings = DriveSettings.of(patience.limits(), CommandPlan.parse(command), seconds);
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), e.getMessage(), e);
        }
        if (link.beyond && (patience.more() || fault != null)) {
            throw new ParameterException(
                    spec.commandLine(),
                    "--beyond-loopback is for a robot; --policy-fault, and more than 20 ms of --state-age and 40 ms of --policy-age are not.");
        }
        if (log != null) {
            OutputFolder.prepare(log.toAbsolutePath().getParent());
        }
        var loaded = Policies.load(policy);
        realtime.enter();
        var out = spec.commandLine().getOut();
        var err = spec.commandLine().getErr();
        try (var runner = new PolicyThread(act(loaded), loaded.close());
                var way = link.controller()) {
            var drive = new Drive(way, runner, settings);
            err.println("tandem: " + policy + " by " + link.words() + ", " + seconds + " s of walking");
            err.flush();
            return UntilSignal.run(drive::stop, () -> {
                drive.run();
                var report = drive.report();
                if (!runner.failure().isEmpty()) {
                    report.put("policy_failure", runner.failure());
                }
                if (log != null) {
                    drive.save(log);
                }
                out.println(new GsonBuilder()
                        .setPrettyPrinting()
                        .disableHtmlEscaping()
                        .create()
                        .toJson(report));
                out.flush();
                err.println("tandem: " + drive.ending());
                err.flush();
                return drive.completed() ? 0 : 1;
            });
        }
    }

    private UnaryOperator<double[]> act(Policies.Loaded loaded) {
        try {
            return (fault == null ? loaded : Policies.failing(loaded, fault)).act();
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), e.getMessage(), e);
        }
    }
}
