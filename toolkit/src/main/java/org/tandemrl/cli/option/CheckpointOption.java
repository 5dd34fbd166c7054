package org.tandemrl.cli.option;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.tandemrl.run.Callback;
import org.tandemrl.run.Snapshots;
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

    @Option(
            names = "--keep-best",
            description =
                    "keeps the state of the highest training return, too, looked at each ten epochs and at the end, as snapshots/best.npz, for evaluate and watch")
    private boolean keepBest;

    @Option(
            names = "--keep-every",
            paramLabel = "SAMPLES",
            description = "keeps the state each so many samples (500k, 1M), as snapshots/samples-NUMBER.npz")
    private Long keepEvery;

    /** What writes beside a run's metrics. */
    public Callback[] callbacks(Path run) {
        var callbacks = new ArrayList<Callback>();
        if (tensorBoard) {
            callbacks.add(TensorBoard.callback(run));
        }
        if (keepBest) {
            callbacks.add(Snapshots.best());
        }
        if (keepEvery != null) {
            callbacks.add(Snapshots.every(keepEvery));
        }
        return callbacks.toArray(Callback[]::new);
    }

    /** What was typed of these, to be typed again. */
    public List<String> options() {
        var typed = new ArrayList<String>();
        if (seconds != Double.parseDouble(SECONDS)) {
            typed.addAll(List.of("--checkpoint-seconds", Double.toString(seconds)));
        }
        typed.addAll(beside());
        return typed;
    }

    /** The same without the time between checkpoints. */
    public List<String> beside() {
        var typed = new ArrayList<String>();
        if (tensorBoard) {
            typed.add("--tensorboard");
        }
        if (keepBest) {
            typed.add("--keep-best");
        }
        if (keepEvery != null) {
            typed.addAll(List.of("--keep-every", keepEvery.toString()));
        }
        return typed;
    }

    /**
     * The time between checkpoints.
     *
     * @throws ParameterException if that or another of these options is not allowed: to be asked for before a run is begun or changed
     */
    public Duration interval() {
        if (keepEvery != null && keepEvery < 1) {
            throw new ParameterException(
                    spec.commandLine(), "--keep-every is " + keepEvery + "; allowed is 1 or more.");
        }
        if (!(seconds >= 0 && seconds <= 1e9)) {
            throw new ParameterException(
                    spec.commandLine(), "--checkpoint-seconds is " + seconds + "; allowed is 0 or more.");
        }
        return Duration.ofMillis(Math.round(seconds * 1000));
    }
}
