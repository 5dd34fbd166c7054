package org.tandemrl.experiment;

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
import org.tandemrl.sim.Datasets;

/**
 * Where a run's numbers come from.
 *
 * @param started in UTC
 * @param commit of the toolkit's repository, with "+changes" if the build, sources, notebooks or robots differ from it; "unknown" outside of one
 * @param versions of the toolkit and what it stands on
 * @param machine system, processor, cores and memory
 */
public record Provenance(String started, String commit, Map<String, String> versions, Map<String, String> machine) {
    /** Version of the toolkit. */
    public static final String TOOLKIT = "0.1.0-SNAPSHOT";

    /** As of now, here. */
    public static Provenance now() {
        var versions = new TreeMap<String, String>();
        versions.put("tandem", TOOLKIT);
        versions.put("java", System.getProperty("java.vm.name") + " " + Runtime.version());
        versions.put("djl", Engine.getDjlVersion());
        versions.put("pytorch", Engine.getInstance().getVersion());
        var machine = new TreeMap<String, String>();
        machine.put("system", System.getProperty("os.name") + " " + System.getProperty("os.arch"));
        machine.put("processor", processor());
        machine.put("cores", String.valueOf(Runtime.getRuntime().availableProcessors()));
        machine.put("heap", Runtime.getRuntime().maxMemory() / (1 << 20) + " MiB");
        return new Provenance(Instant.now().truncatedTo(ChronoUnit.SECONDS).toString(), currentCommit(), versions, machine);
    }

    private static String processor() {
        try (var lines = Files.lines(Path.of("/proc/cpuinfo"))) {
            return lines.filter(l -> l.startsWith("model name")).findFirst().map(l -> l.replaceFirst(".*?:\\s*", ""))
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
        return git("status", "--porcelain", "--", "pom.xml", "toolkit", "environment", "notebooks", "datasets/robots").isEmpty() ? commit : commit + "+changes";
    }

    /** What git prints for the toolkit's folder; nothing where there is no git or no repository. */
    private static String git(String... arguments) {
        try {
            var command = new ArrayList<>(List.of("git", "-C", Datasets.root().toString()));
            command.addAll(List.of(arguments));
            var process = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
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
