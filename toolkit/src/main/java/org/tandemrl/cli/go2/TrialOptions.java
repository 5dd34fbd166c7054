package org.tandemrl.cli.go2;

import java.nio.file.Path;
import java.util.List;
import org.tandemrl.algorithm.Algorithm;
import org.tandemrl.run.RunException;
import org.tandemrl.task.go2.Go2Walking;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Spec.Target;

/** What trials of walking policies share. */
final class TrialOptions {
    @Spec(Target.MIXEE)
    private CommandSpec spec;

    @Option(
            names = "--out",
            required = true,
            paramLabel = "DIR",
            description = "folder of table and figures, which is created")
    private Path out;

    @Option(names = "--episodes", defaultValue = "64", description = "a row, 2 or more; default ${DEFAULT-VALUE}")
    private int episodes;

    @Option(
            names = "--seed",
            defaultValue = "0",
            description = "of starts, commands and shoves, which are the same in every row; default ${DEFAULT-VALUE}")
    private long seed;

    Path out() {
        return out;
    }

    int episodes() {
        return episodes;
    }

    long seed() {
        return seed;
    }

    /** The engines that are there; says which are not, and how to get them. */
    List<Go2Walking.Engine> engines() {
        for (var engine : Go2Walking.Engine.values()) {
            if (!engine.missing().isEmpty()) {
                spec.commandLine().getErr().println("tandem: without " + engine + ". " + engine.missing());
            }
        }
        return Go2Walking.Engine.present();
    }

    /** @throws RunException naming the task, if a run is not of walking */
    static void requireWalking(Path run, Algorithm algorithm) {
        var task = algorithm.task();
        if (!(task instanceof Go2Walking)) {
            throw new RunException(
                    "The run " + run + " is of task " + task.name() + "; allowed: go2-walking and its variants.");
        }
    }
}
