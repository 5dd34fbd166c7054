package org.tandemrl.cli.study;

import java.util.List;
import org.tandemrl.study.GradientStudy;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/** The windows of a study of policy gradients. */
final class WindowsOption {
    @Option(
            names = "--resamples",
            defaultValue = "32",
            description = "windows, each with starts and noise of its own; at least 3; default ${DEFAULT-VALUE}")
    private int resamples;

    @Option(names = "--envs", defaultValue = "64", description = "environments in a window; default ${DEFAULT-VALUE}")
    private int environments;

    @Option(
            names = "--spread",
            defaultValue = "128",
            description =
                    "windows start at ages drawn from 0 to below this many control steps; default ${DEFAULT-VALUE}")
    private int spread;

    @Option(names = "--seed", defaultValue = "0", description = "of starts and noise; default ${DEFAULT-VALUE}")
    private long seed;

    /**
     * The plan with these windows.
     *
     * @param horizons control steps
     * @param spec of the command, whose error it is where one of them is not allowed
     */
    GradientStudy.Plan plan(List<Integer> horizons, CommandSpec spec) {
        try {
            return new GradientStudy.Plan(horizons, environments, resamples, spread, seed);
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), e.getMessage());
        }
    }

    /** What tells on a terminal how far it is. */
    static GradientStudy.Listener progress(CommandSpec spec) {
        var screen = spec.commandLine().getErr();
        return (done, all) -> {
            screen.print("\r" + done + " of " + all + " windows" + (done == all ? "\n" : ""));
            screen.flush();
        };
    }
}
