package org.tandemrl.bench;

import java.util.List;
import java.util.OptionalDouble;
import org.tandemrl.sim.Datasets;
import tech.tablesaw.api.Table;

/** Speeds of the original simulator on one core, from {@code datasets/published/original-simulator-speed.csv}. */
public final class OriginalSpeed {
    private OriginalSpeed() {}

    /** A task that was measured there, and the number of environments that was used. */
    public record Measured(String task, int environments) {}

    /** All that were measured. */
    public static List<Measured> all() {
        return table().stream()
                .map(row -> new Measured(row.getString("task"), row.getInt("environments")))
                .toList();
    }

    private static Table table() {
        return Table.read()
                .csv(Datasets.path("published/original-simulator-speed.csv").toFile());
    }

    /** Environment steps per second on a task, at the number of environments that suited it; none where none was measured. */
    public static OptionalDouble of(String task, boolean adjoint) {
        var table = table();
        var rows = table.where(table.stringColumn("task").isEqualTo(task));
        return rows.isEmpty()
                ? OptionalDouble.empty()
                : OptionalDouble.of(
                        rows.numberColumn(adjoint ? "adjoint" : "forward").getDouble(0));
    }
}
