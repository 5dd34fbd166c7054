package org.tandemrl.cli.study;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

@Command(
        name = "study",
        mixinStandardHelpOptions = true,
        description = "Looks into trained runs, and into what a robot needs of its engine.",
        subcommands = {
            StudyGradientsCommand.class,
            StudyAscentCommand.class,
            StudyPredictionsCommand.class,
            StudyPriceCommand.class,
            StudyConstantCommand.class,
            StudyHandCommand.class
        })
public final class StudyCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        throw new ParameterException(
                spec.commandLine(),
                "Say what to study: one of "
                        + String.join(", ", spec.subcommands().keySet()) + ".");
    }
}
