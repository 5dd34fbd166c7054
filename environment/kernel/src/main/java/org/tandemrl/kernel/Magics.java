package org.tandemrl.kernel;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** The line magics of IJava that concern the class path: {@code %classpath}, {@code %jars}, {@code %maven}. */
final class Magics {
    /** What begins a new session; not a magic of a line but a cell of its own. */
    static final String RESET = "%reset";

    private static final String KNOWN =
            "%classpath PATH…, %jars GLOB…, %maven GROUP:ARTIFACT:VERSION… and, alone in its cell, " + RESET;
    private static final String PLUGIN = "org.apache.maven.plugins:maven-dependency-plugin:3.8.1:build-classpath";

    private final Consumer<Path> classPath;

    /** @param classPath takes each directory or jar that a magic adds */
    Magics(Consumer<Path> classPath) {
        this.classPath = classPath;
    }

    /** Runs one line that begins with a percent sign and returns what to show, or null. */
    Object run(Cell cell, String line) throws CellFailure {
        var words = Arrays.stream(line.strip().split("\\s+"))
                .map(word -> word.replaceAll("^\"|\"$", ""))
                .toList();
        var arguments = words.subList(1, words.size());
        var name = words.getFirst();
        if (name.equals(RESET))
            throw CellFailure.of("MagicError", RESET + " stands alone in its cell; known are " + KNOWN);
        if (arguments.isEmpty()) throw CellFailure.of("MagicError", name + " needs an argument; known are " + KNOWN);
        try {
            switch (name) {
                case "%classpath", "%jars" -> {
                    for (var pattern : arguments) find(pattern).forEach(classPath);
                }
                case "%maven", "%addMavenDependency", "%addMavenDependencies", "%addDependency" ->
                    resolve(cell, arguments).forEach(classPath);
                default -> throw CellFailure.of("MagicError", name + " is not known here; known are " + KNOWN);
            }
        } catch (IOException | InterruptedException e) {
            throw CellFailure.of("MagicError", line + ": " + e.getMessage());
        }
        return null;
    }

    /** What a path names, where its last part may hold the wildcards of a glob. */
    private static List<Path> find(String pattern) throws IOException, CellFailure {
        var home = System.getProperty("user.home");
        var expanded = pattern.startsWith("~/") ? home + pattern.substring(1) : pattern;
        var slash = expanded.lastIndexOf('/');
        var directory = Path.of(slash < 0 ? "." : expanded.substring(0, slash + 1));
        var found = new ArrayList<Path>();
        if (expanded.substring(slash + 1).matches(".*[*?\\[{].*") && Files.isDirectory(directory)) {
            try (var entries = Files.newDirectoryStream(directory, expanded.substring(slash + 1))) {
                entries.forEach(found::add);
            }
        } else if (Files.exists(Path.of(expanded))) {
            found.add(Path.of(expanded));
        }
        if (found.isEmpty())
            throw CellFailure.of(
                    "MagicError",
                    "nothing matches " + pattern + " in " + Path.of("").toAbsolutePath());
        found.sort(Comparator.naturalOrder());
        return found.stream().map(path -> path.toAbsolutePath().normalize()).toList();
    }

    /** Artifacts and what they need, through the installed Maven, so that its settings, mirrors and cache apply. */
    private static List<Path> resolve(Cell cell, List<String> coordinates)
            throws IOException, InterruptedException, CellFailure {
        var directory = Files.createTempDirectory("tandem-maven");
        try {
            var pom = directory.resolve("pom.xml");
            var list = directory.resolve("classpath");
            Files.writeString(pom, pom(coordinates));
            Process maven;
            try {
                maven = new ProcessBuilder(
                                System.getenv().getOrDefault("TANDEM_MAVEN", "mvn"),
                                "-B",
                                "-q",
                                "-f",
                                pom.toString(),
                                PLUGIN,
                                "-Dmdep.outputFile=" + list)
                        .redirectErrorStream(true)
                        .redirectOutput(directory.resolve("log").toFile())
                        .start();
            } catch (IOException e) {
                throw CellFailure.of(
                        "MagicError",
                        "%maven calls Maven, and no `mvn` is on the PATH: install Maven, "
                                + "or name its command in the variable TANDEM_MAVEN");
            }
            while (!maven.waitFor(100, TimeUnit.MILLISECONDS)) {
                if (!cell.interrupted()) continue;
                maven.destroy();
                throw CellFailure.of("Interrupted", "the cell was interrupted");
            }
            if (maven.exitValue() != 0) {
                var reason = Files.readString(directory.resolve("log"))
                        .lines()
                        .filter(line -> line.contains("ERROR"))
                        .findFirst();
                throw CellFailure.of(
                        "MagicError",
                        "Maven could not resolve " + String.join(" ", coordinates) + ": "
                                + reason.orElse("see `mvn -v`"));
            }
            return Arrays.stream(Files.readString(list).strip().split(File.pathSeparator))
                    .filter(entry -> !entry.isEmpty())
                    .map(Path::of)
                    .toList();
        } finally {
            try (var files = Files.list(directory)) {
                for (var file : files.toList()) Files.delete(file);
            }
            Files.delete(directory);
        }
    }

    private static String pom(List<String> coordinates) throws CellFailure {
        var dependencies = new StringBuilder();
        for (var coordinate : coordinates) {
            var parts = coordinate.split(":");
            if (parts.length < 3 || parts.length > 5 || !coordinate.matches("[\\w.:\\[\\](),-]+"))
                throw CellFailure.of(
                        "MagicError",
                        "%maven " + coordinate
                                + ": give GROUP:ARTIFACT:VERSION or GROUP:ARTIFACT:TYPE:CLASSIFIER:VERSION");
            dependencies
                    .append("<dependency><groupId>")
                    .append(parts[0])
                    .append("</groupId><artifactId>")
                    .append(parts[1])
                    .append("</artifactId>");
            if (parts.length > 3) dependencies.append("<type>").append(parts[2]).append("</type>");
            if (parts.length > 4)
                dependencies.append("<classifier>").append(parts[3]).append("</classifier>");
            dependencies.append("<version>").append(parts[parts.length - 1]).append("</version></dependency>");
        }
        return "<project><modelVersion>4.0.0</modelVersion><groupId>notebook</groupId><artifactId>cell</artifactId><version>1</version>"
                + "<dependencies>" + dependencies + "</dependencies></project>";
    }
}
