package org.tandemrl.sim.mujoco;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tandemrl.sim.robot.RobotException;
import org.tandemrl.sim.robot.Robots;

/**
 * Files that want more than to be a robot. Outside the robot's folder stands a pipe that nobody writes to: whoever opens it waits for ever,
 * and the test with it.
 */
@Timeout(value = 30, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
final class HostileFilesTest {
    /** Sends a file on to MuJoCo's compiler. */
    private static final String BEYOND =
            "<worldbody><body><freejoint/><geom type='ellipsoid' size='0.1 0.2 0.3'/></body></worldbody>";

    @TempDir
    Path outside;

    private Path folder;
    private Path file;

    @BeforeEach
    void aPipeOutside() throws IOException, InterruptedException {
        folder = Files.createDirectories(outside.resolve("robot"));
        file = folder.resolve("robot.xml");
        Files.writeString(outside.resolve("secret.xml"), "<mujoco><custom/></mujoco>");
        var pipe = new ProcessBuilder("mkfifo", outside.resolve("pipe").toString()).start();
        assumeTrue(pipe.waitFor() == 0, "no mkfifo");
    }

    @Test
    void entitiesAreNotExpandedAndNotFetched() throws IOException {
        for (String text : new String[] {
            "<!DOCTYPE l [<!ENTITY a 'xxxxxxxxxx'><!ENTITY b '&a;&a;&a;&a;&a;&a;&a;&a;'><!ENTITY c '&b;&b;&b;&b;&b;&b;&b;&b;'>]><mujoco model='&c;'/>",
            "<!DOCTYPE l [<!ENTITY x SYSTEM '../pipe'>]><mujoco model='&x;'>&x;</mujoco>",
            "<!DOCTYPE l SYSTEM '../pipe'><mujoco/>",
            "<!DOCTYPE l [<!ENTITY % x SYSTEM '../pipe'> %x;]><mujoco/>"
        }) {
            refused(text, "a DOCTYPE is not allowed");
        }
        // The same in a part.
        Files.writeString(folder.resolve("part.xml"), "<!DOCTYPE l SYSTEM '../pipe'><mujoco/>");
        refused(
                "<mujoco><include file='part.xml'/>" + BEYOND + "</mujoco>",
                "part.xml: line 1: a DOCTYPE is not allowed");
    }

    @Test
    void includesInACircleOrTwiceEnd() throws IOException {
        refused("<mujoco><include file='robot.xml'/></mujoco>", "\"robot.xml\", which is included already");
        Files.writeString(folder.resolve("a.xml"), "<mujoco><include file='b.xml'/></mujoco>");
        Files.writeString(folder.resolve("b.xml"), "<mujoco>\n<include file='./a.xml'/></mujoco>");
        refused(
                "<mujoco><include file='a.xml'/></mujoco>",
                "b.xml:2: <include>: 'file' is \"./a.xml\", which is included already");
        // By another name.
        Files.createSymbolicLink(folder.resolve("c.xml"), folder.resolve("robot.xml"));
        refused("<mujoco><include file='c.xml'/></mujoco>", "which is included already");
        // A long chain of parts, each nested deeply.
        for (int k = 0; k < 100; k++) {
            Files.writeString(
                    folder.resolve("p" + k + ".xml"),
                    "<x>" + "<body>".repeat(50) + "<include file='p" + (k + 1) + ".xml'/>" + "</body>".repeat(50)
                            + "</x>");
        }
        refused("<mujoco><worldbody><include file='p0.xml'/></worldbody></mujoco>", "nested deeper than 60");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "../pipe",
                "../secret.xml",
                "sub/../../pipe",
                "/etc/hostname",
                "./../robot/../pipe",
                "link",
                "linked/pipe",
                "missing.xml",
                "."
            })
    void partsAreReadInTheRobotsFolderOnly(String path) throws IOException {
        links();
        String message = path.equals("missing.xml")
                ? "which cannot be read"
                : path.equals(".") ? "which is no file" : "which leads out of the robot's folder";
        refused(
                "<mujoco>\n<include file='" + path + "'/>" + BEYOND + "</mujoco>",
                "robot.xml:2: <include>: 'file' is \"" + path + "\", " + message);
    }

    @ParameterizedTest
    @ValueSource(strings = {"../pipe.stl", "/etc/hostname.obj", "sub/../../pipe.stl", "link.stl", "linked/pipe.stl"})
    void meshesToo(String path) throws IOException {
        mujoco();
        links();
        refused(
                "<mujoco>\n<asset><mesh name='m' file='" + path + "'/></asset>"
                        + "<worldbody><body><freejoint/><geom type='mesh' mesh='m'/></body></worldbody></mujoco>",
                "robot.xml:2: <mesh>: 'file' is \"" + path + "\", which leads out of the robot's folder");
        refused(
                "<mujoco><compiler meshdir='..'/><asset><mesh file='pipe.stl'/></asset>"
                        + "<worldbody><body><freejoint/><geom type='mesh' mesh='pipe'/></body></worldbody></mujoco>",
                "which leads out of the robot's folder");
        // One that is not needed is not even looked for.
        Files.writeString(
                file,
                "<mujoco><asset><mesh name='m' file='" + path + "'/></asset>"
                        + "<worldbody><body><freejoint/><geom type='mesh' mesh='m' mass='0'/><geom type='ellipsoid' size='1 1 1'/></body></worldbody></mujoco>");
        assertEquals(1, Robots.read(file).bodies().size());
    }

    private void links() throws IOException {
        Files.createDirectories(folder.resolve("sub"));
        Files.createSymbolicLink(folder.resolve("link"), outside.resolve("pipe"));
        Files.createSymbolicLink(folder.resolve("link.stl"), outside.resolve("pipe"));
        Files.createSymbolicLink(folder.resolve("linked"), outside);
        Files.createSymbolicLink(outside.resolve("pipe.stl"), outside.resolve("pipe"));
    }

    @Test
    void aMeshThatDeclaresABillionFacesIsNotBelieved() throws IOException {
        mujoco();
        var stl = ByteBuffer.allocate(84 + 50).order(ByteOrder.LITTLE_ENDIAN);
        mesh("a.stl", stl.putInt(80, 1_000_000_000).array(), "no STL: it has 134 bytes and declares 1000000000 faces");
        mesh("b.stl", stl.putInt(80, -1).array(), "declares 4294967295 faces");
        mesh("c.stl", new byte[10], "no STL");
        mesh("d.stl", "solid box\n".getBytes(java.nio.charset.StandardCharsets.US_ASCII), "an STL in text form");
        var msh = ByteBuffer.allocate(16)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt(0, 4)
                .putInt(12, 1_000_000_000);
        mesh("e.msh", msh.array(), "no MSH: it declares 1000000000 entries");
        mesh("f.msh", msh.putInt(12, -5).array(), "no MSH");
        mesh(
                "g.obj",
                "v 0 0 0\nf 1 2 1000000000\n".getBytes(java.nio.charset.StandardCharsets.US_ASCII),
                "no OBJ: a face names a vertex that is not there");
        mesh("h.dae", new byte[10], "whose format is not read; allowed: .stl, .obj, .msh");
        // Sound by its header, and no body: MuJoCo's own words.
        mesh("i.stl", stl.putInt(80, 1).array(), "MuJoCo 2.2.2's compiler does not read it either");
    }

    private void mesh(String name, byte[] bytes, String message) throws IOException {
        Files.write(folder.resolve(name), bytes);
        refused(
                "<mujoco><asset><mesh name='m' file='" + name + "'/></asset>"
                        + "<worldbody><body><freejoint/><geom type='mesh' mesh='m'/></body></worldbody></mujoco>",
                message);
    }

    @Test
    void theSimulatorInMujocoReadsNothingOutsideEither() throws IOException {
        mujoco();
        Files.writeString(file, "<mujoco><include file='../pipe'/>" + BEYOND + "</mujoco>");
        var e = assertThrows(
                MujocoException.class, () -> new MujocoSimulator(file, MujocoSettings.of(0.01, 1), 1, 1).close());
        assertTrue(e.getMessage().contains("leads out of the robot's folder"), e.getMessage());
        Files.writeString(
                file,
                "<mujoco><asset><texture type='2d' file='../pipe'/><hfield name='h' file='../pipe' size='1 1 1 1'/><skin file='../pipe'/></asset>"
                        + "<worldbody><body><freejoint/><geom size='0.1'/></body></worldbody></mujoco>");
        new MujocoSimulator(file, MujocoSettings.of(0.01, 1), 1, 1).close();
    }

    private static void mujoco() {
        assumeTrue(Mujoco.missing().isEmpty(), Mujoco.missing());
    }

    private void refused(String text, String message) throws IOException {
        Files.writeString(file, text);
        var e = assertThrows(RobotException.class, () -> Robots.read(file));
        assertTrue(e.getMessage().contains(message), () -> e.getMessage() + "\nshould say: " + message);
        assertFalse(e.getMessage().contains("tandem-mujoco"), e.getMessage());
    }
}
