package org.tandemrl.cli.go2;

import com.google.gson.GsonBuilder;
import java.util.List;
import java.util.concurrent.Callable;
import org.tandemrl.robot.simulated.Disturbances;
import org.tandemrl.robot.simulated.RealTimeRobot;
import org.tandemrl.run.RunException;
import org.tandemrl.sim.mujoco.Mujoco;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

@Command(
        name = "robot",
        mixinStandardHelpOptions = true,
        description = {
            "A Go2 to talk to: MuJoCo in real time behind the robot's messages. It lies on the ground, obeys commands with a right checksum, damps when none come, and"
                    + " checks that each was within limits. The last lines are JSON.",
            "Status 1 if a command was outside limits."
        })
final class Go2RobotCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Mixin
    private LinkOptions link;

    @Mixin
    private RealtimeOption realtime;

    @Option(
            names = "--seconds",
            defaultValue = "60",
            description = "how long, up to 7200, if no signal ends it before; default ${DEFAULT-VALUE}")
    private double seconds;

    @Option(
            names = "--timeout",
            paramLabel = "MS",
            defaultValue = "30",
            description = "without a command, until it damps; default ${DEFAULT-VALUE}")
    private double timeout;

    @Option(
            names = "--fault",
            paramLabel = "FAULT",
            description = {
                "NAME[=VALUE][@SECONDS], seconds since the first command; several are allowed: loss=SHARE, delay=MS, jitter=MS, corrupt=SHARE, noise[=TIMES], freeze,"
                        + " silent, nan, push[=M/S], hot[=CELSIUS], battery[=PERCENT], button, sport"
            })
    private List<String> faults = List.of();

    @Option(names = "--seed", defaultValue = "1", description = "of noise and loss; default ${DEFAULT-VALUE}")
    private long seed;

    @Override
    public Integer call() throws Exception {
        Disturbances wrong;
        try {
            wrong = Disturbances.parse(faults);
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), e.getMessage(), e);
        }
        if (!(seconds > 0 && seconds <= 7200)) {
            throw new ParameterException(
                    spec.commandLine(), "--seconds is " + seconds + "; allowed is above 0, to 7200.");
        }
        if (!Mujoco.missing().isEmpty()) {
            throw new RunException(Mujoco.missing());
        }
        realtime.enter();
        var out = spec.commandLine().getOut();
        var err = spec.commandLine().getErr();
        try (var robot = new RealTimeRobot(link.robot(), wrong, timeout / 1000, seed)) {
            err.println("tandem: the robot lies on the ground; " + link.words());
            err.flush();
            return UntilSignal.run(robot::stop, () -> {
                robot.run(seconds);
                var report = robot.report();
                out.println(new GsonBuilder()
                        .setPrettyPrinting()
                        .disableHtmlEscaping()
                        .create()
                        .toJson(report));
                out.flush();
                return report.get("commands_outside_limits").equals(0L) ? 0 : 1;
            });
        }
    }
}
