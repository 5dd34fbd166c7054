package org.tandemrl.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tandemrl.sim.Datasets;

final class RobotCommandTest {
    @Test
    void showsWhatIsReadAndWarnsOfWhatIsLeftAside(@TempDir Path folder) throws IOException {
        for (String name : new String[] {"go2.xml", "go2.urdf"}) {
            var shown = CommandLines.run("robot", Datasets.path("robots").resolve(name));
            assertEquals(0, shown.exitCode(), shown.err());
            assertEquals("go2: 29 bodies, 12 motors, 15.0190 kg", shown.lastLine());
            assertTrue(shown.out().contains("revolute FL_calf_joint -2.723 … -0.8378"), shown.out());
        }
        var stander = CommandLines.run("robot", Datasets.root().resolve("docs/examples/stander.urdf"));
        assertTrue(
                stander.out()
                        .contains(
                                "motor ankle on ankle, -60.00 … 60.00 N·m; the file's control 1, dimensionless, is 60.00 N·m\n"),
                stander.out());
        assertTrue(
                stander.out().contains("A task's control is the force of each of these on its joint"), stander.out());
        var cart = CommandLines.run("robot", Datasets.path("robots").resolve("cartpole.xml"));
        assertTrue(
                cart.out().contains("on slider, -1000 … 1000 N; the file's control 1, dimensionless, is 1000 N\n"),
                cart.out());
        var file = folder.resolve("r.xml");
        Files.writeString(file, "<mujoco><asset/><worldbody><body><geom size='1'/></body></worldbody></mujoco>");
        var warned = CommandLines.run("robot", file);
        assertEquals(
                "warning: <asset> is left aside (first at line 1)", warned.err().strip());
        Files.writeString(file, "<mujoco><worldbody>\n<body><joint stiffnes='3'/></body></worldbody></mujoco>");
        CommandLines.run("robot", file)
                .refused(1, "r.xml:2: <joint>: attribute 'stiffnes' is not supported; allowed: actuatorfrclimited");
    }
}
