package org.tandemrl.sim.robot;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.tandemrl.sim.Datasets;
import org.tandemrl.sim.rigid.JointType;
import org.tandemrl.sim.rigid.RigidModel;
import org.tandemrl.sim.rigid.RigidSimulator;
import org.tandemrl.sim.rigid.Transform;

final class UrdfTest {
    private static final PhysicsConstants CONSTANTS = PhysicsConstants.ofControlRate(50, 4);

    @TempDir
    Path folder;

    @Test
    void go2IsTheSameRobotInBothFormats() {
        var constants = Robots.constants("go2");
        var mjcf = Robots.read(Datasets.path("robots/go2.xml"));
        var urdf = Robots.read(Datasets.path("robots/go2.urdf"));
        var a = mjcf.compile(constants);
        var b = urdf.compile(constants);
        assertEquals(29, a.links().size());
        assertEquals(a.links().size(), b.links().size());
        assertEquals(
                15.019, a.links().stream().mapToDouble(RigidModel.Link::mass).sum(), 1e-12);
        for (int i = 0; i < a.links().size(); i++) {
            var x = a.links().get(i);
            var y = b.links().get(i);
            assertEquals(x.name(), y.name());
            assertEquals(x.parent(), y.parent());
            assertEquals(x.type(), y.type());
            close(x.name(), numbers(x.parentToJoint()), numbers(y.parentToJoint()));
            close(x.name(), numbers(x.linkToCenter()), numbers(y.linkToCenter()));
            close(x.name(), x.axis(), y.axis());
            assertEquals(x.mass(), y.mass(), 0);
            close(x.name(), x.inertia(), y.inertia());
            close(x.name(), x.lower(), y.lower());
            close(x.name(), x.upper(), y.upper());
            close(x.name(), x.armature(), y.armature());
        }
        assertEquals(a.contacts().size(), b.contacts().size());
        for (int i = 0; i < a.contacts().size(); i++) {
            assertEquals(a.contacts().get(i).link(), b.contacts().get(i).link());
            close(
                    "contact " + i,
                    a.contacts().get(i).point(),
                    b.contacts().get(i).point());
            assertEquals(a.contacts().get(i).radius(), b.contacts().get(i).radius());
        }
        close("start", a.qDefault(), b.qDefault());
        assertArrayEquals(a.actuated(), b.actuated());
        assertEquals(12, mjcf.motors().size());
        for (int i = 0; i < 12; i++) {
            var x = mjcf.motors().get(i);
            var y = urdf.motors().get(i);
            assertEquals(
                    List.of(x.joint(), x.gear(), x.lower(), x.upper()),
                    List.of(y.joint(), y.gear(), y.lower(), y.upper()));
        }
        assertEquals(30.1, urdf.bodies().get(3).joints().getFirst().speed());
    }

    @Test
    void go2StandsOnItsFeetUnderTheControlItWasTrainedWith() {
        var model = Robots.model("go2");
        double[] state = java.util.Arrays.copyOf(model.qDefault(), 19 + 18);
        double[] next = state.clone();
        double[] control = new double[12];
        try (var simulator = new RigidSimulator(model, 1, 1)) {
            for (int step = 0; step < 100; step++) {
                for (int i = 0; i < 12; i++) {
                    control[i] = 20 * (model.qDefault()[7 + i] - state[7 + i]) - 0.5 * state[19 + 6 + i];
                }
                simulator.step(state, control, next);
                var swap = state;
                state = next;
                next = swap;
            }
        }
        assertTrue(state[1] > 0.2 && state[1] < 0.34, "the base stands at " + state[1] + " m");
        // The base's z axis, the world's y when upright.
        double upright = Frames.rotate(new Transform(0, 0, 0, state[3], state[4], state[5], state[6]), 0, 0, 1)[1];
        assertTrue(upright > 0.98, "upright " + upright);
        assertTrue(Math.abs(state[20]) < 0.5, "it turns at " + state[20] + " rad/s");
    }

    @Test
    void readsATreeWithAFixedBaseASlideAndTurnedLinks() throws IOException {
        var robot = read("""
            <robot name="arm">
              <material name="red"/>
              <link name="world"/>
              <joint name="foot" type="fixed"><parent link="world"/><child link="base"/><origin xyz="0 0 1"/></joint>
              <link name="hand">
                <visual/>
                <inertial><origin xyz="0 0 0.1" rpy="0 0 1.5707963267948966"/><mass value="2"/>
                  <inertia ixx="0.1" ixy="0" ixz="0" iyy="0.2" iyz="0" izz="0.25"/></inertial>
                <collision name="palm"><geometry><capsule radius="0.1" length="0.4"/></geometry></collision>
                <collision><geometry><mesh filename="x.stl"/></geometry></collision>
              </link>
              <link name="base"/>
              <joint name="slide" type="prismatic">
                <parent link="base"/><child link="hand"/><origin rpy="0.1 0.2 0.3"/><axis xyz="0 0 2"/>
                <limit lower="-1" upper="2" velocity="3"/><dynamics damping="4" friction="5"/>
              </joint>
            </robot>""");
        var model = robot.compile(CONSTANTS);
        assertEquals(
                List.of("world", "base", "hand"),
                model.links().stream().map(RigidModel.Link::name).toList());
        assertEquals(
                List.of(JointType.FIXED, JointType.FIXED, JointType.PRISMATIC),
                model.links().stream().map(RigidModel.Link::type).toList());
        var hand = model.links().get(2);
        assertArrayEquals(new double[] {0.2, 0, 0, 0, 0.1, 0, 0, 0, 0.25}, hand.inertia(), 1e-15);
        assertEquals(0.1, hand.linkToCenter().pz(), 1e-15);
        assertEquals(4, hand.targetDamping());
        assertEquals(2, hand.upper()[0]);
        assertEquals(2, model.contacts().size());
        // Rz(0.3) Ry(0.2) Rx(0.1): the first column is (cos y cos z, cos y sin z, −sin y).
        double[] r = Frames.matrix(hand.parentToJoint());
        close(
                "rpy",
                new double[] {Math.cos(0.2) * Math.cos(0.3), Math.cos(0.2) * Math.sin(0.3), -Math.sin(0.2)},
                new double[] {r[0], r[3], r[6]});
        assertEquals(
                new Robot.Motor("slide", 0, 1, 0, 0, Double.NEGATIVE_INFINITY, Double.POSITIVE_INFINITY),
                robot.motors().getFirst());
        assertEquals(
                List.of(
                        "<material> is left aside (first at line 2)",
                        "attribute 'friction' of <dynamics> is left aside (first at line 15)",
                        "<visual> is left aside (first at line 6)",
                        "<mesh> (neither drawn nor touched by the ground) is left aside (first at line 10)"),
                robot.notes());
    }

    @Test
    void wordsForOtherProgramsAreLeftAside() throws IOException {
        var robot = read("""
            <robot name="arm" xmlns:xacro="http://ros.org/wiki/xacro" xmlns:x="y">
              <mujoco><compiler meshdir="../meshes" fusestatic="false"/></mujoco>
              <link name="a"/><link name="b"/><ros2_control/>
              <joint name="j" type="fixed" dont_collapse="true"><parent link="a"/><child link="b"/></joint>
            </robot>""");
        assertEquals("hints for other programs 3", LeftAside.summary(robot.leftAside(), false));
    }

    @Test
    void theRootFloatsOrNotAsAsked() throws IOException {
        String text = "<robot><link name='a'>" + INERTIAL + "</link></robot>";
        assertEquals(
                JointType.FREE,
                read(text).bodies().getFirst().joints().getFirst().type());
        assertEquals(
                List.of(),
                Urdf.read(folder.resolve("robot.urdf"), false)
                        .bodies()
                        .getFirst()
                        .joints());
        var floating = read("<robot><link name='world'/><link name='a'>" + INERTIAL
                + "</link><joint name='j' type='floating'><parent link='world'/><child link='a'/></joint></robot>");
        assertEquals(-1, floating.bodies().get(1).parent());
        assertEquals(JointType.FREE, floating.compile(CONSTANTS).links().get(1).type());
    }

    private static final String INERTIAL =
            "<inertial><mass value='1'/><inertia ixx='1' ixy='0' ixz='0' iyy='1' iyz='0' izz='1'/></inertial>";

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
        <link/>                                                      | 2: <link>: attribute 'name' is missing
        <link name="a"/>                                             | there is already a link named "a"
        <link name="c"/>                                             | links c, a hang on nothing; allowed: one root
        <link name="c"><tendon/></link><joint name="k" type="fixed"><parent link="a"/><child link="c"/></joint> | <tendon>: not supported in <link>; allowed: collision, inertial
        <joint name="j" type="fixed"><parent link="a"/><child link="b"/></joint> | there is already a joint named "j"
        <joint name="k" type="fixed"/>                               | <joint>: <parent> is missing
        <joint name="k" type="fixed"><parent link="x"/></joint>      | <parent>: there is no link "x"; there are a, b
        <joint name="k" type="fixed"><parent link="a"/><child link="b"/></joint> | link "b" already hangs on the joint at line
        <joint name="k" type="fixed"><parent link="b"/><child link="a"/></joint> | every link hangs on another, in a circle
        <link name="c"/><link name="d"/><joint name="k" type="fixed"><parent link="c"/><child link="d"/></joint><joint name="l" type="fixed"><parent link="d"/><child link="c"/></joint> | link "c" hangs in a circle of joints; allowed: a tree
        <link name="c"/><joint name="k" type="planar"><parent link="a"/><child link="c"/></joint> | 'type' is "planar"; allowed: "revolute", "continuous"
        <link name="c"/><joint name="k"><parent link="a"/><child link="c"/></joint> | attribute 'type' is missing
        <link name="c"/><joint name="k" type="floating"><parent link="a"/><child link="c"/></joint> | a floating joint must hang on an empty, fixed root link
        <link name="c"/><joint name="k" type="revolute"><parent link="a"/><child link="c"/></joint> | a revolute joint needs <limit
        <link name="c"/><joint name="k" type="revolute"><parent link="a"/><child link="c"/><limit lower="1" upper="-1"/></joint> | 'lower' is 1.0, 'upper' -1.0; allowed
        <link name="c"/><joint name="k" type="revolute"><parent link="a"/><child link="c"/><limit lower="1" upper="NaN"/></joint> | 'upper' is "NaN"
        <link name="c"/><joint name="k" type="continuous"><parent link="a"/><child link="c"/><axis xyz="0 0 0"/></joint> | 'xyz' is "0 0 0"; its direction must not be zero
        <link name="c"/><joint name="k" type="continuous"><parent link="a"/><child link="c"/><axis/></joint> | attribute 'xyz' is missing
        <link name="c"/><joint name="k" type="continuous"><parent link="a"/><child link="c"/><origin xyz="0 0"/></joint> | 'xyz' is "0 0"; allowed: 3 numbers
        <link name="c"/><joint name="k" type="continuous"><parent link="a"/><parent link="b"/><child link="c"/></joint> | there is already a <parent> at line
        """)
    void refusesWrongTreesWithAPlaceAndWhatIsAllowed(String content, String message) {
        refused(
                "<robot>\n" + content
                        + "\n<link name='a'/><link name='b'/><joint name='j' type='fixed'><parent link='a'/><child link='b'/></joint></robot>",
                message);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
        <inertial/>                                                  | <inertial>: <mass> is missing
        <inertial><mass value="1"/></inertial>                       | <inertial>: <inertia> is missing
        <inertial><mass value="-1"/><inertia ixx="1" ixy="0" ixz="0" iyy="1" iyz="0" izz="1"/></inertial> | 'value' is -1.0; allowed: 0 or more
        <inertial><mass value="1"/><inertia ixx="1" ixy="0" ixz="0" iyy="1" iyz="0"/></inertial> | attribute 'izz' is missing
        <inertial><mass value="1"/><inertia ixx="0" ixy="0" ixz="0" iyy="0" iyz="0" izz="0"/></inertial> | principal moments [0.0, 0.0, 0.0]
        <inertial><mass value="0"/><inertia ixx="1" ixy="0" ixz="0" iyy="1" iyz="0" izz="1"/></inertial> | the mass is 0.0 kg
        <collision/>                                                 | <collision>: <geometry> is missing
        <collision><geometry/></collision>                           | <geometry>: allowed: one of box, capsule
        <collision><geometry><cone/></geometry></collision>          | <cone>: not supported in <geometry>; allowed: box, capsule, cylinder, mesh, sphere
        <collision><geometry><sphere radius="0"/></geometry></collision> | 'radius' is "0"; allowed: above 0
        <collision><geometry><box size="1 1"/></geometry></collision> | 'size' is "1 1"; allowed: 3 numbers
        <collision><geometry><cylinder radius="1"/></geometry></collision> | attribute 'length' is missing
        """)
    void refusesWrongLinksWithAPlaceAndWhatIsAllowed(String content, String message) {
        refused("<robot><link name='a'>" + content + "</link></robot>", message);
    }

    @Test
    void aFileOfNeitherFormatIsRefusedByItsOutermostElement() throws IOException {
        Path file = folder.resolve("robot.sdf");
        Files.writeString(file, "<sdf/>");
        var e = assertThrows(RobotException.class, () -> Robots.read(file));
        assertTrue(
                e.getMessage().endsWith("1: <sdf>: the outermost element must be <mujoco> (MJCF) or <robot> (URDF)"),
                e.getMessage());
    }

    private void refused(String text, String message) {
        var e = assertThrows(RobotException.class, () -> read(text));
        assertTrue(
                e.getMessage().contains("robot.urdf") && e.getMessage().contains(message),
                () -> e.getMessage() + "\nshould say: " + message);
    }

    private Robot read(String text) throws IOException {
        Path file = folder.resolve("robot.urdf");
        Files.writeString(file, text.lines().collect(Collectors.joining("\n")));
        return Urdf.read(file);
    }

    private static void close(String what, double[] expected, double[] actual) {
        assertArrayEquals(expected, actual, 1e-12, what);
    }

    private static double[] numbers(Transform t) {
        return new double[] {t.px(), t.py(), t.pz(), t.qx(), t.qy(), t.qz(), t.qw()};
    }
}
