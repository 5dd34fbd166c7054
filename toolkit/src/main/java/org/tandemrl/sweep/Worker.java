package org.tandemrl.sweep;

import java.nio.file.Path;
import org.tandemrl.run.Evaluation;
import org.tandemrl.run.MemoryNeed;
import org.tandemrl.run.Run;
import org.tandemrl.run.RunException;

/** Brings one run of a plan to its end, from wherever it stands: trained, then evaluated. Whoever starts workers starts this. */
public final class Worker {
    /** Trains a run until its end or until it is told to stop, and closes it. */
    @FunctionalInterface
    public interface Trainer {
        /** Whether it came to its end. */
        boolean train(Run run);
    }

    /** What came of it. */
    public enum Outcome {
        /** It is trained and evaluated, now or before. */
        DONE,
        /** It was told to stop; a checkpoint is written. */
        STOPPED,
        /** Another process works on it. */
        TAKEN
    }

    private Worker() {}

    /**
     * Does what is left to do.
     *
     * @param directory of the sweep
     * @throws RunException if the folder cannot be written, or holds what is not the plan's
     */
    public static Outcome work(PlannedRun planned, Path directory, Trainer trainer) {
        var sweep = new SweepFolder(directory);
        sweep.prepare();
        var claim = Claim.take(sweep.claim(planned.name()));
        if (claim.isEmpty()) {
            return Outcome.TAKEN;
        }
        try (var held = claim.get()) {
            return alone(planned, sweep.run(planned.name()), trainer);
        }
    }

    private static Outcome alone(PlannedRun planned, Path folder, Trainer trainer) {
        var standing = Standing.of(planned, folder);
        return switch (standing.state()) {
            case REFUSED -> throw new RunException(standing.fault());
            case DONE -> Outcome.DONE;
            case NEW -> train(Run.start(planned.settings(), folder), planned, folder, trainer);
            case BEGUN -> train(Run.resume(folder), planned, folder, trainer);
            case TRAINED ->
                hasItsLastCheckpoint(folder)
                        ? evaluate(planned, folder)
                        : train(Run.resume(folder), planned, folder, trainer);
        };
    }

    private static Outcome train(Run run, PlannedRun planned, Path folder, Trainer trainer) {
        return trainer.train(run) ? evaluate(planned, folder) : Outcome.STOPPED;
    }

    /** A kill between the last row and the checkpoint after it leaves some epochs to be done again. */
    private static boolean hasItsLastCheckpoint(Path folder) {
        try (var run = Run.open(folder)) {
            return run.finished();
        } catch (RunException e) {
            return false; // There is none, or a damaged one, of which a resume says more.
        }
    }

    private static Outcome evaluate(PlannedRun planned, Path folder) {
        try (var run = Run.open(folder)) {
            var task = run.algorithm().task();
            MemoryNeed.ofEnvironments(task, planned.episodes(), 1).require();
            Evaluation.of(
                            task,
                            run.algorithm().acting(),
                            planned.episodes(),
                            0,
                            run.settings().threads())
                    .write(folder);
        }
        return Outcome.DONE;
    }
}
