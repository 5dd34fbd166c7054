package org.tandemrl.run;

import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.tandemrl.cli.Tandem;

/** The toolkit's command line in a process of its own, which can be killed. */
public final class ChildJvm implements AutoCloseable {
    /** Options of JVMs that live for seconds: the second compiler would not pay. Numbers are the same. */
    public static final List<String> QUICK = List.of("-XX:TieredStopAtLevel=1", "-Xshare:auto");

    private final Process process;
    private final Path out;
    private final Path err;

    private ChildJvm(Process process, Path out, Path err) {
        this.process = process;
        this.out = out;
        this.err = err;
    }

    /**
     * Starts it.
     *
     * @param scratch folder for its output
     * @param options of the JVM
     */
    public static ChildJvm start(Path scratch, List<String> options, List<String> arguments) throws IOException {
        return start(scratch, options, arguments, Map.of());
    }

    /** The same with variables of its environment. */
    public static ChildJvm start(
            Path scratch, List<String> options, List<String> arguments, Map<String, String> variables)
            throws IOException {
        // A shell in the background ignores SIGINT, and so would its children: env sets that right.
        var command = new ArrayList<>(List.of(
                "env",
                "--default-signal=INT,TERM",
                "LC_ALL=C",
                System.getProperty("java.home") + "/bin/java",
                "-XX:+UseSerialGC"));
        for (String flag : ManagementFactory.getRuntimeMXBean().getInputArguments()) {
            if (flag.startsWith("--add-modules") || flag.startsWith("--enable-native") || flag.startsWith("-Dai.djl")) {
                command.add(flag);
            }
        }
        command.addAll(options);
        command.addAll(List.of(
                "-Dtandem.root=" + System.getProperty("tandem.root", ""),
                "-cp",
                System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                Tandem.class.getName()));
        command.addAll(arguments);
        var out = Files.createTempFile(scratch, "child", ".out");
        var err = Files.createTempFile(scratch, "child", ".err");
        var builder = new ProcessBuilder(command)
                .redirectOutput(Redirect.to(out.toFile()))
                .redirectError(Redirect.to(err.toFile()));
        builder.environment().putAll(variables);
        var process = builder.start();
        return new ChildJvm(process, out, err);
    }

    /** Patience is measured for an idle machine; others have work beside. */
    private static final long BUSY = 5;

    /** Waits until something is so; fails if the process ends before. */
    public void await(BooleanSupplier holds) throws Exception {
        await(60, holds);
    }

    /** The same, so many seconds long on an idle machine. */
    public void await(int seconds, BooleanSupplier holds) throws Exception {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(BUSY * seconds);
        while (!holds.getAsBoolean()) {
            if (!process.isAlive() || System.nanoTime() > deadline) {
                throw new AssertionError("The process " + (process.isAlive() ? "is too slow" : "ended") + ": " + err());
            }
            Thread.sleep(10);
        }
    }

    /** Sends a signal by name. */
    public void signal(String name) throws Exception {
        if (new ProcessBuilder("kill", "-" + name, "" + process.pid())
                        .inheritIO()
                        .start()
                        .waitFor()
                != 0) {
            throw new AssertionError("The process could not be signalled: " + err());
        }
    }

    /** The exit code. */
    public int end(int seconds) throws Exception {
        if (!process.waitFor(BUSY * seconds, TimeUnit.SECONDS)) {
            throw new AssertionError("The process did not end within " + BUSY * seconds + " s: " + err());
        }
        return process.exitValue();
    }

    /** Its process id. */
    public long pid() {
        return process.pid();
    }

    /** What it wrote to standard output. */
    public String out() throws IOException {
        return Files.readString(out);
    }

    /** What it wrote to standard error. */
    public String err() throws IOException {
        return Files.readString(err);
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
