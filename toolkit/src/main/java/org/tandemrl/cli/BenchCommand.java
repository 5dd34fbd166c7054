package org.tandemrl.cli;

import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.tandemrl.run.OutputFolder;
import org.tandemrl.sim.Datasets;
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
            BenchProductsCommand.class,
            BenchTrainingCommand.class,
            BenchPartsCommand.class,
            BenchEpochCommand.class,
            BenchStepsCommand.class
        })
final class BenchCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    /**
     * A folder for tables, created if it is not there: that of the records, if none was named.
     *
     * @throws ParameterException if it has the name of a table
     */
    static Path folder(CommandSpec command, Path out) {
        if (out != null && out.toString().endsWith(".csv")) {
            throw new ParameterException(
                    command.commandLine(),
                    "--out is " + out + "; allowed is a folder, in which tables get names of their own.");
        }
        var folder = out == null ? Datasets.path("results") : out;
        OutputFolder.prepare(folder);
        return folder;
    }

    @Override
    public Integer call() {
        throw new ParameterException(
                spec.commandLine(),
                "Say what to measure: one of "
                        + String.join(", ", spec.subcommands().keySet()) + ".");
    }
}
