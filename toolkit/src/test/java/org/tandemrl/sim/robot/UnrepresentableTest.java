package org.tandemrl.sim.robot;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.tandemrl.sim.rigid.RigidModel;

/** What public models say beyond trees of rigid bodies: refused by its physical reason, or left aside and counted. */
final class UnrepresentableTest {
    private static final PhysicsConstants CONSTANTS = PhysicsConstants.ofControlRate(50, 40);
    private static final String BODY =
            "<worldbody><body name='b'><joint name='j'/><site name='s'/><geom size='0.1'/><body name='c'><joint name='k'/><geom size='0.1'/></body></body></worldbody>";

    @TempDir
    Path folder;

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
        <option density="4000" viscosity="0.1"/>                               | 2: <option>: a fluid (density 4000, viscosity 0.1) whose drag and lift act on every body
        <option collision="predefined"/>                                       | contacts of named pairs only
        <tendon><spatial stiffness="3"><site site="s"/></spatial></tendon>     | 2: <spatial>: a tendon with stiffness 3, which pulls at the bodies along it
        <tendon><fixed damping="1"><joint joint="j" coef="1"/></fixed></tendon> | a tendon with damping 1
        <default><tendon frictionloss="2"/></default><tendon><fixed/></tendon> | <fixed>: a tendon with frictionloss 2
        <tendon><fixed limited="true" range="0 1"/></tendon>                   | a tendon of limited length (range 0 1)
        <equality><weld body1="b" body2="c"/></equality>                       | <weld>: a constraint that welds two bodies together: its effect on the motion would be lost
        <equality><connect body1="b" body2="c" anchor="0 0 0"/></equality>     | holds two bodies together at a point and closes a loop
        <equality><joint joint1="j" joint2="k" polycoef="0 1 0 0 0"/></equality> | makes one joint follow another
        <equality><flex flex="f"/></equality>                                  | an equality constraint (flex)
        <actuator><muscle joint="j"/></actuator>                               | <muscle>: a muscle of MuJoCo's kind, whose force depends on its length, speed and activation
        <actuator><general joint="j" dyntype="muscle"/></actuator>             | a muscle of MuJoCo's kind
        <actuator><cylinder joint="j"/></actuator>                             | a pneumatic cylinder, whose pressure lags behind
        <actuator><intvelocity joint="j"/></actuator>                          | a servo that integrates its control
        <actuator><adhesion body="b"/></actuator>                              | makes a body stick
        <actuator><motor tendon="t"/></actuator>                               | an actuator that pulls a tendon (tendon="t")
        <actuator><motor site="s"/></actuator>                                 | an actuator that pushes a site
        <actuator><general joint="j" dyntype="filter"/></actuator>             | 'dyntype' is "filter"; allowed: "none"
        <extension><plugin plugin="x"/></extension>                            | forces of a plugin, whose law stands in a program
        <deformable><flex/></deformable>                                       | a deformable body
        <worldbody><body><composite type="rope"/></body></worldbody>           | <composite>: a composite of many bodies
        <worldbody><body gravcomp="1"/></worldbody>                            | a body whose weight is lifted (gravcomp 1)
        <worldbody><body mocap="true"/></worldbody>                            | a body that a program moves (mocap)
        <worldbody><body><joint type="free" damping="1"/></body></worldbody>   | a free joint with damping 1
        <worldbody><body><joint type="ball" range="0 1"/></body></worldbody>   | limits are supported for hinge and slide
        <worldbody><geom type="hfield" hfield="h"/></worldbody>                | the world has terrain (a height field) that the robot can touch
        <worldbody><body><geom type="hfield" hfield="h"/></body></worldbody>   | <geom>: terrain (a height field)
        <worldbody><geom type="box" size="1 1 1"/></worldbody>                 | the world has a box that the robot can touch, and sim.rigid knows one ground plane
        <worldbody><body name="table"><geom size="1"/></body></worldbody>      | the world has a sphere that the robot can touch
        <worldbody><geom type="plane"/><geom type="plane"/></worldbody>        | the world has a second plane
        """)
    void whatChangesTheMotionIsRefusedByItsPhysicalReason(String section, String message) throws IOException {
        var file = folder.resolve("robot.xml");
        Files.writeString(file, "<mujoco>\n" + section + "\n" + BODY + "</mujoco>");
        var e = assertThrows(RobotException.class, () -> Robots.read(file));
        assertTrue(
                e.getMessage().contains("robot.xml:2: <") && e.getMessage().contains(message),
                () -> e.getMessage() + "\nshould say: " + message);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
        <option timestep="0.002" ls_iterations="5" noslip_iterations="3"/>     | solver settings 3
        <option density="0" viscosity="0"/>                                    | ~~
        <visual/><asset><texture/></asset><statistic/><size/><custom/>         | looks 2, user data 3
        <sensor/><keyframe><key/></keyframe><contact><exclude/></contact>      | sensors 1, keyframes 1, contact pairs and exclusions 1, sites 1
        <compiler meshdir="m" assetdir="a" boundmass="0" settotalmass="-1"/>   | looks 2, sites 1
        <tendon><fixed><joint joint="j" coef="1"/></fixed></tendon>            | tendons and constraints without effect 1
        <equality><weld body1="b" body2="c" active="false"/></equality>        | tendons and constraints without effect 1
        <default><velocity kv="1"/><tendon width="1"/><mesh scale="1 1 1"/><equality/><muscle/><material/></default> | sites 1
        <extension/><deformable><skin/></deformable>                           | looks 1
        <worldbody><geom type="box" size="1 1 1" contype="0" conaffinity="0"/><light/></worldbody> | looks 2
        <worldbody><body><joint frictionloss="0" solreflimit="0.1 1"/><geom size="1" rgba="1 1 1 1" material="m"/></body></worldbody> | looks 2, solver settings 1
        <actuator><position joint="j" kp="3" ctrlrange="-2 1" inheritrange="1"/></actuator> | bounds of controls 2
        """)
    void whatDoesNotIsLeftAsideAndCounted(String section, String summary) throws IOException {
        var file = folder.resolve("robot.xml");
        Files.writeString(file, "<mujoco>\n" + section + "\n" + BODY + "</mujoco>");
        var robot = Robots.read(file);
        String all = LeftAside.summary(robot.leftAside(), false);
        for (String part : summary.split(", ")) {
            assertTrue(all.contains(part), all);
        }
        assertEquals("", LeftAside.summary(robot.leftAside(), true));
    }

    @Test
    void dryFrictionAndUntouchedMeshesAreCountedAmongWhatMovesTheRobot() throws IOException {
        var file = folder.resolve("robot.xml");
        Files.writeString(file, """
                <mujoco><default><joint frictionloss="0.2"/></default><worldbody><body><joint/>
                <inertial pos="0 0 0" mass="1" diaginertia="1 1 1"/><geom type="mesh" mesh="m"/>
                <geom type="mesh" mesh="v" contype="0" conaffinity="0"/>
                <body><joint name="k"/>
                <joint axis="1 0 0" name="l" frictionloss="0"/><geom size="0.1"/></body></body></worldbody></mujoco>""");
        var robot = Robots.read(file);
        assertEquals(
                "dry friction of joints 2, meshes and ellipsoids that the ground does not touch 1",
                LeftAside.summary(robot.leftAside(), true));
        assertEquals("looks 1", LeftAside.summary(robot.leftAside(), false));
        assertTrue(
                robot.notes().contains("attribute 'frictionloss' of <joint> is left aside (first at line 1, 2 times)"),
                robot.notes()::toString);
    }

    @Test
    void withTheGroundOnlyARobotIsReadWithoutTheRestOfItsWorld() throws IOException {
        var file = folder.resolve("robot.xml");
        Files.writeString(file, """
                <mujoco><worldbody>
                  <geom type="plane" size="1 1 1"/><geom type="box" size="1 1 1" pos="3 0 0"/><geom type="hfield" hfield="h"/>
                  <body name="table"><geom size="1"/></body>
                  <body name="b"><freejoint/><geom size="0.1"/></body>
                </worldbody></mujoco>""");
        assertThrows(RobotException.class, () -> Robots.read(file));
        var robot = Robots.read(file, true);
        assertEquals(List.of("b"), robot.bodies().stream().map(Robot.Body::name).toList());
        assertEquals("obstacles of the world 3", LeftAside.summary(robot.leftAside(), true));
        // Constants beside the file may say so, for every command and task.
        var constants = folder.resolve("robot.json");
        String json =
                "{\"controlRate\": 50, \"substeps\": 4, \"contact\": {\"stiffness\": 1, \"damping\": 1, \"friction\": 1}, \"limits\": {\"stiffness\": 1, \"damping\": 0}";
        Files.writeString(constants, json + "}");
        assertThrows(RobotException.class, () -> CompiledRobot.read(file));
        Files.writeString(constants, json + ", \"groundOnly\": true}");
        assertEquals(1, CompiledRobot.read(file).model().links().size());
        Files.writeString(constants, json + ", \"groundOnly\": 1}");
        var e = assertThrows(RobotException.class, () -> CompiledRobot.read(file));
        assertTrue(e.getMessage().endsWith("robot.json: 'groundOnly' is 1; allowed: true or false"), e.getMessage());
    }

    @Test
    void heightsCountFromALevelPlaneAndATiltedOneTiltsGravity() throws IOException {
        var high = read("<geom type='plane' pos='5 6 0.25' size='1 1 1'/>", "0 0 2");
        assertEquals("the file's plane at 0.2500 m; heights count from it", high.ground());
        assertEquals(1.75, high.compile(CONSTANTS).qDefault()[1], 1e-12);
        assertEquals(0, high.compile(CONSTANTS).qDefault()[0], 1e-12);
        var tilted = read("<geom type='plane' euler='0 30 0' size='1 1 1'/>", "0 0 2");
        RigidModel model = tilted.compile(CONSTANTS);
        // A slope of 30° towards +x: what slides down it moves along +x.
        assertEquals(9.81 * 0.5, model.gravity()[0], 1e-12);
        assertEquals(-9.81 * Math.sqrt(0.75), model.gravity()[1], 1e-12);
        assertEquals(2 * Math.sqrt(0.75), model.qDefault()[1], 1e-12);
        assertTrue(tilted.ground().contains("tilted by 30.00°"), tilted.ground());
        var level = read("<geom type='plane' euler='0 0 30' size='1 1 1'/>", "0 0 2");
        assertEquals("the file's plane", level.ground());
    }

    private Robot read(String plane, String pos) throws IOException {
        var file = folder.resolve("robot.xml");
        Files.writeString(
                file,
                "<mujoco><worldbody>" + plane + "<body pos='" + pos
                        + "'><freejoint/><geom size='0.1'/></body></worldbody></mujoco>");
        return Robots.read(file);
    }

    @Test
    void shapesWhoseBitsMeetNothingOfTheWorldTouchNothing() throws IOException {
        String rail = """
                <mujoco><default><geom contype="%s"/></default><worldbody><geom type="capsule" size="0.02 1"/>
                <body><joint type="slide"/><geom size="0.1"/></body></worldbody></mujoco>""";
        var file = folder.resolve("robot.xml");
        Files.writeString(file, rail.formatted("0"));
        var robot = Robots.read(file);
        assertEquals(0, robot.compile(CONSTANTS).contacts().size());
        assertEquals("none: the file's robot touches nothing", robot.ground());
        Files.writeString(file, rail.formatted("1"));
        assertThrows(RobotException.class, () -> Robots.read(file));
    }

    @Test
    void whatFlagsSwitchOffIsOff() throws IOException {
        String text = """
                <mujoco><option><flag %s/></option><worldbody><body><joint range="0 1" stiffness="2" damping="3"/><geom size="0.1"/></body>
                </worldbody></mujoco>""";
        var file = folder.resolve("robot.xml");
        Files.writeString(file, text.formatted("energy='enable'"));
        var on = Robots.read(file).compile(CONSTANTS);
        Files.writeString(
                file, text.formatted("gravity='disable' contact='disable' limit='disable' passive='disable'"));
        var off = Robots.read(file).compile(CONSTANTS);
        assertEquals(-9.81, on.gravity()[1]);
        assertEquals(0, off.gravity()[1]);
        assertEquals(1, on.contacts().size());
        assertEquals(0, off.contacts().size());
        var a = on.links().getFirst();
        var b = off.links().getFirst();
        assertEquals(
                List.of(Math.toRadians(1), 2.0, 3.0), List.of(a.upper()[0], a.targetStiffness(), a.targetDamping()));
        assertEquals(List.of(1e6, 0.0, 0.0), List.of(b.upper()[0], b.targetStiffness(), b.targetDamping()));
    }

    @Test
    void aVelocityServoPushesByTheSpeedThatIsMissing() throws IOException {
        var file = folder.resolve("robot.xml");
        Files.writeString(file, "<mujoco>" + BODY + """
                <actuator><velocity joint="j" kv="3" gear="2" forcerange="-9 9"/><motor joint="k" gear="4"/></actuator></mujoco>""");
        var motors = Robots.read(file).motors();
        // gear·kv·(c − gear·q̇)
        assertEquals(2 * 3 * (1 - 2 * 0.25), motors.getFirst().force(1, 7, 0.25), 1e-12);
        assertEquals(18, motors.getFirst().force(10, 0, 0), 1e-12);
        assertEquals(4 * 0.5, motors.get(1).force(0.5, 0, 0), 1e-12);
    }

    @Test
    void includedPartsStandWhereTheyAreIncluded() throws IOException {
        Files.createDirectories(folder.resolve("parts/deep"));
        Files.writeString(folder.resolve("parts/leg.xml"), """
                <mujocoinclude>
                  <body name="leg"><joint/><geom size="0.1"/><include file="parts/deep/foot.xml"/></body>
                </mujocoinclude>""");
        Files.writeString(folder.resolve("parts/deep/foot.xml"), """
                <mujoco><body name="foot">
                  <joint stiffness="-1"/><geom size="0.1" rgba="1 1 1 1"/></body></mujoco>""");
        var file = folder.resolve("robot.xml");
        Files.writeString(
                file,
                "<mujoco><worldbody><body name='b'><geom size='1'/><include file='./parts/leg.xml'/></body></worldbody></mujoco>");
        var e = assertThrows(RobotException.class, () -> Robots.read(file));
        assertTrue(e.getMessage().contains("foot.xml:2: <joint>: 'stiffness' is -1.0"), e.getMessage());
        Files.writeString(
                folder.resolve("parts/deep/foot.xml"),
                Files.readString(folder.resolve("parts/deep/foot.xml")).replace("-1", "1"));
        var robot = Robots.read(file);
        assertEquals(
                List.of("b", "leg", "foot"),
                robot.bodies().stream().map(Robot.Body::name).toList());
        assertEquals(List.of("attribute 'rgba' of <geom> is left aside (first at foot.xml:2)"), robot.notes());
    }
}
