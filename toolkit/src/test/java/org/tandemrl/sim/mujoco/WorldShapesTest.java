package org.tandemrl.sim.mujoco;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.tandemrl.sim.Datasets;
import org.tandemrl.sim.robot.CompiledRobot;
import org.tandemrl.sim.robot.PhysicsConstants;
import org.tandemrl.sim.robot.Robots;

/** What stands in the world beside the robot, and robots of the other format, in MuJoCo. */
final class WorldShapesTest {
    @TempDir
    Path folder;

    @BeforeEach
    void mujocoIsInstalled() {
        assumeTrue(Mujoco.missing().isEmpty(), Mujoco.missing());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
        <geom type="plane" size="1 1 1"/>                                                       | 0
        <geom type="plane" size="1 1 1" pos="0 0 0.3"/>                                         | 0
        ~~                                                                                      | 0
        <geom type="plane" size="1 1 1"/><geom type="box" size="0.5 0.5 0.25" pos="1 2 0.25"/>  | 0.5
        <geom type="plane" size="1 1 1" pos="0 0 0.3"/><geom type="box" size="0.5 0.5 0.25" pos="1 2 0.25"/> | 0.2
        <body pos="1 0 0"><geom type="box" size="0.5 0.25 0.5" pos="0 2 0.25" euler="90 0 0"/></body> | 0.5
        <geom type="capsule" size="0.2" fromto="-1 2 0.4 3 2 0.4"/>                             | 0.6
        <geom type="sphere" size="3" contype="0" conaffinity="0"/><geom type="plane" size="1 1 1"/> | 0
        """)
    void aBallComesToRestOnWhatIsBelowIt(String world, double top) throws IOException {
        var file = folder.resolve("robot.xml");
        Files.writeString(
                file,
                "<mujoco><worldbody>" + world
                        + "<body pos='1 2 1'><joint type='slide' axis='0 0 1'/><geom size='0.1'/></body></worldbody></mujoco>");
        var robot = Robots.read(file, true);
        double ground = robot.compile(PhysicsConstants.ofControlRate(50, 8))
                .links()
                .getFirst()
                .parentToJoint()
                .py();
        try (var simulator = new MujocoSimulator(file, MujocoSettings.of(0.02, 10), 1, 1)) {
            double[] state = new double[2];
            for (int t = 0; t < 150; t++) {
                double[] next = new double[2];
                simulator.step(state, new double[0], next);
                state = next;
            }
            assertEquals(top + 0.1, ground + state[0], 5e-3);
        }
    }

    @Test
    void wordsOfNewerVersionsDoNotStopTheSimulation() throws IOException {
        var file = folder.resolve("robot.xml");
        Files.writeString(file, """
                <mujoco><size memory="1M"/><option integrator="implicitfast" ls_iterations="3"><flag eulerdamp="disable"/></option>
                <worldbody><geom name="floor" type="plane" size="1 1 1"/><body name="b"><joint name="j" actuatorfrcrange="-1 1"/><geom name="g" size="0.1"/></body></worldbody>
                <actuator><position joint="j" kp="1" kv="2" inheritrange="1"/></actuator>
                <contact><pair geom1="floor" geom2="g"/><exclude body1="b" body2="b"/></contact></mujoco>""");
        try (var simulator = new MujocoSimulator(file, MujocoSettings.of(0.02, 10), 1, 1)) {
            assertEquals(1, simulator.controlSize());
        }
    }

    @Test
    void theSameRobotInUrdfMovesAlike() throws IOException {
        // URDF has no word for armature.
        var mjcf = folder.resolve("go2.xml");
        Files.writeString(
                mjcf, Files.readString(Datasets.path("robots/go2.xml")).replace("armature=\"0.01\"", "armature=\"0\""));
        var start = CompiledRobot.named("go2").model();
        double[] state = Arrays.copyOf(start.qDefault(), start.coordinates() + start.freedoms());
        // In the air: URDF has no word for the softness of contacts.
        state[1] += 1;
        double[] control = new double[12];
        for (int u = 0; u < control.length; u++) {
            control[u] = u - 5;
        }
        double[][] after = new double[2][state.length];
        for (int k = 0; k < 2; k++) {
            var file = k == 0 ? mjcf : Datasets.path("robots/go2.urdf");
            try (var simulator = new MujocoSimulator(file, MujocoSettings.of(0.02, 10), 1, 1)) {
                assertEquals(12, simulator.controlSize());
                simulator.step(state, control, after[k]);
            }
        }
        assertArrayEquals(after[0], after[1], 1e-5);
    }
}
