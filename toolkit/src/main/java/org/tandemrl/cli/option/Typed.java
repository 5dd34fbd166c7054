package org.tandemrl.cli.option;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.tandemrl.sim.Datasets;

/** Command lines to be pasted where the last one was typed. */
public final class Typed {
    private Typed() {}

    /** The toolkit's command with words, each in quotes where a shell would not take it as it is. */
    public static String command(String... words) {
        return Stream.concat(Stream.of(tandem()), Arrays.stream(words))
                .map(Typed::quoted)
                .collect(Collectors.joining(" "));
    }

    private static String tandem() {
        var within = Path.of("environment", "tandem");
        try {
            var script = Datasets.root().toAbsolutePath().normalize().resolve(within);
            var here = Path.of("").toAbsolutePath().normalize();
            return (script.startsWith(here) ? here.relativize(script) : Files.exists(script) ? script : within)
                    .toString();
        } catch (IllegalStateException e) {
            return within.toString(); // outside of a checkout
        }
    }

    /** As a POSIX shell reads it as one word. */
    public static String quoted(String word) {
        return word.matches("[\\p{L}\\p{N}_./:@%+=,-]+") ? word : "'" + word.replace("'", "'\\''") + "'";
    }
}
