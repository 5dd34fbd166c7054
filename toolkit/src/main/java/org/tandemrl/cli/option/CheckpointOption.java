package org.tandemrl.cli.option;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.tandemrl.run.Callback;
import org.tandemrl.run.TensorBoard;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** What a training writes beside its metrics; what {@code train} and {@code resume} have in common. */
public final class CheckpointOption {
    private static final String SECONDS = "30";

    @Spec(Spec.Target.MIXEE)
    private CommandSpec spec;

    @Option(
            names = "--checkpoint-seconds",
            defaultValue = SECONDS,
            description = "time between checkpoints: a killed process loses that and about an epoch; 0 for every epoch;"
                    + " default ${DEFAULT-VALUE}")
    private double seconds;

    @Option(
            names = "--tensorboard",
            description = "writes the metrics as TensorBoard event files, too, into the run's folder")
    private boolean tensorBoard;

    /** What writes beside a run's metrics. */
    public Callback[] callbacks(Path run) {
        return tensorBoard ? new Callback[] {TensorBoard.callback(run)} : new Callback[0];
    }

    /** What was typed of these, to be typed again. */
    public List<String> options() {
        var typed = new ArrayList<String>();
        if (seconds != Double.parseDouble(SECONDS)) {
            typed.addAll(List.of("--checkpoint-seconds", Double.toString(seconds)));
        }
        if (tensorBoard) {
            typed.add("--tensorboard");
        }
        return typed;
    }

    /** The time between checkpoints. */
    public Duration interval() {
        if (!(seconds >= 0 && seconds <= 1e9)) {
            throw new ParameterException(
                    spec.commandLine(), "--checkpoint-seconds is " + seconds + "; allowed is 0 or more.");
        }
        return Duration.ofMillis(Math.round(seconds * 1000));
    }
}
