package org.tandemrl.bench;

import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Map;
import jdk.incubator.vector.DoubleVector;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.profile.JavaFlightRecorderProfiler;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.format.OutputFormatFactory;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;
import org.tandemrl.sim.Datasets;
import org.tandemrl.sim.DifferentiableSimulator;

/** {@link Benchmarks} by JMH. */
public final class JmhBenchmarks implements Benchmarks {
    /** Enough to see all of a workload's frames, on as few environments as show the branches of whole blocks. */
    private static final int COUNTED_ENVIRONMENTS = 32;

    @Override
    @SuppressWarnings({"rawtypes", "cast"}) // JMH's results are of a raw type
    public SimulatorSpeed measure(SimulatorSetting setting, Protocol protocol, PrintStream log) {
        var result = run(options(setting, protocol).addProfiler(GCProfiler.class), log);
        var score = result.getPrimaryResult();
        var interval = score.getStatistics().getConfidenceIntervalAt(0.999);
        double n = setting.environments();
        var bytes = result.getSecondaryResults().entrySet().stream()
                .filter(e -> e.getKey().endsWith("gc.alloc.rate.norm"))
                .findFirst()
                .orElseThrow()
                .getValue()
                .getScore();
        return new SimulatorSpeed(
                score.getScore() * n, interval[0] * n, interval[1] * n, (int) score.getSampleCount(), bytes);
    }

    @Override
    public StepCost count(SimulatorSetting setting) {
        int environments = COUNTED_ENVIRONMENTS;
        var workload = Workload.of(setting.task(), environments);
        var next = new double[workload.states()[0].length];
        var stateAdjoint = new double[next.length];
        var controlAdjoint = new double[workload.controls()[0].length];
        try (var simulator = counting(setting.task(), environments)) {
            Tally.clear();
            for (int f = 0; f < workload.frames(); f++) {
                simulator.step(workload.states()[f], workload.controls()[f], next);
                if (setting.adjoint()) {
                    simulator.stepAdjoint(
                            workload.states()[f],
                            workload.controls()[f],
                            workload.costates()[f],
                            stateAdjoint,
                            controlAdjoint);
                }
            }
        }
        int lanes = DoubleVector.SPECIES_PREFERRED.length();
        // A vector operation is one operation in each environment of a block.
        double blocks = (double) workload.frames() * Math.ceilDiv(environments, lanes);
        return new StepCost(
                Tally.flops / blocks,
                Double.BYTES * Tally.loads / blocks,
                Double.BYTES * Tally.stores / blocks,
                workload.inContact());
    }

    /** A task's simulator, of copies that count. */
    private static DifferentiableSimulator counting(String name, int environments) {
        try {
            var loader = new CountingLoader();
            var tasks = loader.loadClass("org.tandemrl.task.Tasks");
            var task = tasks.getMethod("named", String.class).invoke(null, name);
            return (DifferentiableSimulator) loader.loadClass("org.tandemrl.task.Task")
                    .getMethod("simulator", int.class, int.class)
                    .invoke(task, environments, 1);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(
                    "The simulator of '" + name + "' could not be built from counting classes.", e);
        }
    }

    @Override
    public Map<String, Double> phases(SimulatorSetting setting, Protocol protocol, PrintStream log) {
        Path folder = null;
        try {
            folder = Files.createTempDirectory("tandem-phases");
            run(
                    options(setting, protocol)
                            .addProfiler(JavaFlightRecorderProfiler.class, "dir=" + folder + ";configName=profile")
                            .jvmArgsAppend(
                                    "-Dtandem.root=" + Datasets.root(),
                                    "-XX:+UnlockDiagnosticVMOptions",
                                    "-XX:+DebugNonSafepoints"),
                    log);
            try (var files = Files.walk(folder)) {
                return PhaseSamples.shares(files.filter(f -> f.toString().endsWith(".jfr"))
                        .findFirst()
                        .orElseThrow(() -> new IllegalStateException("The flight recorder has written nothing.")));
            }
        } catch (IOException e) {
            throw new UncheckedIOException("a flight recording cannot be written", e);
        } finally {
            delete(folder);
        }
    }

    private static void delete(Path folder) {
        if (folder == null) {
            return;
        }
        try (var files = Files.walk(folder)) {
            files.sorted(Comparator.reverseOrder()).forEach(f -> f.toFile().delete());
        } catch (IOException e) {
            // A folder left in the system's temporary one does no harm.
        }
    }

    @Override
    public Milliseconds training(TrainingSetting setting, Protocol protocol, PrintStream log) {
        String method = switch (setting.part()) {
            case MODEL_UPDATE -> "modelUpdate";
            case POLICY_GRADIENT -> "policyGradient";
        };
        var score = run(
                        timing(protocol)
                                .include("^" + TrainingBenchmark.class.getName().replace(".", "\\.") + "\\." + method
                                        + "$")
                                .param("task", setting.task())
                                .param("units", String.valueOf(setting.units()))
                                .param("arithmetic", setting.arithmetic().name())
                                .param("threads", String.valueOf(setting.threads())),
                        log)
                .getPrimaryResult();
        var interval = score.getStatistics().getConfidenceIntervalAt(0.999);
        return new Milliseconds(score.getScore(), interval[0], interval[1]);
    }

    @Override
    public double peak(int threads) {
        var options = timing(new Protocol(1, 2, 3, 0.5))
                .include("^" + PeakBenchmark.class.getName() + "\\.")
                .threads(threads);
        return run(options, new PrintStream(PrintStream.nullOutputStream()))
                        .getPrimaryResult()
                        .getScore()
                * PeakBenchmark.FLOPS;
    }

    private static ChainedOptionsBuilder options(SimulatorSetting setting, Protocol protocol) {
        String method = setting.adjoint() ? "stepAndAdjoint" : "step";
        return timing(protocol)
                .include("^" + SimulatorBenchmark.class.getName().replace(".", "\\.") + "\\." + method + "$")
                .param("task", setting.task())
                .param("environments", String.valueOf(setting.environments()))
                .param("threads", String.valueOf(setting.threads()));
    }

    /** A fork runs with this process's own flags, the Vector API's among them. */
    private static ChainedOptionsBuilder timing(Protocol protocol) {
        var time = TimeValue.nanoseconds(Math.round(protocol.seconds() * 1e9));
        return new OptionsBuilder()
                .forks(protocol.forks())
                .warmupIterations(protocol.warmups())
                .warmupTime(time)
                .measurementIterations(protocol.iterations())
                .measurementTime(time)
                .jvmArgsAppend("-Dtandem.root=" + Datasets.root())
                .shouldFailOnError(true);
    }

    private static RunResult run(ChainedOptionsBuilder options, PrintStream log) {
        try {
            var results = new Runner(options.build(), OutputFormatFactory.createFormatInstance(log, VerboseMode.NORMAL))
                    .run();
            return results.iterator().next();
        } catch (RunnerException e) {
            throw new IllegalStateException("JMH gave up: " + e.getMessage(), e);
        }
    }
}
