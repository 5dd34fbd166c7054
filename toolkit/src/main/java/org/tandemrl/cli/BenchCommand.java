package org.tandemrl.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

@Command(
        name = "bench",
        mixinStandardHelpOptions = true,
        description = "Measures how fast the toolkit is here.",
        subcommands = {
            BenchSimCommand.class,
            BenchTasksCommand.class,
            BenchScalingCommand.class,
            BenchTrainingCommand.class,
            BenchEpochCommand.class
        })
final class BenchCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        throw new ParameterException(
                spec.commandLine(),
                "Say what to measure: one of "
                        + String.join(", ", spec.subcommands().keySet()) + ".");
    }
}
