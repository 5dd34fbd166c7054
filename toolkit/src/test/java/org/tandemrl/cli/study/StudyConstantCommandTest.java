package org.tandemrl.cli.study;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tandemrl.cli.CommandLines;
import org.tandemrl.extension.UserFiles;
import org.tandemrl.run.Evaluation;
import org.tandemrl.study.StudyRecord;
import org.tandemrl.task.Measure;
import org.tandemrl.task.Tasks;
import tech.tablesaw.api.Table;

/** What is got by who does nothing. */
final class StudyConstantCommandTest {
    @TempDir
    private Path folder;

    @AfterEach
    void forget() throws IOException {
        UserFiles.forget(folder);
    }

    private Table study(Object... arguments) {
        var out = folder.resolve("out");
        var all = new ArrayList<Object>(List.of("study", "constant", "--out", out));
        all.addAll(List.of(arguments));
        CommandLines.run(all.toArray()).succeeded();
        return Table.read().csv(out.resolve("constant.csv").toFile());
    }

    @Test
    void eachRowIsAnEvaluationOfOneActionThroughout() {
        var table = study("--task", "cartpole,hopper", "--actions=-0.5,0.25", "--episodes", 4, "--seed", 3);
        assertEquals(4, table.rowCount());
        for (var row : table) {
            var task = Tasks.named(row.getString("task"));
            double action = row.getDouble("action");
            var expected = Evaluation.of(
                    task,
                    o -> {
                        double[] same = new double[o.length / task.observationSize() * task.actionSize()];
                        Arrays.fill(same, action);
                        return same;
                    },
                    4,
                    3,
                    1);
            assertEquals(expected.mean(), row.getDouble("return"), 1e-9 * Math.abs(expected.mean()));
            assertEquals(2 * expected.halfWidth(), row.getDouble("95 % high") - row.getDouble("95 % low"), 1e-6);
        }
        assertFalse(table.column("return").unique().size() < 4, "rows that say the same");
    }

    /** A table that lies among the data says of itself what was asked, and no folder of a machine. */
    @Test
    void whatWasAskedStandsBesideTheTable() throws IOException {
        study("--task", "cartpole", "--actions", "0.25", "--episodes", 2);
        var text = Files.readString(folder.resolve("out").resolve(StudyRecord.FILE));
        var record = JsonParser.parseString(text).getAsJsonObject();
        assertEquals(
                "{\"--actions\":[0.25],\"--episodes\":2,\"--seed\":0,\"--task\":[\"cartpole\"]}",
                record.get("plan").toString());
        assertEquals(Set.of("provenance", "plan"), record.keySet());
        assertFalse(text.contains(folder.toString()), text);
    }

    @ParameterizedTest
    @ValueSource(strings = {"return", "action", "task", "Angle", "95 % low", ""})
    void aMeasureNamedAsAnotherColumnIsRefused(String name) {
        var refused = assertThrows(IllegalArgumentException.class, () -> Measure.mean(name, (s, o, e) -> 0));
        assertTrue(refused.getMessage().contains("named '" + name + "'; allowed: lower case"), refused.getMessage());
    }

    /** A measure that only one of the tasks has stands in that task's rows and in no other. */
    @Test
    void aTaskWithoutAMeasureHasNoNumberThere() throws IOException {
        var file = Files.writeString(folder.resolve("Watched.java"), """
                import java.util.List;
                import org.tandemrl.task.*;
                public class Watched extends org.tandemrl.check.Point {
                    public String name() { return "watched"; }
                    public List<Measure> measures() { return List.of(Measure.mean("seven", (state, observation, e) -> 7)); }
                }
                """);
        var table = study("--task", "cartpole,watched", "--actions", "0,1", "--episodes", 2, "--task-jar", file);
        assertEquals(
                "[cartpole, cartpole, watched, watched]",
                table.stringColumn("task").asList().toString());
        for (int i = 0; i < 4; i++) {
            assertEquals(i < 2, table.column("seven").isMissing(i));
            assertEquals(i < 2 ? Double.NaN : 7, table.numberColumn("seven").getDouble(i));
        }
    }

    @Test
    void whatIsNotAllowedIsRefusedBeforeAFolderIsMade() {
        var out = folder.resolve("refused");
        CommandLines.run("study", "constant", "--task", "cartpole", "--episodes", 1, "--out", out)
                .refused(2, "--episodes is 1", "2 or more");
        CommandLines.run("study", "constant", "--task", "cartpole", "--actions", "0,2", "--out", out)
                .refused(2, "--actions has 2.0", "from -1 to 1");
        CommandLines.run("study", "constant", "--task", "cartpole", "--actions", "NaN", "--out", out)
                .refused(2, "--actions has NaN");
        CommandLines.run("study", "constant", "--task", "cartpole,hopp", "--out", out)
                .refused(1, "There is no task 'hopp'", "cartpole");
        assertFalse(Files.exists(out), "a folder of what was refused");
    }
}
