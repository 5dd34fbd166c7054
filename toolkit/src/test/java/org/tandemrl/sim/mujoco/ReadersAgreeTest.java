package org.tandemrl.sim.mujoco;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.DoubleStream;
import java.util.stream.Stream;
import org.apache.commons.math3.random.Well19937c;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.tandemrl.sim.Datasets;
import org.tandemrl.sim.rigid.RigidModel;
import org.tandemrl.sim.rigid.Transform;
import org.tandemrl.sim.robot.Frames;
import org.tandemrl.sim.robot.Handover;
import org.tandemrl.sim.robot.InertiaRule;
import org.tandemrl.sim.robot.Mjcf;
import org.tandemrl.sim.robot.PhysicsConstants;
import org.tandemrl.sim.robot.Robot;
import org.tandemrl.sim.robot.RobotException;
import org.tandemrl.sim.robot.Robots;

/** The toolkit's own reader and MuJoCo's compiler on the same files. */
final class ReadersAgreeTest {
    private static final PhysicsConstants CONSTANTS =
            new PhysicsConstants(0.01, 400, 1, 2e4, 1e3, 1e3, 1e3, 10, 0, InertiaRule.EXACT, Map.of());
    private static final MujocoReader MUJOCO = new MujocoReader();

    /** What Gymnasium's and other public models say, and no file of theirs. */
    private static final Map<String, String> CASES = Map.of(
            "a planar robot on a rail whose coordinates count from the world",
            """
            <mujoco model="planar">
              <compiler angle="degree" inertiafromgeom="true"/>
              <default>
                <joint armature="1" damping="1" limited="true"/>
                <geom conaffinity="1" condim="1" contype="1" margin="0.001" material="m" rgba="0.8 0.6 .4 1" solimp=".8 .8 .01"/>
                <motor ctrllimited="true" ctrlrange="-.4 .4"/>
              </default>
              <option integrator="RK4" timestep="0.002"/>
              <visual><map znear="0.02"/></visual>
              <worldbody>
                <light cutoff="100" diffuse="1 1 1"/>
                <geom conaffinity="1" condim="3" name="floor" pos="0 0 0" size="20 20 .125" type="plane"/>
                <body name="torso" pos="0 0 1.25">
                  <camera name="track" mode="trackcom"/>
                  <joint armature="0" axis="1 0 0" damping="0" limited="false" name="x" pos="0 0 0" stiffness="0" type="slide"/>
                  <joint armature="0" axis="0 0 1" damping="0" limited="false" name="z" ref="1.25" type="slide"/>
                  <joint armature="0" axis="0 1 0" damping="0" limited="false" name="turn" pos="0 0 0.1" ref="10" type="hinge"/>
                  <geom friction="0.9" fromto="0 0 1.45 0 0 1.05" name="t" size="0.05" type="capsule"/>
                  <body name="thigh" pos="0 0 -0.2">
                    <joint axis="0 -1 0" name="hip" range="-150 0" ref="-20" springref="5" stiffness="3"/>
                    <geom friction="0.9" fromto="0 0 0 0.1 0 -0.4" size="0.05" type="cylinder"/>
                    <site name="s" pos="0 0 0"/>
                  </body>
                </body>
              </worldbody>
              <actuator><motor ctrllimited="true" gear="200" joint="hip" name="h"/></actuator>
              <asset><texture builtin="gradient" height="100" type="skybox" width="100"/><material name="m"/></asset>
            </mujoco>
            """,
            "every way to say a direction, and servos",
            """
            <mujoco>
              <compiler angle="radian" eulerseq="XYz" autolimits="false"/>
              <option gravity="0 1 -9"><flag energy="enable"/></option>
              <default class="all">
                <motor gear="2" ctrlrange="-1 1" ctrllimited="true"/>
                <default class="leg"><joint range="-1 1" limited="true" armature="0.1" frictionloss="0.2"/><geom density="300"/>
                  <tendon width="0.1"/><mesh scale="1 2 3"/><velocity kv="7"/></default>
              </default>
              <worldbody>
                <body euler="0.1 0.2 0.3" pos="1 2 3"><freejoint/>
                  <inertial pos="0.1 0 0" quat="1 2 3 4" mass="3" diaginertia="0.1 0.2 0.25"/>
                  <geom type="box" size="0.1 0.2 0.3" xyaxes="1 1 0 0 0 1"/>
                  <body axisangle="1 2 3 0.4" childclass="leg">
                    <joint type="ball" limited="false" damping="0.4"/>
                    <geom type="cylinder" size="0.05 0.2" zaxis="1 1 1" mass="0.7"/>
                    <geom type="sphere" size="0.05" contype="0" conaffinity="0" mass="0"/>
                    <body pos="0 0 0.5" quat="0 1 0 0">
                      <joint name="a" axis="1 2 0" pos="0.1 0.2 0.3"/><joint name="b" type="slide" axis="0 0 3"/>
                      <geom size="0.05 0.1" type="capsule" pos="0 1 0"/>
                      <body><joint name="c" range="0 1" limited="false"/><geom type="capsule" fromto="1 0 0 0 0 0" size="0.02"/>
                        <body pos="0 0 0.1"><geom size="0.1"/></body></body>
                    </body>
                  </body>
                </body>
              </worldbody>
              <tendon><fixed name="t"><joint joint="a" coef="1"/></fixed></tendon>
              <equality><joint joint1="a" joint2="b" active="false"/></equality>
              <actuator>
                <position joint="a" kp="20" kv="2" ctrlrange="-1 1" forcerange="-3 4" forcelimited="true" ctrllimited="true"/>
                <velocity joint="b" class="leg" kv="9" gear="-2"/>
                <general joint="c" gainprm="4" ctrlrange="-2 3" ctrllimited="true"/>
              </actuator>
              <contact><exclude body1="body0" body2="body1"/></contact>
              <sensor><gyro name="g" site="s"/></sensor>
              <keyframe><key qpos="1 2 3"/></keyframe>
            </mujoco>
            """,
            "ground of another height and tilt, joints that bear so much, everything switched off",
            """
            <mujoco>
              <option gravity="0.5 0 -9.81"><flag limit="disable" passive="disable"/></option>
              <worldbody>
                <geom type="plane" size="1 1 1" pos="3 0 0.5" euler="10 20 30"/>
                <body name="base" pos="0 0 2" euler="5 0 0"><freejoint/><geom size="0.2"/>
                  <body name="arm"><joint name="j" range="-30 30" stiffness="3" damping="2" actuatorfrcrange="-5 6"/>
                    <geom type="capsule" fromto="0 0 0 0 0 1" size="0.1"/></body></body>
                <body name="mast" pos="1 0 3" quat="1 0 1 0"><joint name="k" type="slide" ref="0.3"/><geom type="box" size="1 1 1"/></body>
              </worldbody>
              <actuator><motor joint="j" gear="10"/><motor joint="k" ctrlrange="-2 2" forcerange="-1 9"/></actuator>
            </mujoco>
            """);

    @TempDir
    Path folder;

    @BeforeEach
    void mujocoIsInstalled() {
        assumeTrue(Mujoco.missing().isEmpty(), Mujoco.missing());
    }

    static Stream<String> described() {
        return Robots.names().stream()
                .filter(name -> Files.exists(Datasets.path("robots").resolve(name + ".xml")));
    }

    @ParameterizedTest
    @MethodSource("described")
    void bothReadEveryRobotOfTheDatasetsAlike(String name) {
        agree(Datasets.path("robots").resolve(name + ".xml"), name.equals("go2") ? 2e-6 : 1e-10);
    }

    static Stream<String> cases() {
        return CASES.keySet().stream().sorted();
    }

    @ParameterizedTest
    @MethodSource("cases")
    void bothReadWhatPublicModelsSayAlike(String what) throws IOException {
        var file = folder.resolve("robot.xml");
        Files.writeString(file, CASES.get(what));
        agree(file, 1e-10);
        var errors = Witness.compare(file, 20, new Well19937c(3));
        assertTrue(errors.worst() < 1e-9 && errors.inertia() < 1e-9, errors::toString);
    }

    @Test
    void aDifferenceOfAMillionthIsSeen() throws IOException {
        var file = folder.resolve("robot.xml");
        String text = CASES.get("every way to say a direction, and servos");
        Files.writeString(file, text);
        var own = Mjcf.read(file).compile(CONSTANTS);
        same(own, Mjcf.read(file).compile(CONSTANTS), 1e-10);
        for (String change : List.of(
                "0.2 0.25\"|0.2 0.250001\"",
                "mass=\"0.7\"|mass=\"0.7000001\"",
                "axis=\"1 2 0\"|axis=\"1 2.00001 0\"",
                "pos=\"0 1 0\"|pos=\"0 1.000001 0\"",
                "damping=\"0.4\"|damping=\"0.400001\"",
                "gravity=\"0 1 -9\"|gravity=\"0 1 -9.000001\"")) {
            String[] words = change.split("\\|");
            String other = text.replace(words[0], words[1]);
            assertNotEquals(text, other, change);
            Files.writeString(file, other);
            var model = Mjcf.read(file).compile(CONSTANTS);
            assertThrows(AssertionError.class, () -> same(own, model, 1e-10), change);
        }
    }

    @Test
    void whereDefaultsOfSeveralActuatorsMixMujocoIsAsked() throws IOException {
        var file = folder.resolve("robot.xml");
        Files.writeString(file, """
                <mujoco><default><position kp="3"/></default><worldbody><body><joint name="j"/><geom size="0.1"/></body></worldbody>
                <actuator><general joint="j" gainprm="3"/></actuator></mujoco>""");
        assertThrows(RobotException.class, () -> Mjcf.read(file));
        assertEquals(
                new Robot.Motor("j", 0, 1, 3, 0, Double.NEGATIVE_INFINITY, Double.POSITIVE_INFINITY),
                Robots.read(file).motors().getFirst());
    }

    @Test
    void whatOnlyMujocoKnowsIsReadByItAndSaidSo() throws IOException {
        var file = folder.resolve("robot.xml");
        Files.writeString(file, """
                <mujoco><compiler settotalmass="5"/><worldbody>
                  <body name="egg" pos="0 0 1"><freejoint/><geom type="ellipsoid" size="0.1 0.2 0.3"/><geom size="0.1" pos="1 0 0"/></body>
                </worldbody></mujoco>""");
        assertThrows(RobotException.class, () -> Mjcf.read(file));
        var robot = Robots.read(file);
        assertEquals("MuJoCo 2.2.2's compiler", robot.reader());
        var link = robot.compile(CONSTANTS).links().getFirst();
        assertEquals(5, link.mass(), 1e-9);
        // Ellipsoid and ball share the mass by volume, 0.006 to 0.001; the ball is 1 m away.
        assertEquals(1 / 7.0, link.linkToCenter().px(), 1e-9);
        assertTrue(
                robot.notes()
                        .toString()
                        .contains("<geom type=\"ellipsoid\"> (neither drawn nor touched by the ground)"),
                robot.notes()::toString);
        assertEquals("Tandem's own reader", Robots.robot("ant").reader());
    }

    @Test
    void theWeightOfAMeshIsTakenFromItsFile() throws IOException {
        // A box of 0.2 × 0.4 × 0.6 in 12 triangles.
        Files.createDirectories(folder.resolve("parts"));
        Files.write(folder.resolve("parts/box.stl"), MeshFixtures.box(0.1f, 0.2f, 0.3f));
        Files.writeString(folder.resolve("parts/box.obj"), MeshFixtures.boxObj(0.1, 0.2, 0.3));
        for (String ending : List.of("stl", "obj")) {
            var file = folder.resolve("robot.xml");
            Files.writeString(file, """
                    <mujoco><compiler meshdir="parts"/><asset><mesh file="box.%s"/><mesh name="unused" file="none.stl"/></asset><worldbody>
                      <body name="b" pos="0 0 1"><freejoint/><geom type="mesh" mesh="box" density="500"/>
                      <body name="c"><joint/><geom type="sphere" size="0.1"/><geom type="mesh" mesh="box" mass="0"/></body></body>
                    </worldbody></mujoco>""".formatted(ending));
            var link = Robots.read(file).compile(CONSTANTS).links().getFirst();
            double m = 500 * 0.2 * 0.4 * 0.6;
            assertEquals(m, link.mass(), 1e-5);
            double[] expected = {m / 12 * (0.16 + 0.36), m / 12 * (0.04 + 0.36), m / 12 * (0.04 + 0.16)};
            double[] tensor = Witness.tensor(link);
            for (int i = 0; i < 3; i++) {
                assertEquals(expected[i], tensor[4 * i], 1e-5, ending);
            }
            try (var terms = new MujocoTerms(file)) {
                assertEquals(m, terms.inertials().get("b").mass(), 1e-5);
            }
        }
    }

    @Test
    void aMessageOfMujocosNamesTheLineOfTheFile() throws IOException {
        var file = folder.resolve("robot.xml");
        Files.writeString(folder.resolve("part.xml"), """
                <mujoco>
                  <worldbody>
                    <body>
                      <joint springdampre="1 1"/>
                      <geom size="1"/></body></worldbody></mujoco>""");
        Files.writeString(file, "<mujoco>\n<include file='part.xml'/></mujoco>");
        var e = assertThrows(RobotException.class, () -> Robots.read(file));
        assertTrue(
                e.getMessage().contains("part.xml:4: <joint>: attribute 'springdampre' is not supported")
                        && e.getMessage().contains("MuJoCo 2.2.2's compiler does not read it either")
                        && e.getMessage().contains("part.xml line 4"),
                e.getMessage());
    }

    private static void agree(Path file, double tolerance) {
        Robot own = Mjcf.read(file);
        Robot theirs = MUJOCO.read(Handover.forReading(file, false));
        assertEquals("MuJoCo 2.2.2's compiler", theirs.reader());
        same(own.compile(CONSTANTS), theirs.compile(CONSTANTS), tolerance);
        assertEquals(own.ground(), theirs.ground());
        assertEquals(own.motors().size(), theirs.motors().size());
        for (int u = 0; u < own.motors().size(); u++) {
            var a = own.motors().get(u);
            var b = theirs.motors().get(u);
            assertEquals(a.name(), b.name());
            assertEquals(a.joint(), b.joint());
            near(
                    "motor " + a,
                    new double[] {a.gear(), a.kp(), a.kv(), a.lower(), a.upper()},
                    new double[] {b.gear(), b.kp(), b.kv(), b.lower(), b.upper()},
                    1e-12);
        }
        for (int k = 0; k < own.bodies().size(); k++) {
            var a = own.bodies().get(k);
            var b = theirs.bodies().get(k);
            assertEquals(
                    a.shapes().stream().map(s -> s.getClass() + s.name()).toList(),
                    b.shapes().stream().map(s -> s.getClass() + s.name()).toList());
        }
    }

    /** Links, contacts (in any order) and start. */
    private static void same(RigidModel own, RigidModel theirs, double inertia) {
        double tolerance = 1e-10;
        assertEquals(own.links().size(), theirs.links().size());
        near("gravity", own.gravity(), theirs.gravity(), tolerance);
        near("start", own.qDefault(), theirs.qDefault(), tolerance);
        near("actuated", ints(own.actuated()), ints(theirs.actuated()), 0);
        for (int i = 0; i < own.links().size(); i++) {
            var a = own.links().get(i);
            var b = theirs.links().get(i);
            assertEquals(a.name(), b.name());
            assertEquals(a.parent(), b.parent());
            assertEquals(a.type(), b.type());
            near(a.name() + "'s place", place(a.parentToJoint()), place(b.parentToJoint()), tolerance);
            near(a.name() + "'s axis", a.axis(), b.axis(), tolerance);
            near(a.name() + "'s mass", new double[] {a.mass()}, new double[] {b.mass()}, tolerance);
            if (a.mass() > 0) {
                var c = a.linkToCenter();
                var d = b.linkToCenter();
                near(
                        a.name() + "'s center",
                        new double[] {c.px(), c.py(), c.pz()},
                        new double[] {d.px(), d.py(), d.pz()},
                        tolerance);
                double[] tensor = Witness.tensor(a);
                double largest = DoubleStream.of(tensor).map(Math::abs).max().orElse(1);
                near(a.name() + "'s inertia", tensor, Witness.tensor(b), inertia * largest);
            }
            near(
                    a.name() + "'s constants",
                    new double[] {a.targetStiffness(), a.targetDamping(), a.limitStiffness(), a.limitDamping()},
                    new double[] {b.targetStiffness(), b.targetDamping(), b.limitStiffness(), b.limitDamping()},
                    tolerance);
            near(a.name() + "'s armature", a.armature(), b.armature(), tolerance);
            near(a.name() + "'s target", a.target(), b.target(), tolerance);
            near(a.name() + "'s lower", a.lower(), b.lower(), tolerance);
            near(a.name() + "'s upper", a.upper(), b.upper(), tolerance);
        }
        var order = Comparator.<double[]>comparingDouble(c -> c[0])
                .thenComparingDouble(c -> rounded(c[1]))
                .thenComparingDouble(c -> rounded(c[2]))
                .thenComparingDouble(c -> rounded(c[3]))
                .thenComparingDouble(c -> c[4]);
        var a = own.contacts().stream()
                .map(ReadersAgreeTest::contact)
                .sorted(order)
                .toList();
        var b = theirs.contacts().stream()
                .map(ReadersAgreeTest::contact)
                .sorted(order)
                .toList();
        assertEquals(a.size(), b.size());
        for (int k = 0; k < a.size(); k++) {
            near("contact " + k, a.get(k), b.get(k), 1e-8);
        }
    }

    private static double rounded(double x) {
        // Without a negative zero.
        return Math.rint(x * 1e6) + 0.0;
    }

    private static double[] contact(RigidModel.Contact c) {
        return new double[] {c.link(), c.point()[0], c.point()[1], c.point()[2], c.radius(), c.mu(), c.ke()};
    }

    private static double[] ints(int[] x) {
        return java.util.Arrays.stream(x).asDoubleStream().toArray();
    }

    /** Position and matrix: a quaternion and its negative are one rotation. */
    private static double[] place(Transform t) {
        return DoubleStream.concat(DoubleStream.of(t.px(), t.py(), t.pz()), DoubleStream.of(Frames.matrix(t)))
                .toArray();
    }

    private static void near(String what, double[] a, double[] b, double tolerance) {
        assertEquals(a.length, b.length, what);
        for (int i = 0; i < a.length; i++) {
            if (a[i] != b[i]) {
                assertEquals(a[i], b[i], tolerance * (1 + Math.abs(a[i])), what + ", number " + i);
            }
        }
    }
}
