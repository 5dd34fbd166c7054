package org.tandemrl.sweep;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.tandemrl.run.ChildJvm;
import org.tandemrl.run.Run;
import org.tandemrl.run.TinyRuns;

/** Plans of runs that take a second or two, and the processes that run them. */
final class TinyPlans {
    private TinyPlans() {}

    /** Twelve runs: two algorithms, three seeds, two variants. */
    static Plan twelve(int epochs) {
        var all = Rule.all();
        var model = Rule.all().forAlgorithms("dmo");
        for (var setting : TinyRuns.SETTINGS.entrySet()) {
            if (setting.getKey().startsWith("model.") || setting.getKey().startsWith("exploration.")) {
                model = model.with(setting.getKey(), setting.getValue());
            } else {
                all = all.with(setting.getKey(), setting.getValue());
            }
        }
        return Plan.of(samples(epochs))
                .withAlgorithms("dmo", "shac")
                .withTasks("cartpole")
                .withSeeds(1, 3)
                .withEpisodes(2)
                .withRules(all, model)
                .withVariants(Variant.plain(), Variant.named("near").with("gamma", 0.95));
    }

    /** Of DMO, which explores first; others take an epoch more. */
    static long samples(int epochs) {
        return TinyRuns.EXPLORED + (long) epochs * TinyRuns.EPOCH;
    }

    /** Runs of SHAC alone, one a seed. */
    static Plan few(int epochs, int seeds) {
        var plan = twelve(epochs);
        return new Plan(
                List.of("shac"),
                plan.tasks(),
                plan.withSeeds(1, seeds).seeds(),
                plan.samples(),
                1,
                2,
                plan.rules().subList(0, 1),
                List.of());
    }

    static ChildJvm sweep(Path scratch, Path plan, Path out, String... more) throws IOException {
        var arguments = new ArrayList<>(List.of("sweep", plan.toString(), "--out", out.toString()));
        arguments.addAll(List.of(more));
        if (!arguments.contains("--checkpoint-seconds")) {
            arguments.addAll(List.of("--checkpoint-seconds", "0"));
        }
        return ChildJvm.start(scratch, ChildJvm.QUICK, arguments);
    }

    /** Submits a plan to Slurm, two tasks at once. */
    static ChildJvm submit(Path scratch, LoopbackSlurm slurm, Path plan, Path out) throws IOException {
        return ChildJvm.start(
                scratch,
                ChildJvm.QUICK,
                List.of(
                        "sweep",
                        plan.toString(),
                        "--out",
                        out.toString(),
                        "--slurm",
                        "--processes",
                        "2",
                        "--checkpoint-seconds",
                        "0"),
                Map.of("SLURM_CONF", slurm.config().toString()));
    }

    /** The process that has a run, below another. */
    static Optional<ProcessHandle> worker(long of, String run) {
        return ProcessHandle.of(of).stream()
                .flatMap(ProcessHandle::descendants)
                .filter(process -> words(process.pid()).contains(run))
                .findFirst();
    }

    static List<String> words(long pid) {
        try {
            return List.of(
                    Files.readString(Path.of("/proc/" + pid + "/cmdline")).split("\0"));
        } catch (IOException e) {
            return List.of();
        }
    }

    /** A sweep's run has the numbers and the checkpoint, to the bit, of the same run done alone, without a sweep. */
    static void assertAsAlone(Plan plan, String name, Path out, Path scratch) throws IOException {
        var alone = scratch.resolve(name);
        var settings = plan.runs().stream()
                .filter(r -> r.name().equals(name))
                .findFirst()
                .orElseThrow()
                .settings();
        try (var run = Run.start(settings, alone)) {
            assertTrue(run.train());
        }
        assertEquals(TinyRuns.numbers(alone), TinyRuns.numbers(out.resolve(name)), name);
        assertArrayEquals(
                Files.readAllBytes(alone.resolve("checkpoint.npz")),
                Files.readAllBytes(out.resolve(name).resolve("checkpoint.npz")),
                name);
    }
}
