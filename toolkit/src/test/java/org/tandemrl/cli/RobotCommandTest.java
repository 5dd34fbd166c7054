package org.tandemrl.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tandemrl.sim.Datasets;
import org.tandemrl.sim.mujoco.Mujoco;

final class RobotCommandTest {
    @Test
    void showsWhatIsReadAndEndsWithAVerdict() {
        for (String name : new String[] {"go2.xml", "go2.urdf"}) {
            var shown = CommandLines.run("robot", Datasets.path("robots").resolve(name));
            assertEquals(0, shown.exitCode(), shown.err());
            says(
                    shown.out(),
                    "revolute FL_calf_joint -2.723 … -0.8378",
                    "go2, by Tandem's own reader\n",
                    "  freedoms       18 of 13 joints\n",
                    "  mass           15.0190 kg in 29 bodies\n",
                    "  actuators      12\n",
                    "  ground         the ",
                    "  sim.rigid      runs it (2 s of falling without a force, every value finite; 50.00 control steps a second of 20 substeps)\n",
                    Mujoco.missing().isEmpty()
                            ? "  sim.mujoco     runs it (2 s of falling without a force"
                            : "  sim.mujoco     not tried: MuJoCo 2.2.2");
            assertEquals("", shown.err());
        }
        var stander = CommandLines.run("robot", Datasets.root().resolve("docs/examples/stander.urdf"));
        says(
                stander.out(),
                "motor ankle on ankle, -60.00 … 60.00 N·m; the file's control 1, dimensionless, is 60.00 N·m\n",
                "A task's control is the force of each of these on its joint");
        var cart = CommandLines.run("robot", Datasets.path("robots").resolve("cartpole.xml"));
        says(cart.out(), "on slider, -1000 … 1000 N; the file's control 1, dimensionless, is 1000 N\n");
    }

    @Test
    void whatIsLeftAsideIsALineAndListedIfAsked(@TempDir Path folder) throws IOException {
        var file = folder.resolve("r.xml");
        Files.writeString(file, """
                <mujoco><asset/><sensor/><worldbody><body pos="0 0 1"><freejoint/><geom size="1" rgba="1 1 1 1"/>
                <body><joint frictionloss="0.1"/><geom size="1" rgba="1 1 1 1" solref="1 1"/></body></body></worldbody></mujoco>""");
        var shown = CommandLines.run("robot", file);
        says(
                shown.out(),
                "  left aside     looks 3, solver settings 1, sensors 1\n",
                "  not simulated  dry friction of joints 1: the motion differs from the file's by it (--verbose lists it)\n");
        assertFalse(shown.out().contains("'rgba'"), shown.out());
        says(
                CommandLines.run("robot", "--verbose", file).out(),
                "attribute 'rgba' of <geom> is left aside (first at line 1, 2 times)\n");
        Files.writeString(file, "<mujoco><worldbody>\n<body><joint stiffnes='3'/></body></worldbody></mujoco>");
        CommandLines.run("robot", file)
                .refused(1, "r.xml:2: <joint>: attribute 'stiffnes' is not supported; allowed: actuatorfrclimited");
    }

    @Test
    void aRobotAmongObstaclesIsReadWithTheGroundOnly(@TempDir Path folder) throws IOException {
        var file = folder.resolve("r.xml");
        Files.writeString(file, """
                <mujoco><worldbody><geom type="plane" size="1 1 1"/><geom type="box" size="1 1 1" pos="5 0 0"/>
                <body pos="0 0 1"><freejoint/><geom size="0.5"/></body></worldbody></mujoco>""");
        CommandLines.run("robot", file).refused(1, "r.xml:1: <geom>: the world has a box that the robot can touch");
        var shown = CommandLines.run("robot", "--ground-only", file);
        assertEquals(0, shown.exitCode(), shown.err());
        says(shown.out(), "  not simulated  obstacles of the world 1: the motion differs", "  sim.rigid      runs it");
    }

    @Test
    void aRobotThatNoSimulatorRunsIsSaidToBeSo(@TempDir Path folder) throws IOException {
        var file = folder.resolve("r.xml");
        // A joint that moves nothing that resists.
        Files.writeString(file, "<mujoco><worldbody><body name='ghost'><joint/></body></worldbody></mujoco>");
        var shown = CommandLines.run("robot", file);
        assertEquals(1, shown.exitCode());
        says(
                shown.out(),
                "  sim.rigid      not with 60.00 control steps a second of 256 substeps: ",
                "link 'ghost' moves but");
    }

    private static void says(String text, String... parts) {
        for (String part : parts) {
            assertTrue(text.contains(part), () -> text + "\nshould say: " + part);
        }
    }
}
