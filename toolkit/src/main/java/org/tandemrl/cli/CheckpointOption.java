package org.tandemrl.cli;

import java.time.Duration;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** How often a training writes a checkpoint; what {@code train} and {@code resume} have in common. */
final class CheckpointOption {
    @Spec(Spec.Target.MIXEE)
    private CommandSpec spec;

    @Option(names = "--checkpoint-seconds", defaultValue = "30",
            description = "time between checkpoints: a killed process loses that and about an epoch; 0 for every epoch;"
                    + " default ${DEFAULT-VALUE}")
    private double seconds;

    Duration interval() {
        if (!(seconds >= 0 && seconds <= 1e9)) {
            throw new ParameterException(spec.commandLine(),
                    "--checkpoint-seconds is " + seconds + "; allowed is 0 or more.");
        }
        return Duration.ofMillis(Math.round(seconds * 1000));
    }
}
