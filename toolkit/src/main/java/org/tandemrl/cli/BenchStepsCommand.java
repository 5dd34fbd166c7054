package org.tandemrl.cli;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Locale;
import java.util.OptionalLong;
import java.util.StringJoiner;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import org.tandemrl.algorithm.Counts;
import org.tandemrl.cli.option.ThreadsOption;
import org.tandemrl.random.Seeds;
import org.tandemrl.run.MemoryNeed;
import org.tandemrl.run.OutputFolder;
import org.tandemrl.run.RunException;
import org.tandemrl.task.Environment;
import org.tandemrl.task.Tasks;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

@Command(
        name = "steps",
        mixinStandardHelpOptions = true,
        description =
                "Steps a task's environments through episodes under random actions, on any simulator: how fast, where the time goes if the"
                        + " simulator counts it, and what memory the process holds. With many steps a soak test. The last line is"
                        + " env-steps/s: NUMBER.")
final class BenchStepsCommand implements Callable<Integer> {
    private static final int PARTS = 10;
    private static final String HEAD =
            "task,environments,threads,steps,steps/s,steps/s of processor time,where the time goes,invalid,MB after a tenth,MB more at the end\n";

    @Spec
    private CommandSpec spec;

    @Option(names = "--task", required = true, description = "name of a task")
    private String task;

    @Option(names = "--envs", defaultValue = "256", description = "environments in the batch; default ${DEFAULT-VALUE}")
    private int environments;

    @Option(
            names = "--steps",
            defaultValue = "100k",
            description = "environment steps in all; default ${DEFAULT-VALUE}")
    private String steps;

    @Option(names = "--record", paramLabel = "FILE", description = "CSV, which is made or gets another row")
    private Path record;

    @Mixin
    private ThreadsOption threadsOption;

    @Override
    public Integer call() {
        int threads = threadsOption.orAllCores();
        if (record != null) {
            OutputFolder.prepare(record.toAbsolutePath().getParent());
        }
        long each = checkedSteps() / environments / PARTS;
        var asked = Tasks.named(task);
        var out = spec.commandLine().getOut();
        var seeds = new Seeds(1).split("bench steps");
        try (var environment = new Environment(asked, asked.simulator(environments, threads), seeds, true)) {
            out.printf(
                    Locale.ROOT,
                    "%s, %d environments, %d %s, random actions%n",
                    task,
                    environments,
                    threads,
                    threads == 1 ? "thread" : "threads");
            var random = seeds.stream("actions");
            double[] action = new double[environments * asked.actionSize()];
            double seconds = 0;
            double processor = 0;
            long invalid = 0;
            OptionalLong first = OptionalLong.empty();
            var before = new TreeMap<String, Double>();
            for (int part = 0; part < PARTS; part++) {
                long begin = System.nanoTime();
                double cpu = processorSeconds();
                for (long t = 0; t < each; t++) {
                    for (int i = 0; i < action.length; i++) {
                        action[i] = 2 * random.nextDouble() - 1;
                    }
                    environment.step(action);
                }
                double own = (System.nanoTime() - begin) * 1e-9;
                double ownCpu = processorSeconds() - cpu;
                invalid += environment.takeDropped();
                var resident = resident();
                out.printf(
                        Locale.ROOT,
                        "%9d steps  %7.0f env-steps/s%s%n",
                        (part + 1) * each * environments,
                        each * environments / own,
                        resident.isPresent() ? String.format(Locale.ROOT, "  %d MB", resident.getAsLong() >> 20) : "");
                out.flush();
                if (part == 0) {
                    // While code is compiled nothing is typical.
                    first = resident;
                    before.putAll(environment.simulator().seconds());
                } else {
                    seconds += own;
                    processor += ownCpu;
                }
            }
            double measured = seconds;
            var phases = new StringJoiner("; ");
            new TreeMap<>(environment.simulator().seconds()).forEach((phase, sum) -> {
                double share = 100 * (sum - before.getOrDefault(phase, 0.0)) / measured;
                out.printf(Locale.ROOT, "%4.1f %% of the time: %s%n", share, phase);
                phases.add(String.format(Locale.ROOT, "%.1f %% %s", share, phase));
            });
            out.printf(Locale.ROOT, "steps into invalid states: %d%n", invalid);
            var last = resident();
            if (first.isPresent() && last.isPresent()) {
                out.printf(
                        Locale.ROOT,
                        "resident memory since the first tenth: %+d MB%n",
                        (last.getAsLong() - first.getAsLong()) >> 20);
            }
            // On a busy machine this still says what a step costs.
            out.printf(
                    Locale.ROOT,
                    "env-steps a second of processor time: %.0f%n",
                    (PARTS - 1) * each * environments / processor);
            out.printf(Locale.ROOT, "env-steps/s: %.0f%n", (PARTS - 1) * each * environments / seconds);
            out.flush();
            if (record != null) {
                append(String.format(
                        Locale.ROOT,
                        "%s,%d,%d,%d,%.0f,%.0f,\"%s\",%d,%s,%s%n",
                        task,
                        environments,
                        threads,
                        PARTS * each * environments,
                        (PARTS - 1) * each * environments / seconds,
                        (PARTS - 1) * each * environments / processor,
                        phases,
                        invalid,
                        first.isPresent() ? "" + (first.getAsLong() >> 20) : "",
                        first.isPresent() && last.isPresent()
                                ? "" + ((last.getAsLong() - first.getAsLong()) >> 20)
                                : ""));
            }
        }
        return 0;
    }

    private void append(String row) {
        try {
            if (!Files.exists(record)) {
                Files.writeString(record, HEAD);
            }
            Files.writeString(record, row, StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new RunException("Cannot write " + record + " (" + RunException.reason(e) + ").", e);
        }
    }

    private long checkedSteps() {
        try {
            if (environments < 1) {
                throw new IllegalArgumentException("--envs is " + environments + "; allowed is 1 or more.");
            }
            MemoryNeed.ofEnvironments(Tasks.named(task), environments, 1).require();
            long least = (long) PARTS * environments;
            long given = Counts.parse(steps, Long.MIN_VALUE, Long.MAX_VALUE);
            if (given < least) {
                throw new IllegalArgumentException(
                        "--steps is " + given + "; allowed is ten of each environment, " + least + ", or more.");
            }
            return given;
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), e.getMessage(), e);
        }
    }

    /** Of all threads of the process. */
    private static double processorSeconds() {
        return ((com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
                        .getProcessCpuTime()
                * 1e-9;
    }

    /** Bytes of memory that the process holds, where the system tells. */
    private static OptionalLong resident() {
        var status = Path.of("/proc/self/status");
        if (!Files.isReadable(status)) {
            return OptionalLong.empty();
        }
        try (var lines = Files.lines(status)) {
            return lines.filter(line -> line.startsWith("VmRSS"))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) << 10)
                    .findFirst();
        } catch (IOException e) {
            return OptionalLong.empty();
        }
    }
}
