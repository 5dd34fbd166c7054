package org.tandemrl.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.tandemrl.cli.option.CheckpointOption;
import org.tandemrl.run.UserFile;
import org.tandemrl.sweep.Plan;
import org.tandemrl.sweep.PlannedRun;
import org.tandemrl.sweep.Progress;
import org.tandemrl.sweep.Slurm;
import org.tandemrl.sweep.Sweep;
import org.tandemrl.sweep.SweepView;
import org.tandemrl.sweep.Worker;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
        name = "sweep",
        mixinStandardHelpOptions = true,
        description = {
            "Trains and evaluates all runs of a plan, by a number of processes or by Slurm.",
            "The same command goes on after Ctrl-C, a kill or a power cut, and skips what is done."
        })
final class SweepCommand implements Callable<Integer> {
    private static final long PATIENCE_SECONDS = 90;

    @Spec
    private CommandSpec spec;

    @Parameters(
            paramLabel = "PLAN",
            description = "YAML file: algorithms, tasks, seeds, samples, rules, variants (docs/sweeps.md)")
    private Path file;

    @Option(names = "--out", paramLabel = "DIR", description = "folder of the sweep, with a folder for each run")
    private Path out;

    @Option(
            names = "--processes",
            paramLabel = "N",
            description = "runs at once; default: cores over the plan's threads")
    private Integer processes;

    @Option(
            names = "--retries",
            paramLabel = "N",
            defaultValue = "3",
            description = "of a run that ends badly, from its last checkpoint; default ${DEFAULT-VALUE}")
    private int retries;

    @Option(
            names = {"--list", "--dry-run"},
            description = "prints the runs with their settings and, with --out, how they stand; begins nothing")
    private boolean list;

    @Option(names = "--only", paramLabel = "NAME", description = "only this run, in this process")
    private String only;

    @Option(
            names = "--index",
            paramLabel = "I",
            description = "only the run of this number, from 0 in the order of --list, in this process")
    private Integer index;

    @Option(names = "--leash", hidden = true, description = "ends when standard input does")
    private boolean leash;

    @Option(names = "--slurm", description = "submits the runs that are not done to Slurm, as an array of jobs")
    private boolean slurm;

    @Option(names = "--partition", description = "with --slurm: the partition")
    private String partition;

    @Option(
            names = "--time",
            description = "with --slurm: time limit of a run's job, after which it is queued again; as 4:00:00")
    private String time;

    @Option(
            names = "--sbatch",
            paramLabel = "OPTION",
            description = "with --slurm: an option for sbatch, as --sbatch=--account=robots; repeatable")
    private List<String> sbatch = new ArrayList<>();

    @Option(
            names = "--task-jar",
            paramLabel = "FILE",
            description =
                    "a jar or Java source file with tasks, algorithms or both, which are then known by their names; repeatable")
    private List<Path> files = new ArrayList<>();

    @Mixin
    private CheckpointOption checkpoints;

    @Override
    public Integer call() {
        require(list || out != null, "Missing required option: '--out=DIR'");
        require(only == null || index == null, "--only and --index are one too many; allowed is one of them.");
        require(
                slurm || partition == null && time == null && sbatch.isEmpty(),
                "--partition, --time and --sbatch go with --slurm.");
        require(processes == null || processes >= 1, "--processes is " + processes + "; allowed is 1 or more.");
        require(retries >= 0, "--retries is " + retries + "; allowed is 0 or more.");
        var interval = checkpoints.interval();
        files.forEach(UserFile::load);
        var plan = Plan.read(file);
        if (list) {
            return list(plan);
        }
        if (only != null || index != null) {
            return work(plan.runs());
        }
        int cores = Math.max(1, Runtime.getRuntime().availableProcessors() / plan.threads());
        var settings = new Sweep.Settings(
                processes == null ? cores : processes, retries, interval, files, checkpoints.beside());
        if (slurm) {
            var request = new Slurm.Request(Optional.ofNullable(partition), Optional.ofNullable(time), sbatch);
            spec.commandLine().getOut().println(Slurm.submit(plan, out, settings, request));
            spec.commandLine().getOut().flush();
            return 0;
        }
        return sweep(Sweep.of(plan, out, settings));
    }

    private int list(Plan plan) {
        var print = spec.commandLine().getOut();
        var runs = plan.runs();
        var progress = out == null ? Optional.<Progress>empty() : Optional.of(Sweep.look(plan, out));
        for (int i = 0; i < runs.size(); i++) {
            var run = runs.get(i);
            var words = new ArrayList<String>();
            run.changed().forEach((name, value) -> words.add(name + "=" + value.replaceAll("[\\[\\] ]", "")));
            String state = progress.isPresent()
                    ? progress.get().line(progress.get().rows().get(i))
                    : run.name() + "  " + run.settings().samples() + " samples";
            print.println(i + "  " + state + (words.isEmpty() ? "" : "  " + String.join(" ", words)));
        }
        print.println(progress.map(Progress::summary).orElse(runs.size() + " runs"));
        print.flush();
        return progress.isPresent() && progress.get().count(Progress.State.REFUSED) > 0 ? Tandem.FAILED : 0;
    }

    private int work(List<PlannedRun> runs) {
        require(
                index == null || index >= 0 && index < runs.size(),
                "--index is " + index + "; allowed is 0 to " + (runs.size() - 1) + ", the plan's runs.");
        var run = index != null
                ? runs.get(index)
                : runs.stream()
                        .filter(r -> r.name().equals(only))
                        .findFirst()
                        .orElseThrow(() -> new ParameterException(
                                spec.commandLine(),
                                "The plan has no run '" + only + "'; sweep PLAN --list names those it has."));
        if (leash) {
            Thread.ofPlatform().daemon().start(SweepCommand::endWithInput);
        }
        var err = spec.commandLine().getErr();
        var outcome = Worker.work(
                run,
                out,
                training -> Terminal.train(
                                training.checkpointEvery(checkpoints.interval()),
                                spec.commandLine().getOut(),
                                err,
                                checkpoints.options(),
                                checkpoints.callbacks(training.directory()))
                        == 0);
        return switch (outcome) {
            case DONE -> 0;
            case STOPPED -> Tandem.INTERRUPTED;
            case TAKEN -> {
                err.println("tandem: The run " + run.name() + " is in another process's hands.");
                err.flush();
                yield Sweep.TAKEN;
            }
        };
    }

    /** Who started this process holds the other end; when it goes, however it goes, the epoch is finished and a checkpoint written. */
    private static void endWithInput() {
        try {
            while (System.in.read() >= 0) {
                // Nothing is said through it.
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            System.exit(Tandem.INTERRUPTED);
        }
    }

    private int sweep(Sweep sweep) {
        var err = spec.commandLine().getErr();
        var ended = new CountDownLatch(1);
        var stopper = new Thread(() -> {
            sweep.stop();
            try {
                ended.await(PATIENCE_SECONDS, TimeUnit.SECONDS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        Runtime.getRuntime().addShutdownHook(stopper);
        try {
            boolean terminal = System.console() != null && System.console().isTerminal();
            var end = sweep.run(new SweepView(err, terminal));
            var print = spec.commandLine().getOut();
            end.table().forEach(print::println);
            print.flush();
            boolean failed = end.count(Progress.State.FAILED) + end.count(Progress.State.REFUSED) > 0;
            boolean done = end.count(Progress.State.DONE) == end.rows().size();
            if (!done && !failed) {
                err.println("tandem: Stopped; what was at work has its checkpoint. Go on with the same command.");
                err.flush();
            }
            return failed ? Tandem.FAILED : done ? 0 : Tandem.INTERRUPTED;
        } finally {
            ended.countDown();
            try {
                Runtime.getRuntime().removeShutdownHook(stopper);
            } catch (IllegalStateException e) {
                // The process is ending already, on a signal.
            }
        }
    }

    private void require(boolean holds, String message) {
        if (!holds) {
            throw new ParameterException(spec.commandLine(), message);
        }
    }
}
