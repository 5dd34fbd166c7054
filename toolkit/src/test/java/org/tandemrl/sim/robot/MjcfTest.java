package org.tandemrl.sim.robot;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.tandemrl.sim.Datasets;
import org.tandemrl.sim.rigid.JointType;
import org.tandemrl.sim.rigid.RigidModel;
import org.tandemrl.sim.rigid.Transform;

final class MjcfTest {
    private static final PhysicsConstants CONSTANTS = PhysicsConstants.ofControlRate(50, 4);

    @TempDir
    Path folder;

    @Test
    void readsBallJointsBoxesMassesAndWelds() throws IOException {
        var robot = read("""
            <mujoco model="test">
              <option gravity="0 0 -3.7" timestep="0.002"/>
              <worldbody>
                <geom type="plane" size="5 5 1"/>
                <body name="base" pos="1 2 3" quat="0 0 0 2">
                  <freejoint name="root"/>
                  <geom type="box" size="1 2 3" mass="6"/>
                  <body name="arm" pos="0 0 1">
                    <joint name="shoulder" type="ball" damping="2"/>
                    <geom type="sphere" size="0.1" pos="0 0 0.5"/>
                    <body name="hand" pos="0 0 2" axisangle="0 0 1 90"/>
                  </body>
                </body>
              </worldbody>
            </mujoco>""");
        assertEquals(List.of("attribute 'timestep' of <option> is left aside (first at line 2)"), robot.notes());
        var model = robot.compile(CONSTANTS);
        assertEquals(
                List.of(JointType.FREE, JointType.BALL, JointType.FIXED),
                model.links().stream().map(RigidModel.Link::type).toList());
        assertArrayEquals(new double[] {0, -3.7, 0}, model.gravity(), 0);
        // Half turn about z up (our y), then z up to y up: W·(0,0,1,0) with W = −90° about x.
        double s = Math.sqrt(0.5);
        assertArrayEquals(new double[] {1, 3, -2, 0, s, s, 0, 0, 0, 0, 1}, model.qDefault(), 1e-15);
        var base = model.links().getFirst();
        assertEquals(6, base.mass(), 1e-12);
        assertArrayEquals(
                new double[] {26, 0, 0, 0, 20, 0, 0, 0, 10}, base.inertia(), 1e-12); // m/3 of squared half extents
        assertEquals(2, model.links().get(1).targetDamping());
        assertEquals(0, model.links().get(2).mass());
        assertEquals(8 + 1, model.contacts().size());
        assertArrayEquals(new double[] {-1, -2, -3}, model.contacts().getFirst().point(), 1e-15);
    }

    @Test
    void anExactInertiaDoesNotDependOnHowTheBodyIsTurned() throws IOException {
        // One rod twice: along the body's x axis, and along z in a body of its own turned by 90°.
        var a = one("<geom type='capsule' fromto='-0.3 0 0 0.3 0 0' size='0.05'/>");
        var b = one("<geom type='capsule' size='0.05 0.3' axisangle='0 1 0 90'/>");
        assertArrayEquals(a.inertia(), b.inertia(), 1e-15);
        // Obliquely: the small moment is about the rod's own direction d, dᵀ I d.
        var c = one("<geom type='capsule' fromto='0 0 0 0.36 0.48 0' size='0.05'/>");
        double[] d = {0.6, 0.8, 0};
        double along = 0;
        for (int i = 0; i < 9; i++) {
            along += d[i / 3] * c.inertia()[i] * d[i % 3];
        }
        assertEquals(a.inertia()[0], along, 1e-12);
        assertArrayEquals(
                new double[] {0.18, 0.24, 0},
                new double[] {c.linkToCenter().px(), c.linkToCenter().py(), 0},
                1e-12);
    }

    @Test
    void theInertialOfABodyCountsInPlaceOfItsShapes() throws IOException {
        var link = one("<geom size='0.1'/><inertial pos='1 2 3' euler='0 0 90' mass='2' diaginertia='0.1 0.2 0.25'/>");
        assertEquals(2, link.mass());
        assertArrayEquals(new double[] {0.2, 0, 0, 0, 0.1, 0, 0, 0, 0.25}, link.inertia(), 1e-15);
        assertEquals(new Transform(1, 2, 3, 0, 0, 0, 1), link.linkToCenter());
        var full = one("<inertial pos='0 0 0' mass='2' fullinertia='1 2 2.5 0.1 0.2 0.3'/>");
        assertArrayEquals(new double[] {1, 0.1, 0.2, 0.1, 2, 0.3, 0.2, 0.3, 2.5}, full.inertia(), 0);
    }

    @Test
    void fiveWaysToSayADirectionSayTheSame() throws IOException {
        // A rod along its z axis, which each of them turns onto the body's x axis.
        double[] expected =
                one("<geom type='cylinder' size='0.1 1' xyaxes='0 1 0 0 0 1'/>").inertia();
        for (String direction : List.of(
                "euler='20 90 0'",
                "axisangle='1 1 1 120'",
                "quat='0.5 0.5 0.5 0.5'",
                "zaxis='1 0 0'",
                "xyaxes='0 2 0 0 7 3'")) {
            assertArrayEquals(
                    expected,
                    one("<geom type='cylinder' size='0.1 1' " + direction + "/>")
                            .inertia(),
                    1e-12,
                    direction);
        }
        var small = read("<mujoco><worldbody><body euler='30 40 50'/></worldbody></mujoco>")
                .bodies()
                .getFirst()
                .pose();
        var capital = read("<mujoco><compiler eulerseq='ZYX' angle='radian'/><worldbody><body euler='"
                        + Math.toRadians(50) + " " + Math.toRadians(40) + " " + Math.toRadians(30)
                        + "'/></worldbody></mujoco>")
                .bodies()
                .getFirst()
                .pose();
        assertArrayEquals(Frames.matrix(small), Frames.matrix(capital), 1e-15);
        // Rx(30°) Ry(40°) Rz(50°): the first row is (cos 40 cos 50, −cos 40 sin 50, sin 40).
        double c = Math.cos(Math.toRadians(40));
        double[] row = {
            c * Math.cos(Math.toRadians(50)), -c * Math.sin(Math.toRadians(50)), Math.sin(Math.toRadians(40))
        };
        assertArrayEquals(row, java.util.Arrays.copyOf(Frames.matrix(small), 3), 1e-15);
    }

    @Test
    void aCylinderHasItsMassItsMomentsAndTwoRims() throws IOException {
        var model =
                read("<mujoco><worldbody><body><freejoint/><geom type='cylinder' fromto='0 0 0 0 0 1' size='0.2'/></body></worldbody></mujoco>")
                        .compile(CONSTANTS);
        var link = model.links().getFirst();
        double m = 1000 * Math.PI * 0.04;
        assertEquals(m, link.mass(), 1e-10);
        double across = m * (0.01 + 1 / 12.0);
        assertArrayEquals(new double[] {across, 0, 0, 0, across, 0, 0, 0, m * 0.02}, link.inertia(), 1e-12);
        assertEquals(12, model.contacts().size());
        for (var contact : model.contacts()) {
            double[] p = contact.point();
            assertEquals(0.2, Math.hypot(p[0], p[1]), 1e-12);
            assertEquals(0.5, Math.abs(p[2] - 0.5), 1e-12);
        }
    }

    @Test
    void classesInheritAndTheNearestOneCounts() throws IOException {
        var robot = read("""
            <mujoco>
              <default>
                <default class="leg">
                  <default class="foot"><geom size="0.02"/></default>
                  <joint damping="3" armature="0.5"/>
                  <geom type="box" size="1 2 3" friction="0.5"/>
                </default>
                <geom density="10"/>
                <joint damping="1"/>
                <motor gear="7"/>
              </default>
              <worldbody>
                <body name="a" childclass="leg">
                  <joint name="j"/><geom/>
                  <body name="b"><joint name="k" damping="9"/><geom class="foot" type="sphere"/>
                    <body name="c" childclass="foot"><joint name="l" class="main"/><geom type="sphere"/></body>
                  </body>
                </body>
              </worldbody>
              <actuator><position joint="j" kp="2"/><motor joint="k" class="leg" gear="1"/></actuator>
            </mujoco>""");
        var shapes = robot.bodies().stream().map(b -> b.shapes().getFirst()).toList();
        assertEquals(new Shape.Box("box at line 14", Frames.at(0, 0, 0), 1, 2, 3, 10, 0.5, true), shapes.get(0));
        assertEquals(new Shape.Sphere("sphere at line 15", Frames.at(0, 0, 0), 0.02, 10, 0.5, true), shapes.get(1));
        assertEquals(0.02, ((Shape.Sphere) shapes.get(2)).radius());
        var joints = robot.bodies().stream().map(b -> b.joints().getFirst()).toList();
        assertEquals(
                List.of(3.0, 9.0, 1.0),
                joints.stream().map(Robot.Joint::damping).toList());
        assertEquals(
                List.of(0.5, 0.5, 0.0),
                joints.stream().map(Robot.Joint::armature).toList());
        assertEquals(
                List.of(7.0, 1.0),
                robot.motors().stream().map(Robot.Motor::gear).toList());
    }

    @Test
    void servosKeepTheirLawAndMotorsTheirBounds() throws IOException {
        var motors = read("""
            <mujoco><worldbody><body><joint name="a"/><joint name="b" axis="1 0 0"/><joint name="c" axis="0 1 0"/><geom size="1"/></body></worldbody>
            <actuator>
              <motor joint="a" gear="-3" ctrlrange="-1 2" forcerange="-9 1"/>
              <position joint="b" kp="10" forcerange="-5 5" gear="2"/>
              <general joint="c" biastype="affine" gainprm="20" biasprm="0 -20 -0.5"/>
            </actuator></mujoco>""").motors();
        assertEquals(new Robot.Motor("a", 0, -3, 0, 0, -3, 3), motors.get(0));
        assertEquals(-3, motors.get(0).force(5, 0, 0));
        assertEquals(10 * 2 * (0.3 - 2 * 0.1), motors.get(1).force(0.3, 0.1, 0), 1e-12);
        assertEquals(-10, motors.get(1).force(-4, 0.1, 0));
        assertEquals(20 * (1 - 0.2) - 0.5 * 3, motors.get(2).force(1, 0.2, 3), 1e-12);
    }

    @Test
    void dryFrictionAndMeshesAreLeftAsideWithANote() throws IOException {
        var robot = read("""
            <mujoco><asset/><worldbody><body><joint frictionloss="1"/>
            <inertial pos="0 0 0" mass="1" diaginertia="1 1 1"/><geom type="mesh" mesh="m"/></body></worldbody></mujoco>""");
        assertEquals(List.of(), robot.bodies().getFirst().shapes());
        assertEquals(
                List.of(
                        "<asset> is left aside (first at line 1)",
                        "attribute 'frictionloss' of <joint> is left aside (first at line 1)",
                        "<geom type=\"mesh\"> (neither drawn nor touched by the ground) is left aside (first at line 2)"),
                robot.notes());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
        <geom size="0.1"/><geom size="NaN"/>                        | 3: <geom>: 'size' is "NaN"; allowed: 1 to 3 numbers
        <geom size="-0.1"/>                                         | 3: <geom>: 'size' is "-0.1"; allowed: the radius, each above 0
        <geom size="0"/>                                            | 'size' is "0"; allowed
        <geom size="1e300"/>                                        | 'size' is "1e300"; allowed
        <geom size="1e9"/>                                          | 'size' is "1e9"; allowed
        <geom size="1000" density="1e8"/>                           | size and density make a mass
        <geom/>                                                     | attribute 'size' is missing
        <geom size="0.1" mass="-2"/>                                | 'mass' is -2.0; allowed: above 0
        <geom size="0.1" density="-2"/>                             | 'density' is -2.0; allowed: 0 or more
        <geom size="0.1" type="ellipsoid"/>                         | 'type' is "ellipsoid"; allowed: "sphere", "capsule", "cylinder", "box"
        <geom type="mesh" mesh="x"/>                                | a mesh's mass is not computed here; allowed: a mesh in a body with <inertial>
        <geom type="cylinder" size="0.1"/>                          | allowed: radius and half length
        <geom size="1e-7"/>                                         | 'size' is "1e-7"; allowed
        <geom size="0.1" class="x"/>                                | there is no default class "x"; there are [main]
        <geom size="0.1" type="box"/>                               | allowed: three half extents
        <geom size="0.1" type="capsule"/>                           | allowed: radius and half length
        <geom size="0.1" type="capsule" fromto="0 0 0 0 0 0"/>      | 'fromto' spans 0.0 m
        <geom size="0.1" type="capsule" fromto="0 0 0 0 0"/>        | allowed: 6 numbers
        <geom size="0.1" fromto="0 0 0 0 0 1"/>                     | 'fromto' is for capsules and cylinders
        <geom size="0.1" quat="0 0 0 0"/>                           | its direction must not be zero
        <geom size="0.1" euler="0 0"/>                              | 'euler' is "0 0"; allowed: 3 numbers
        <geom size="0.1" euler="0 0 0" quat="1 0 0 0"/>             | gives its direction twice, by quat and euler; allowed: one of them
        <geom size="0.1" xyaxes="1 0 0 2 0 0"/>                     | its direction must not be zero
        <geom size="0.1" zaxis="0 0 0"/>                            | its direction must not be zero
        <geom size="0.1" mesh="x"/>                                 | 'mesh' belongs to type="mesh"
        <geom size="0.1" pos="0 0 1e5"/>                            | 'pos' is "0 0 1e5"; allowed: numbers of magnitude up to 10000.0
        <geom size="0.1" friction="-1"/>                            | 'friction' is -1.0; allowed: 0 or more
        <joint type="screw"/>                                       | 'type' is "screw"; allowed: "hinge", "slide", "ball", "free"
        <joint axis="0 0 0"/>                                       | 'axis' is "0 0 0"; its direction must not be zero
        <joint axis="0 1"/>                                         | 'axis' is "0 1"; allowed: 3 numbers
        <joint limited="true"/>                                     | limited="true" needs 'range'
        <joint limited="yes"/>                                      | 'limited' is "yes"; allowed
        <joint range="1 -1"/>                                       | a lower, then a greater upper limit
        <joint range="1 NaN"/>                                      | 'range' is "1 NaN"; allowed: 2 numbers
        <joint type="ball" range="0 1"/>                            | limits are supported for hinge and slide
        <joint damping="-1"/>                                       | 'damping' is -1.0; allowed: 0 or more
        <joint armature="1e8"/>                                     | 'armature' is 1.0E8; allowed: 0 to
        <joint ref="1e6"/>                                          | 'ref' is "1e6"; allowed: numbers of magnitude up to
        <geom type="plane" size="1 1 1"/>                           | a plane is the ground and stands in <worldbody>
        <joint name="a"/><joint name="a"/>                          | there is already a joint named "a"
        <joint type="free"/><joint type="hinge"/>                   | a free joint must be the only joint
        <body><freejoint/></body>                                   | a free joint must be the only joint
        <body name="b"/>                                            | there is already a body named "b"
        <body pos="0 0 Infinity"/>                                  | 'pos' is "0 0 Infinity"
        <body pos=""/>                                              | attribute 'pos' is missing
        <body childclass="x"/>                                      | there is no default class "x"
        <tendon/>                                                   | <tendon>: not supported in <body>; allowed: body, freejoint, geom, inertial, joint
        <inertial pos="0 0 0" mass="1"/>                            | <inertial>: allowed: either 'diaginertia' (3 numbers) or 'fullinertia'
        <inertial pos="0 0 0" diaginertia="1 1 1"/>                 | attribute 'mass' is missing
        <inertial mass="1" diaginertia="1 1 1"/>                    | attribute 'pos' is missing
        <inertial pos="0 0 0" mass="-1" diaginertia="1 1 1"/>       | 'mass' is -1.0; allowed: 0 or more
        <inertial pos="0 0 0" mass="NaN" diaginertia="1 1 1"/>      | 'mass' is "NaN"; allowed
        <inertial pos="0 0 0" mass="1e8" diaginertia="1 1 1"/>      | the mass is 1.0E8 kg; allowed: 1.0E-12 to 1000000.0
        <inertial pos="0 0 0" mass="0" diaginertia="1 1 1"/>        | the mass is 0.0 kg; allowed
        <inertial pos="0 0 0" mass="1" diaginertia="0 0 0"/>        | the inertia has principal moments [0.0, 0.0, 0.0]
        <inertial pos="0 0 0" mass="1" diaginertia="1 1 -1"/>       | the inertia has principal moments [-1.0, 1.0, 1.0]
        <inertial pos="0 0 0" mass="1" diaginertia="1 1 3"/>        | none greater than the sum of the other two
        <inertial pos="0 0 0" mass="1" fullinertia="1 1 1 0 0 2"/>  | the inertia has principal moments [-0.99999
        <inertial pos="0 0 0" mass="1" fullinertia="1 1 1 0 0 0" euler="0 0 1"/> | 'fullinertia' already gives the axes
        <inertial pos="0 0 0" mass="1" diaginertia="1 1 1"/><inertial pos="0 0 0" mass="1" diaginertia="1 1 1"/> | the body has an <inertial> already, at line 3
        """)
    void refusesWrongBodiesWithAPlaceAndWhatIsAllowed(String content, String message) {
        refused("<mujoco>\n<worldbody><body name='b'>\n" + content + "</body></worldbody></mujoco>", message);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
        <robot/>                                                    | 1: <robot>: the outermost element must be <mujoco>
        <mujoco/>                                                   | there is no <body>
        <mujoco><worldbody/></mujoco>                               | there is no <body>
        <mujoco><tendons/></mujoco>                                 | <tendons>: not supported in <mujoco>; allowed: actuator, compiler,
        <mujoco><compiler angle="grad"/></mujoco>                   | 'angle' is "grad"; allowed: "degree", "radian"
        <mujoco><compiler coordinate="global"/></mujoco>            | 'coordinate' is "global"; allowed: "local"
        <mujoco><compiler inertiafromgeom="false"/></mujoco>        | 'inertiafromgeom' is "false"; allowed
        <mujoco><compiler settotalmass="14"/></mujoco>              | attribute 'settotalmass' is not supported
        <mujoco><option gravity="0 0"/></mujoco>                    | 'gravity' is "0 0"; allowed: 3 numbers
        <mujoco><compiler eulerseq="xyw"/></mujoco>                 | 'eulerseq' is "xyw"; allowed: three of the letters x, y, z, X, Y, Z
        <mujoco><default><default/></default></mujoco>              | attribute 'class' is missing
        <mujoco><default><default class="x"/><default class="x"/></default></mujoco> | there is already a default class "x"
        <mujoco><default><default class="main"/></default></mujoco> | there is already a default class "main"
        <mujoco><default><geom class="x"/></default></mujoco>       | 'class' stands at the <default> around it
        <mujoco><default class="x"/><default class="y"/></mujoco>   | the outermost default class is already "x"
        <mujoco><default><geom siize="1"/></default></mujoco>       | attribute 'siize' is not supported
        <mujoco><worldbody><geom type="box" size="1 1 1"/><body><geom size="1"/></body></worldbody></mujoco> | the world has a box that the robot can touch
        <mujoco><actuator><motor joint="x"/></actuator></mujoco>    | 'joint' is "x"; there are []
        <mujoco><actuator><muscle joint="x"/></actuator></mujoco>   | <muscle>: a muscle of MuJoCo's kind
        <mujoco><worldbody>                                         | not well-formed XML
        <mujoco a="1" a="2"/>                                       | not well-formed XML
        ~<!DOCTYPE mujoco [<!ENTITY a "b">]><mujoco model="&a;"/>~  | a DOCTYPE is not allowed
        ~<!DOCTYPE mujoco SYSTEM "file:///etc/hostname"><mujoco/>~  | a DOCTYPE is not allowed
        &x;                                                         | not well-formed XML
        ~~                                                          | not well-formed XML
        """)
    void refusesWrongFilesWithAPlaceAndWhatIsAllowed(String text, String message) {
        refused(text, message);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
        <motor/>                                                    | attribute 'joint' is missing
        <motor joint="h"/><motor joint="h"/>                        | joint "h" already has a motor
        <motor joint="ball"/>                                       | motors drive hinge and slide
        <motor joint="h" gear="0"/>                                 | 'gear' is "0"; allowed
        <motor joint="h" gear="1 1"/>                               | 'gear' is "1 1"; allowed
        <motor joint="h" ctrlrange="1 -1"/>                         | 'ctrlrange' is "1 -1"; allowed: a lower, then a greater
        <motor joint="h" forcelimited="true"/>                      | forcelimited="true" needs 'forcerange'
        <motor joint="h" kp="1"/>                                   | attribute 'kp' is not supported; allowed: actlimited, actrange, class, ctrllimited
        <position joint="h" kp="0"/>                                | 'kp' is 0.0; allowed: above 0
        <general joint="h" dyntype="filter"/>                       | 'dyntype' is "filter"; allowed: "none"
        <general joint="h" gainprm="0"/>                            | 'gainprm' is "0"; allowed: one number other than 0
        <general joint="h" biastype="affine" gainprm="5"/>          | as a position servo: gainprm="kp" biasprm="0 -kp -kv"
        """)
    void refusesWrongMotors(String motors, String message) {
        refused(
                "<mujoco><worldbody><body><joint name='h'/><joint name='ball' type='ball'/><geom size='1'/></body></worldbody><actuator>"
                        + motors + "</actuator></mujoco>",
                message);
    }

    @Test
    void saysWhichFileIsMissing() {
        var e = assertThrows(RobotException.class, () -> Mjcf.read(folder.resolve("none.xml")));
        assertTrue(e.getMessage().contains("none.xml: cannot be read"), e.getMessage());
    }

    @Test
    void refusesBodiesNestedWithoutEnd() {
        refused("<mujoco><worldbody>" + "<body>".repeat(5000), "nested deeper than 60");
    }

    @Test
    void refusesToCompileAMovingBodyWithoutMass() throws IOException {
        var robot = read("<mujoco><worldbody><body name='ghost'><joint/></body></worldbody></mujoco>");
        var e = assertThrows(RobotException.class, () -> robot.compile(CONSTANTS));
        assertTrue(e.getMessage().contains("link 'ghost' moves but"), e.getMessage());
    }

    @Test
    void refusesStartsOfJointsThatAreNotThere() throws IOException {
        var robot = read("<mujoco><worldbody><body><joint name='knee'/><geom size='1'/></body></worldbody></mujoco>");
        var e = assertThrows(RobotException.class, () -> robot.compile(CONSTANTS.withStart("elbow", 1)));
        assertTrue(e.getMessage().contains("'elbow'") && e.getMessage().contains("[knee]"), e.getMessage());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
        []                                                          | must hold one JSON object
        {                                                           | is not JSON
        {"controlrate": 60}                                         | 'controlrate' is not known in the file; allowed: about, armature, contact
        {"contact": 5}                                              | 'contact' must be an object
        {"contact": {"ke": 1}}                                      | 'ke' is not known in 'contact'; allowed: damping, friction, stiffness
        {"contact": {}, "limits": {}}                               | 'controlRate' is missing
        {"contact": {}, "limits": {}, "controlRate": "60"}          | 'controlRate' is "60"; allowed: a number
        {"contact": {}, "limits": {}, "controlRate": NaN}           | 'controlRate' is
        {"contact": {}, "limits": {}, "controlRate": 0}             | 'controlRate' is 0.0 Hz; allowed
        {"contact": {}, "limits": {}, "controlRate": 60, "substeps": 1.5} | 'substeps' is 1.5; allowed: a whole number
        """)
    void refusesWrongConstants(String json, String message) {
        var e = assertThrows(RobotException.class, () -> PhysicsConstants.parse(json));
        assertTrue(e.getMessage().contains(message), e.getMessage());
    }

    @Test
    void aDamagedFileEndsInAMessageOrInAFiniteModelButNeverInACrash() throws IOException {
        var random = new Random(5);
        String[] spoils = {
            "NaN", "-1", "0", "1e308", "", "\"", "<", ">", "/", "<body>", "&amp;", "é", "\0", "1e-300", "free", " "
        };
        int models = 0;
        for (String name : Robots.names()) {
            String text = Files.readString(Datasets.path("robots/" + name + ".xml"));
            for (int i = 0; i < 400; i++) {
                var spoilt = new StringBuilder(text);
                int at = random.nextInt(spoilt.length());
                spoilt.replace(
                        at, Math.min(spoilt.length(), at + random.nextInt(6)), spoils[random.nextInt(spoils.length)]);
                try {
                    var model = read(spoilt.toString()).compile(CONSTANTS);
                    models++;
                    for (var link : model.links()) {
                        assertTrue(Double.isFinite(link.mass()) && allFinite(link.inertia()), spoilt::toString);
                    }
                } catch (RobotException e) {
                    assertTrue(e.getMessage().length() > 20, e.getMessage());
                }
            }
            byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
            for (int i = 0; i < 100; i++) {
                byte[] noisy = bytes.clone();
                noisy[random.nextInt(noisy.length)] = (byte) random.nextInt(256);
                Path file = folder.resolve("noise.xml");
                Files.write(file, noisy);
                try {
                    Mjcf.read(file);
                } catch (RobotException e) {
                    assertInstanceOf(RobotException.class, e);
                }
            }
        }
        assertTrue(models > 100, "only " + models + " of the spoilt files were still robots");
    }

    private static boolean allFinite(double[] numbers) {
        return IntStream.range(0, numbers.length).allMatch(i -> Double.isFinite(numbers[i]));
    }

    private RigidModel.Link one(String geom) throws IOException {
        return read("<mujoco><worldbody><body><freejoint/>" + geom + "</body></worldbody></mujoco>")
                .compile(CONSTANTS)
                .links()
                .getFirst();
    }

    private void refused(String text, String message) {
        var e = assertThrows(RobotException.class, () -> read(text));
        assertTrue(
                e.getMessage().contains("robot.xml") && e.getMessage().contains(message),
                () -> e.getMessage() + "\nshould say: " + message);
    }

    private Robot read(String text) throws IOException {
        Path file = folder.resolve("robot.xml");
        Files.writeString(file, text.lines().collect(Collectors.joining("\n")));
        return Mjcf.read(file);
    }
}
