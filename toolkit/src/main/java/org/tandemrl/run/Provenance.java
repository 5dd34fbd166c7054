package org.tandemrl.run;

import ai.djl.engine.Engine;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.tandemrl.nn.Tensors;
import org.tandemrl.nn.kernels.Arithmetic;
import org.tandemrl.sim.Datasets;

/**
 * Where a run's numbers come from.
 *
 * @param started in UTC
 * @param commit of the toolkit's repository, with "+changes" if the build, sources, notebooks or robots differ from it; "unknown" outside of one
 * @param versions of the toolkit and what it stands on
 * @param machine system, processor, cores and memory
 * @param arithmetic what numbers are computed with: the width of vectors, the branches that libtorch and its matrix library took for the
 *     processor; of a part of a run also its threads, its first epoch and what its networks are computed by. Empty in records of before
 *     it was kept
 */
public record Provenance(
        String started,
        String commit,
        Map<String, String> versions,
        Map<String, String> machine,
        Map<String, String> arithmetic) {
    /** Version of the toolkit. */
    public static final String TOOLKIT = "0.2.0";

    private static final String FROM_EPOCH = "from_epoch";
    /** Processors of one name may be of several generations, with other speeds and other products. */
    private static final String PROCESSOR_FAMILY = "processor family";
    /** Found out while it computes: at a part's beginning it is not known. */
    private static final String LEFT_TO_DJL = "left_to_djl";

    /** Arithmetic may be absent. */
    public Provenance {
        arithmetic = arithmetic == null ? Map.of() : arithmetic;
    }

    /** As of now, here. */
    public static Provenance now() {
        var versions = new TreeMap<String, String>();
        versions.put("tandem", TOOLKIT);
        versions.put("java", System.getProperty("java.vm.name") + " " + Runtime.version());
        versions.put("djl", Engine.getDjlVersion());
        versions.put("pytorch", Engine.getInstance().getVersion());
        var machine = new TreeMap<String, String>();
        machine.put("system", System.getProperty("os.name") + " " + System.getProperty("os.arch"));
        machine.put("processor", cpuInfo("model name"));
        machine.put(PROCESSOR_FAMILY, cpuInfo("cpu family") + ", model " + cpuInfo("model"));
        machine.put("cores", String.valueOf(Runtime.getRuntime().availableProcessors()));
        machine.put("heap", Runtime.getRuntime().maxMemory() / (1 << 20) + " MiB");
        var arithmetic = new TreeMap<>(Tensors.library());
        arithmetic.put("vectors", Arithmetic.vectorBits() + " bits");
        return new Provenance(
                Instant.now().truncatedTo(ChronoUnit.SECONDS).toString(),
                currentCommit(),
                versions,
                machine,
                arithmetic);
    }

    /** The same of a part of a run, from an epoch on, by what computes its networks. */
    Provenance computing(long epoch, int threads, Map<String, String> networks) {
        var all = new TreeMap<>(arithmetic);
        all.put(FROM_EPOCH, Long.toString(epoch));
        all.put("threads", Integer.toString(threads));
        all.putAll(networks);
        return new Provenance(started, commit, versions, machine, all);
    }

    /** The same with what it turned out to be computed by. */
    Provenance computing(Map<String, String> networks) {
        var all = new TreeMap<>(arithmetic);
        all.putAll(networks);
        return all.equals(arithmetic) ? this : new Provenance(started, commit, versions, machine, all);
    }

    /** The same with a word more among the versions. */
    Provenance withVersion(String what, String words) {
        var all = new TreeMap<>(versions);
        all.put(what, words);
        return new Provenance(started, commit, all, machine, arithmetic);
    }

    /**
     * What of that which decides about rounding differs between the last part of a run and the part before it, in words; empty if nothing
     * does. Parts of which no epoch was kept do not count.
     */
    static String difference(List<Provenance> parts) {
        var now = parts.getLast();
        return parts.subList(0, parts.size() - 1).reversed().stream()
                .filter(p -> p.firstEpoch() < now.firstEpoch())
                .findFirst()
                .map(before -> String.join(", ", now.differences(before)))
                .orElse("");
    }

    /** Number of the part's first epoch; 0 where it was not kept. */
    private long firstEpoch() {
        return Long.parseLong(arithmetic.getOrDefault(FROM_EPOCH, "0"));
    }

    private List<String> differences(Provenance before) {
        var found = new ArrayList<String>();
        addDifferences(
                found, before.arithmetic, arithmetic, name -> !name.equals(FROM_EPOCH) && !name.equals(LEFT_TO_DJL));
        addDifferences(found, before.versions, versions, name -> !name.equals("tandem"));
        addDifferences(
                found,
                before.machine,
                machine,
                name -> name.equals("processor") || name.equals(PROCESSOR_FAMILY) || name.equals("system"));
        return found;
    }

    private static void addDifferences(
            List<String> found, Map<String, String> before, Map<String, String> now, Predicate<String> counts) {
        now.forEach((name, value) -> {
            String old = before.get(name);
            if (old != null && !old.equals(value) && counts.test(name)) {
                found.add(name + " was " + old + " and is " + value);
            }
        });
    }

    private static String cpuInfo(String name) {
        try (var lines = Files.lines(Path.of("/proc/cpuinfo"))) {
            return lines.filter(l -> l.matches(name + "\\s*:.*"))
                    .findFirst()
                    .map(l -> l.replaceFirst(".*?:\\s*", ""))
                    .orElse("unknown");
        } catch (IOException e) {
            return "unknown";
        }
    }

    private static String currentCommit() {
        String commit = git("rev-parse", "HEAD");
        if (commit.isEmpty()) {
            return "unknown";
        }
        return git("status", "--porcelain", "--", "pom.xml", "toolkit", "environment", "notebooks", "datasets/robots")
                        .isEmpty()
                ? commit
                : commit + "+changes";
    }

    /** What git prints for the toolkit's folder; nothing where there is no git or no repository. */
    private static String git(String... arguments) {
        try {
            var command = new ArrayList<>(List.of("git", "-C", Datasets.root().toString()));
            command.addAll(List.of(arguments));
            var process = new ProcessBuilder(command)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            return process.waitFor(10, TimeUnit.SECONDS) && process.exitValue() == 0 ? output.strip() : "";
        } catch (IOException e) {
            return "";
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return "";
        }
    }
}
