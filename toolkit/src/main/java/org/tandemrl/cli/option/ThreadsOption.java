package org.tandemrl.cli.option;

import java.util.OptionalInt;
import org.tandemrl.parallel.Workers;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** How many threads compute; the same words and limits for every command that takes some. */
public final class ThreadsOption {
    @Spec(Spec.Target.MIXEE)
    private CommandSpec spec;

    @Option(names = "--threads", description = "threads; default: all cores, or those of a run that there is")
    private Integer threads;

    /** The number given, if one was. */
    public OptionalInt given() {
        if (threads == null) {
            return OptionalInt.empty();
        }
        try {
            return OptionalInt.of(Workers.checked("--threads", threads));
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), e.getMessage(), e);
        }
    }

    /** The number given, else that of the machine's cores. */
    public int orAllCores() {
        return given().orElse(Runtime.getRuntime().availableProcessors());
    }
}
