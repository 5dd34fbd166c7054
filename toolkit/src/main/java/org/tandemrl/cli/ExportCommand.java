package org.tandemrl.cli;

import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.tandemrl.cli.option.UserFilesOption;
import org.tandemrl.cli.option.WhichCheckpointOption;
import org.tandemrl.export.PolicyFile;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
        name = "export",
        mixinStandardHelpOptions = true,
        description =
                "Writes a trained policy as an ONNX file, normaliser and control inside, and compares it with the policy itself on a"
                        + " thousand observations before it says so.")
final class ExportCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "DIR", description = "folder of the run")
    private Path directory;

    @Option(
            names = "--out",
            required = true,
            paramLabel = "FILE",
            description = "file to write; its name ends in .onnx")
    private Path file;

    @Mixin
    private WhichCheckpointOption checkpoint;

    @Mixin
    private UserFilesOption files;

    @Override
    public Integer call() {
        if (file.getFileName() == null || !file.getFileName().toString().endsWith(".onnx")) {
            throw new ParameterException(
                    spec.commandLine(), "--out is " + file + "; allowed is a file whose name ends in .onnx.");
        }
        var out = spec.commandLine().getOut();
        try (var run = files.open(directory, checkpoint)) {
            var exported = PolicyFile.write(run, file);
            out.printf(
                    Locale.ROOT,
                    "written: %s, %,d bytes; on %d observations of its own episodes no action differs from the policy's by more than %.1e%n",
                    file,
                    exported.bytes(),
                    exported.observations(),
                    exported.difference());
            out.flush();
        }
        return 0;
    }
}
