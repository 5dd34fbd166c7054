package org.tandemrl.cli;

import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.tandemrl.cli.option.CheckpointOption;
import org.tandemrl.cli.option.UserFilesOption;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(name = "resume", mixinStandardHelpOptions = true, description = "Continues a training where it stopped.")
final class ResumeCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "DIR", description = "folder of the run")
    private Path directory;

    @Mixin
    private CheckpointOption checkpoints;

    @Mixin
    private UserFilesOption files;

    @Override
    public Integer call() {
        var interval = checkpoints.interval();
        return Terminal.train(
                files.resume(directory).checkpointEvery(interval),
                spec.commandLine().getOut(),
                spec.commandLine().getErr(),
                checkpoints.options(),
                checkpoints.callbacks(directory));
    }
}
