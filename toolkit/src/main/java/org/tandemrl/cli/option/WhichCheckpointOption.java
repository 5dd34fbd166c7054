package org.tandemrl.cli.option;

import org.tandemrl.run.Snapshots;
import picocli.CommandLine.Option;

/** Which of a run's checkpoints is looked at. */
public final class WhichCheckpointOption {
    @Option(
            names = "--checkpoint",
            paramLabel = "NAME",
            defaultValue = Snapshots.LAST,
            description =
                    "last, or one that train --keep-best or --keep-every kept: best, samples-500000; default ${DEFAULT-VALUE}")
    private String name;

    /** Its name. */
    public String name() {
        return name;
    }

    /** Whether it is the run's last. */
    public boolean isLast() {
        return name.equals(Snapshots.LAST);
    }
}
