package org.tandemrl.sim;

import java.nio.file.Files;
import java.nio.file.Path;

/** Where the toolkit's files lie: robots, recordings, published numbers. */
public final class Datasets {
    private Datasets() {}

    /**
     * The checkout's root: system property {@code tandem.root}, else environment variable {@code TANDEM_ROOT}, else the
     * nearest folder from the working directory upwards that holds {@code datasets/robots}.
     *
     * @throws IllegalStateException if none of the three leads there
     */
    public static Path root() {
        return root(
                System.getProperty("tandem.root", ""),
                System.getenv().getOrDefault("TANDEM_ROOT", ""),
                Path.of("").toAbsolutePath());
    }

    static Path root(String property, String variable, Path workingDirectory) {
        if (!property.isBlank()) {
            return checked(Path.of(property), "system property tandem.root");
        }
        if (!variable.isBlank()) {
            return checked(Path.of(variable), "environment variable TANDEM_ROOT");
        }
        for (Path folder = workingDirectory; folder != null; folder = folder.getParent()) {
            if (Files.isDirectory(folder.resolve("datasets/robots"))) {
                return folder;
            }
        }
        throw new IllegalStateException("no folder from " + workingDirectory + " upwards holds datasets/robots; "
                + "start inside the toolkit's checkout, or give its folder as -Dtandem.root=… or TANDEM_ROOT=…");
    }

    private static Path checked(Path root, String source) {
        if (!Files.isDirectory(root.resolve("datasets/robots"))) {
            throw new IllegalStateException(
                    source + " is '" + root + "', which holds no datasets/robots; it must name the toolkit's checkout");
        }
        return root.toAbsolutePath();
    }

    /** A path below {@code datasets/}. */
    public static Path path(String below) {
        return root().resolve("datasets").resolve(below);
    }
}
