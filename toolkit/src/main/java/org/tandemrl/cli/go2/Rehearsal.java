package org.tandemrl.cli.go2;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.tandemrl.run.RunException;
import org.tandemrl.sweep.JavaCommand;

/** A drive and a simulated robot as processes of their own, with something that happens to them. */
final class Rehearsal {
    /** Beyond what they are told, s: to start, to fold the legs, to end. */
    private static final long PATIENCE = 60;

    private final LinkOptions.Way way;
    private final int port;
    private final int domain;
    private final Path folder;
    private final List<String> both;

    /** What happens, some seconds after the drive has begun. */
    enum Happening {
        /** Nothing but what robot and policy do. */
        NOTHING,
        /** kill -9. */
        KILL_DRIVE,
        /** kill -9. */
        KILL_ROBOT,
        /** SIGTERM. */
        END_DRIVE,
        /** Another drive is started. */
        SECOND_DRIVE,
        /** Someone else's commands are heard. */
        OTHER_COMMANDS
    }

    /**
     * A rehearsal.
     *
     * @param name of its files
     * @param robot arguments of the robot's command
     * @param drive arguments of the drive's command, the policy first
     * @param at s after the drive has begun to listen; below 0 before it is started
     */
    record Scenario(String name, List<String> robot, List<String> drive, Happening happening, double at) {}

    /**
     * What came of it.
     *
     * @param drive its report, if it lived to write one
     * @param driveExit its exit code
     * @param driveWords the last line that it said
     * @param robot its report
     * @param second the last line of a second drive
     */
    record Outcome(
            Scenario scenario,
            Optional<JsonObject> drive,
            int driveExit,
            String driveWords,
            Optional<JsonObject> robot,
            String second) {}

    /**
     * Into a folder that is there.
     *
     * @param both arguments of robot and drive
     */
    Rehearsal(LinkOptions.Way way, int port, int domain, Path folder, List<String> both) {
        this.way = way;
        this.port = port;
        this.domain = domain;
        this.folder = folder;
        this.both = both;
    }

    private final class Side {
        private final Process process;
        private final Path out;
        private final Path err;

        Side(String name, List<String> arguments) throws IOException {
            out = folder.resolve(name + ".json");
            err = folder.resolve(name + ".txt");
            process = new ProcessBuilder(JavaCommand.of(arguments))
                    .redirectOutput(out.toFile())
                    .redirectError(err.toFile())
                    .start();
        }

        /** Waits for the first line that it says for itself. */
        void ready() throws IOException, InterruptedException {
            long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE);
            while (process.isAlive() && System.nanoTime() < end && !text().contains("tandem: ")) {
                Thread.sleep(10);
            }
        }

        String text() throws IOException {
            return Files.readString(err, StandardCharsets.UTF_8);
        }

        String lastWords() throws IOException {
            return text().lines()
                    .filter(line -> line.startsWith("tandem: "))
                    .reduce((first, second) -> second)
                    .map(line -> line.substring("tandem: ".length()))
                    .orElse("nothing was said");
        }

        int await(double seconds) throws InterruptedException {
            if (!process.waitFor(Math.round(1000 * seconds), TimeUnit.MILLISECONDS)) {
                process.destroyForcibly().waitFor();
            }
            return process.exitValue();
        }

        Optional<JsonObject> report() throws IOException {
            String text = Files.readString(out, StandardCharsets.UTF_8);
            return text.isBlank()
                    ? Optional.empty()
                    : Optional.of(JsonParser.parseString(text).getAsJsonObject());
        }
    }

    private List<String> words(String command, List<String> more, String... last) {
        var words = new ArrayList<>(List.of("go2", command));
        words.addAll(more);
        words.addAll(both);
        words.addAll(List.of("--link", way.word(), "--port", "" + port, "--domain", "" + domain));
        words.addAll(List.of(last));
        return words;
    }

    /**
     * Runs one to its end.
     *
     * @param seconds that the drive walks, by its arguments
     */
    Outcome run(Scenario scenario, double seconds) {
        try {
            return rehearse(scenario, seconds);
        } catch (IOException e) {
            throw new RunException("Rehearsal " + scenario.name() + " failed (" + RunException.reason(e) + ").", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new RunException("Rehearsal " + scenario.name() + " was interrupted.", e);
        }
    }

    private Outcome rehearse(Scenario scenario, double seconds) throws IOException, InterruptedException {
        double all = seconds + 10 + PATIENCE;
        var robot = new Side(
                scenario.name() + "-robot", words("robot", scenario.robot(), "--seconds", "" + (all + PATIENCE)));
        var drive = Optional.<Side>empty();
        try (var foreign = new ForeignCommands(way, port, domain)) {
            robot.ready();
            if (!robot.process.isAlive()) {
                throw new RunException("The robot did not begin: " + robot.lastWords());
            }
            boolean others = scenario.happening() == Happening.OTHER_COMMANDS;
            if (others && scenario.at() < 0) {
                foreign.begin();
            }
            String second = "";
            var driver = new Side(
                    scenario.name(),
                    words(
                            "drive",
                            scenario.drive(),
                            "--log",
                            folder.resolve(scenario.name() + ".csv").toString()));
            drive = Optional.of(driver);
            driver.ready();
            if (scenario.at() >= 0) {
                driver.process.waitFor(Math.round(1000 * scenario.at()), TimeUnit.MILLISECONDS);
                switch (scenario.happening()) {
                    case NOTHING -> {}
                    case KILL_DRIVE -> driver.process.destroyForcibly();
                    case KILL_ROBOT -> robot.process.destroyForcibly();
                    case END_DRIVE -> driver.process.destroy();
                    case OTHER_COMMANDS -> foreign.begin();
                    case SECOND_DRIVE -> {
                        var other = new Side(scenario.name() + "-second", words("drive", List.of("stand")));
                        other.await(PATIENCE);
                        second = other.lastWords();
                    }
                }
            }
            int exit = driver.await(all);
            // Long enough to miss commands, and to fall.
            robot.process.waitFor(1, TimeUnit.SECONDS);
            robot.process.destroy();
            robot.await(PATIENCE);
            return new Outcome(scenario, driver.report(), exit, driver.lastWords(), robot.report(), second);
        } finally {
            robot.process.destroyForcibly();
            drive.ifPresent(side -> side.process.destroyForcibly());
        }
    }
}
