package org.tandemrl.cli.go2;

import com.google.gson.JsonObject;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import tech.tablesaw.api.DoubleColumn;
import tech.tablesaw.api.StringColumn;
import tech.tablesaw.api.Table;

/** What came of rehearsals, a row each. */
final class OutcomeTable {
    private OutcomeTable() {}

    static Table of(List<Rehearsal.Outcome> outcomes) {
        var what = StringColumn.create("what happens");
        var drive = StringColumn.create("the drive");
        var robot = StringColumn.create("the robot");
        var table = Table.create("rehearsals", what, drive, robot);
        for (var outcome : outcomes) {
            what.append(outcome.scenario().name().replace('-', ' '));
            drive.append(said(outcome));
            robot.append(outcome.robot().map(OutcomeTable::robot).orElse("was killed"));
        }
        table.addColumns(
                number("commands", outcomes, Rehearsal.Outcome::robot, "commands"),
                number("outside limits", outcomes, Rehearsal.Outcome::robot, "commands_outside_limits"),
                number("refused", outcomes, Rehearsal.Outcome::robot, "commands_refused_checksum"),
                number("timeouts", outcomes, Rehearsal.Outcome::robot, "timeouts"),
                number("lowest m", outcomes, Rehearsal.Outcome::robot, "lowest_while_driven"),
                number("tilt °", outcomes, Rehearsal.Outcome::robot, "largest_tilt_degrees"),
                number("way m", outcomes, Rehearsal.Outcome::robot, "path"),
                number("states", outcomes, Rehearsal.Outcome::drive, "states"),
                number("missed deadlines", outcomes, Rehearsal.Outcome::drive, "missed_deadlines"));
        return table;
    }

    private static String said(Rehearsal.Outcome outcome) {
        String first = outcome.drive()
                .map(report -> report.get("ended").getAsString())
                .orElse(outcome.driveExit() == 137 ? "was killed" : outcome.driveWords());
        return outcome.second().isEmpty() ? first : first + "; the second: " + outcome.second();
    }

    private static String robot(JsonObject report) {
        if (!report.get("stood").getAsBoolean()) {
            return "did not stand up";
        }
        return "stood, "
                + (report.get("damped_at_the_end").getAsBoolean() ? "damps at the end" : "is driven at the end");
    }

    private static DoubleColumn number(
            String name,
            List<Rehearsal.Outcome> outcomes,
            Function<Rehearsal.Outcome, Optional<JsonObject>> side,
            String key) {
        var column = DoubleColumn.create(name);
        for (var outcome : outcomes) {
            side.apply(outcome)
                    .filter(report -> report.has(key))
                    .ifPresentOrElse(report -> column.append(report.get(key).getAsDouble()), column::appendMissing);
        }
        return column;
    }
}
