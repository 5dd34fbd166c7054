package org.tandemrl.cli;

import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.tandemrl.cli.option.CheckpointOption;
import org.tandemrl.cli.option.UserFilesOption;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(name = "resume", mixinStandardHelpOptions = true, description = "Continues a training where it stopped.")
final class ResumeCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "DIR", description = "folder of the run")
    private Path directory;

    @Option(
            names = "--samples",
            description =
                    "environment steps after which to end, instead of the run's own: 1000000, 1e6, 500k or 1.5M; a finished run goes on, one that is not may end where it stands")
    private Long samples;

    @Mixin
    private CheckpointOption checkpoints;

    @Mixin
    private UserFilesOption files;

    @Override
    public Integer call() {
        var interval = checkpoints.interval();
        if (samples != null && samples <= 0) {
            throw new ParameterException(
                    spec.commandLine(), "--samples is " + samples + "; allowed is more than the run has already.");
        }
        return Terminal.train(
                files.resume(directory, Optional.ofNullable(samples)).checkpointEvery(interval),
                spec.commandLine().getOut(),
                spec.commandLine().getErr(),
                checkpoints.options(),
                checkpoints.callbacks(directory));
    }
}
