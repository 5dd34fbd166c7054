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

final class MjcfTest {
    private static final PhysicsConstants CONSTANTS = PhysicsConstants.ofControlRate(50, 4);

    @TempDir Path folder;

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
        assertArrayEquals(new double[] {26, 0, 0, 0, 20, 0, 0, 0, 10}, base.inertia(), 1e-12); // m/3 of squared half extents
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
        assertArrayEquals(new double[] {0.18, 0.24, 0}, new double[] {c.linkToCenter().px(), c.linkToCenter().py(), 0}, 1e-12);
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
        <geom size="0.1" mass="0"/>                                 | 'mass' is 0.0; allowed: above 0
        <geom size="0.1" mass="-2"/>                                | 'mass' is -2.0; allowed: above 0
        <geom size="0.1" density="-2"/>                             | 'density' is -2.0; allowed: 0 or more
        <geom size="0.1" type="mesh"/>                              | 'type' is "mesh"; allowed: "sphere", "capsule", "box"
        <geom size="0.1" type="box"/>                               | allowed: three half extents
        <geom size="0.1" type="capsule"/>                           | allowed: radius and half length
        <geom size="0.1" type="capsule" fromto="0 0 0 0 0 0"/>      | 'fromto' spans 0.0 m
        <geom size="0.1" type="capsule" fromto="0 0 0 0 0"/>        | allowed: 6 numbers
        <geom size="0.1" fromto="0 0 0 0 0 1"/>                     | 'fromto' is for capsules
        <geom size="0.1" quat="0 0 0 0"/>                           | its direction must not be zero
        <geom size="0.1" euler="0 0 0"/>                            | attribute 'euler' is not supported; allowed: axisangle,
        <geom size="0.1" mesh="x"/>                                 | attribute 'mesh' is not supported
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
        <joint frictionloss="1"/>                                   | attribute 'frictionloss' is not supported
        <joint ref="1"/>                                            | attribute 'ref' is not supported
        <joint name="a"/><joint name="a"/>                          | there is already a joint named "a"
        <joint type="free"/><joint type="hinge"/>                   | a free joint must be the only joint
        <body><freejoint/></body>                                   | a free joint must be the only joint
        <body name="b"/>                                            | there is already a body named "b"
        <body pos="0 0 Infinity"/>                                  | 'pos' is "0 0 Infinity"
        <body pos=""/>                                              | attribute 'pos' is missing
        <inertial mass="1"/>                                        | <inertial>: not supported in <body>; allowed: body, freejoint, geom, joint
        """)
    void refusesWrongBodiesWithAPlaceAndWhatIsAllowed(String content, String message) {
        refused("<mujoco>\n<worldbody><body name='b'>\n" + content + "</body></worldbody></mujoco>", message);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
        <robot/>                                                    | 1: <robot>: the outermost element must be <mujoco>
        <mujoco/>                                                   | there is no <body>
        <mujoco><worldbody/></mujoco>                               | there is no <body>
        <mujoco><tendon/></mujoco>                                  | <tendon>: not supported in <mujoco>; allowed: actuator, compiler,
        <mujoco><compiler angle="grad"/></mujoco>                   | 'angle' is "grad"; allowed: "degree", "radian"
        <mujoco><compiler coordinate="global"/></mujoco>            | 'coordinate' is "global"; allowed: "local"
        <mujoco><compiler inertiafromgeom="false"/></mujoco>        | 'inertiafromgeom' is "false"; allowed
        <mujoco><compiler settotalmass="14"/></mujoco>              | attribute 'settotalmass' is not supported
        <mujoco><option gravity="0 0"/></mujoco>                    | 'gravity' is "0 0"; allowed: 3 numbers
        <mujoco><default><default class="x"/></default></mujoco>    | default classes are not supported
        <mujoco><default><geom siize="1"/></default></mujoco>       | attribute 'siize' is not supported
        <mujoco><worldbody><geom type="box" size="1 1 1"/></worldbody></mujoco> | only the level plane
        <mujoco><actuator><motor joint="x"/></actuator></mujoco>    | 'joint' is "x"; there are []
        <mujoco><actuator><position joint="x"/></actuator></mujoco> | <position>: not supported in <actuator>; allowed: motor
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
        {"controlrate": 60}                                         | 'controlrate' is not known in the file; allowed: about, contact
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
        String[] spoils = {"NaN", "-1", "0", "1e308", "", "\"", "<", ">", "/", "<body>", "&amp;", "é", "\0", "1e-300", "free", " "};
        int models = 0;
        for (String name : Robots.names()) {
            String text = Files.readString(Datasets.path("robots/" + name + ".xml"));
            for (int i = 0; i < 400; i++) {
                var spoilt = new StringBuilder(text);
                int at = random.nextInt(spoilt.length());
                spoilt.replace(at, Math.min(spoilt.length(), at + random.nextInt(6)), spoils[random.nextInt(spoils.length)]);
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
