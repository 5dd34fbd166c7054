package org.tandemrl.sim.rigid;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ModelJsonTest {
    @Test
    void readsEveryRecordedRobot() throws IOException {
        int[][] sizes = {{2, 2, 0, 0}, {6, 6, 8, 0}, {9, 9, 16, 0}, {15, 14, 25, 0}, {28, 27, 35, 0}, {29, 24, 88, 152}
        };
        for (var robot : Recording.values()) {
            var model = robot.model();
            int[] size = sizes[robot.ordinal()];
            assertEquals(size[0], model.coordinates());
            assertEquals(size[1], model.freedoms());
            assertEquals(size[2], model.contacts().size());
            assertEquals(size[3], model.muscles().size());
        }
    }

    @Test
    void aFileWithoutAFieldIsRefusedWithTheFieldsName(@TempDir Path folder) throws IOException {
        var file = folder.resolve("broken.model.json");
        Files.writeString(file, "{\"env\": \"Broken\"}");
        var thrown = assertThrows(IllegalArgumentException.class, () -> ModelJson.read(file, new int[0]));
        assertTrue(thrown.getMessage().contains("joint_type"), thrown.getMessage());
        assertTrue(thrown.getMessage().contains("broken.model.json"), thrown.getMessage());
    }
}
