package org.tandemrl.sweep;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.tandemrl.parallel.Workers;
import org.tandemrl.run.RunException;

/**
 * Runs a plan by a bounded number of processes on this machine. What is done is left as it is, what was begun goes on, what ends badly begins
 * again from its last checkpoint, a few times. Several sweeps, also on other machines that share the folder, may have the same plan at once:
 * each run is in one worker's hands.
 */
public final class Sweep {
    private static final long LOOK_MILLIS = 100;
    private static final long TELL_NANOS = 1_000_000_000L;
    /** What a worker ends with that was told to stop: by Ctrl-C, by SIGTERM or by the end of its input. */
    private static final List<Integer> TOLD = List.of(130, 143);

    /** What a worker ends with whose run another process has. */
    public static final int TAKEN = 4;

    private final SweepFolder folder;
    private final Settings settings;
    private final List<Job> jobs = new ArrayList<>();
    private Path plan;
    private volatile boolean stopped;

    /**
     * How a sweep is done.
     *
     * @param processes at once, one or more
     * @param retries of a run that ends badly, before it is given up
     * @param checkpointEvery time between checkpoints
     * @param files with tasks and algorithms of one's own, which workers load
     * @param beside options of {@code train} for what workers write beside metrics and checkpoints, as {@code --keep-best}
     */
    public record Settings(
            int processes, int retries, Duration checkpointEvery, List<Path> files, List<String> beside) {
        /** Checks the numbers. */
        public Settings {
            Workers.checked("processes", processes);
            if (retries < 0) {
                throw new IllegalArgumentException("retries is " + retries + "; allowed is 0 or more.");
            }
            files = files.stream().map(Path::toAbsolutePath).toList();
            beside = List.copyOf(beside);
        }

        /** Without anything beside. */
        public Settings(int processes, int retries, Duration checkpointEvery, List<Path> files) {
            this(processes, retries, checkpointEvery, files, List.of());
        }

        /** So many processes, three retries, a checkpoint every half minute. */
        public static Settings of(int processes) {
            return new Settings(processes, 3, Duration.ofSeconds(30), List.of());
        }

        /** What a worker is told of it. */
        List<String> arguments() {
            var words = new ArrayList<>(List.of("--checkpoint-seconds", "" + checkpointEvery.toMillis() / 1000.0));
            files.forEach(file -> words.addAll(List.of("--task-jar", file.toString())));
            words.addAll(beside);
            return words;
        }
    }

    /** A run and what this sweep does with it. */
    private static final class Job {
        private final PlannedRun planned;
        private Progress.State state = Progress.State.WAITING;
        private LastRow last = LastRow.NONE;
        private double evaluated = Double.NaN;
        private String note = "";
        private int failures;
        private WorkerProcess worker;

        Job(PlannedRun planned) {
            this.planned = planned;
        }

        Progress.Row row() {
            double value = state == Progress.State.DONE ? evaluated : last.meanReturn();
            return new Progress.Row(planned, state, last.samples(), last.seconds(), value, note);
        }
    }

    private Sweep(Plan plan, Path directory, Settings settings) {
        folder = new SweepFolder(directory.toAbsolutePath());
        this.settings = settings;
        plan.runs().forEach(run -> jobs.add(new Job(run)));
    }

    /**
     * A sweep that can begin.
     *
     * @param directory of the sweep, which is created
     * @throws PlanException if the plan says what cannot be
     * @throws RunException if the folder cannot be written, or holds runs that are not the plan's, by their names
     */
    public static Sweep of(Plan plan, Path directory, Settings settings) {
        var sweep = new Sweep(plan, directory, settings);
        sweep.folder.prepare();
        Standing.require(sweep.jobs.stream().map(job -> job.planned).toList(), sweep.folder);
        sweep.plan = sweep.folder.keep(plan);
        return sweep;
    }

    /** How a plan stands in a folder, which need not be there; nothing is written or begun. */
    public static Progress look(Plan plan, Path directory) {
        var sweep = new Sweep(plan, directory, Settings.of(1));
        sweep.jobs.forEach(sweep::look);
        return sweep.progress();
    }

    /**
     * Works until all runs are done, failed, or done by others; or until it is {@linkplain #stop told to stop} or its thread interrupted:
     * workers then finish their epochs and write checkpoints.
     *
     * @param view is shown the progress, about once a second
     * @return the progress at the end
     */
    public Progress run(Consumer<Progress> view) {
        jobs.forEach(this::look);
        long told = 0;
        boolean telling = true;
        while (true) {
            if (stopped && telling) {
                jobs.stream().filter(job -> job.worker != null).forEach(job -> job.worker.stop());
                telling = false;
            }
            jobs.forEach(this::reap);
            if (!stopped) {
                fill();
            }
            if (System.nanoTime() - told > TELL_NANOS) {
                jobs.forEach(this::follow);
                view.accept(progress());
                told = System.nanoTime();
            }
            boolean working = jobs.stream().anyMatch(job -> job.worker != null);
            if (!working && (stopped || jobs.stream().noneMatch(Sweep::isOpen))) {
                break;
            }
            pause();
        }
        jobs.stream().filter(Sweep::isOpen).forEach(this::look);
        view.accept(progress());
        return progress();
    }

    /** Ends {@link #run} in good order; for other threads. */
    public void stop() {
        stopped = true;
    }

    private void pause() {
        try {
            Thread.sleep(LOOK_MILLIS);
        } catch (InterruptedException e) {
            stopped = true;
        }
    }

    private static boolean isOpen(Job job) {
        return job.state == Progress.State.WAITING
                || job.state == Progress.State.STOPPED
                || job.state == Progress.State.ELSEWHERE;
    }

    private Progress progress() {
        return new Progress(jobs.stream().map(Job::row).toList(), settings.processes);
    }

    /** How a run stands that no process of this sweep is at work on. */
    private void look(Job job) {
        var standing = Standing.of(job.planned, folder.run(job.planned.name()));
        job.last = standing.last();
        job.evaluated = standing.evaluated();
        job.note = standing.fault();
        job.state = switch (standing.state()) {
            case DONE -> Progress.State.DONE;
            case REFUSED -> Progress.State.REFUSED;
            case NEW -> Progress.State.WAITING;
            case BEGUN, TRAINED -> Progress.State.STOPPED;
        };
        if (isOpen(job) && folder.busy(job.planned.name())) {
            job.state = Progress.State.ELSEWHERE;
        }
    }

    private void follow(Job job) {
        if (job.worker != null) {
            job.last = LastRow.of(folder.run(job.planned.name()).resolve("metrics.csv"));
        } else if (job.state == Progress.State.ELSEWHERE) {
            look(job);
        }
    }

    private void fill() {
        long free = settings.processes
                - jobs.stream().filter(job -> job.worker != null).count();
        for (var job : jobs) {
            if (free <= 0) {
                return;
            }
            if (job.state == Progress.State.WAITING || job.state == Progress.State.STOPPED) {
                // Another sweep may have been here since it was looked at.
                look(job);
                if (job.state == Progress.State.WAITING || job.state == Progress.State.STOPPED) {
                    start(job);
                    free--;
                }
            }
        }
    }

    private void start(Job job) {
        String name = job.planned.name();
        var arguments = new ArrayList<>(
                List.of("sweep", plan.toString(), "--out", folder.directory().toString(), "--only", name, "--leash"));
        arguments.addAll(settings.arguments());
        job.worker = WorkerProcess.start(JavaCommand.of(arguments), folder.log(name));
        job.state = Progress.State.RUNNING;
    }

    /** What became of a worker that has ended. */
    private void reap(Job job) {
        if (job.worker == null || !job.worker.ended()) {
            return;
        }
        int code = job.worker.exitCode();
        String words = job.worker.lastLine();
        job.worker = null;
        look(job);
        if (code == TAKEN) {
            job.state = isOpen(job) ? Progress.State.ELSEWHERE : job.state;
        } else if (job.state != Progress.State.DONE && !(stopped && TOLD.contains(code))) {
            job.failures++;
            if (job.failures > settings.retries) {
                job.state = Progress.State.FAILED;
                job.note = "after " + job.failures + " tries (exit code " + code + "): " + words;
            }
        }
    }
}
