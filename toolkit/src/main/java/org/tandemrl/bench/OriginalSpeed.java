package org.tandemrl.bench;

import java.util.OptionalDouble;
import org.tandemrl.sim.Datasets;
import tech.tablesaw.api.Table;

/** Speeds of the original simulator on one core, from {@code datasets/published/original-simulator-speed.csv}. */
public final class OriginalSpeed {
    private OriginalSpeed() {}

    /** Environment steps per second on a task, at the number of environments that suited it; none where none was measured. */
    public static OptionalDouble of(String task, boolean adjoint) {
        var table = Table.read().csv(Datasets.path("published/original-simulator-speed.csv").toFile());
        var rows = table.where(table.stringColumn("task").isEqualTo(task));
        return rows.isEmpty()
                ? OptionalDouble.empty()
                : OptionalDouble.of(rows.numberColumn(adjoint ? "adjoint" : "forward").getDouble(0));
    }
}
