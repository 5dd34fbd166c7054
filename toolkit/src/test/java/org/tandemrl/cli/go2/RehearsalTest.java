package org.tandemrl.cli.go2;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.google.gson.JsonObject;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tandemrl.cli.go2.Rehearsal.Happening;
import org.tandemrl.cli.go2.Rehearsal.Outcome;
import org.tandemrl.cli.go2.Rehearsal.Scenario;
import org.tandemrl.robot.link.Dds;
import org.tandemrl.sim.mujoco.Mujoco;
import picocli.CommandLine;

/** Drive and robot as processes. Ages and timeouts are those of a machine that does much else: what happens is asked, not when. */
final class RehearsalTest {
    /** Of DDS, for this test alone. */
    private static final int DOMAIN = 86;

    /** On its way up. */
    private static final double RISING = 1.5;

    private static final List<String> ROBOT = List.of("--timeout", "1000");

    @TempDir
    private Path scratch;

    @BeforeEach
    void mujocoIsThere() {
        assumeTrue(Mujoco.missing().isEmpty(), Mujoco.missing());
    }

    private static List<String> drive(String stateAge) {
        return List.of("stand", "--seconds", "20", "--state-age", stateAge, "--policy-age", "5000");
    }

    private Outcome run(LinkOptions.Way way, Scenario scenario) throws Exception {
        int port;
        try (var one = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
            port = one.getLocalPort() - 1;
        }
        var outcome = new Rehearsal(way, port, DOMAIN, scratch, List.of()).run(scenario, 20);
        outcome.robot().ifPresent(robot -> {
            assertEquals(0, robot.get("commands_outside_limits").getAsLong(), robot + "");
            assertTrue(robot.get("commands").getAsLong() > 100, robot + "");
            assertTrue(robot.get("damped_at_the_end").getAsBoolean(), robot + "");
        });
        return outcome;
    }

    private static String said(JsonObject drive, String key) {
        return drive.get(key).getAsString();
    }

    @Test
    void aDriveThatIsToldToEndDampsFirst() throws Exception {
        var outcome =
                run(LinkOptions.Way.UDP, new Scenario("sigterm", ROBOT, drive("5000"), Happening.END_DRIVE, RISING));
        assertEquals(143, outcome.driveExit());
        assertEquals("stopped by a signal, damping", said(outcome.drive().orElseThrow(), "ended"));
        assertTrue(Files.readString(scratch.resolve("sigterm.csv")).contains("\nEND,PASSED,"));
        // What is made of it: a row of the table, percentiles and figure of its times, a film.
        var table = OutcomeTable.of(List.of(outcome));
        assertEquals("stopped by a signal, damping", table.getString(0, "the drive"));
        assertEquals(0.0, table.doubleColumn("outside limits").get(0));
        var timing = new TimingFigure();
        timing.add("udp", outcome.drive().orElseThrow(), scratch.resolve("sigterm-timing.csv"));
        assertEquals(
                List.of("lateness", "work", "interval", "policy", "round trip"),
                timing.table().stringColumn("time").asList());
        assertTrue(timing.table().doubleColumn("count").get(4) > 100);
        assertEquals(2, timing.save(scratch).size());
        assertEquals(
                0,
                new CommandLine(new Go2Command())
                        .execute(
                                "watch",
                                scratch.resolve("sigterm.csv").toString(),
                                "--out",
                                scratch.toString(),
                                "--from",
                                "0.6",
                                "--seconds",
                                "0.4"));
        assertTrue(Files.readString(scratch.resolve("sigterm.html")).contains("film-"));
    }

    @Test
    void aDriveWhoseRobotIsKilledDampsAndSaysWhy() throws Exception {
        var outcome = run(
                LinkOptions.Way.UDP, new Scenario("robot-killed", ROBOT, drive("1000"), Happening.KILL_ROBOT, RISING));
        assertEquals(1, outcome.driveExit());
        assertEquals("STATE_OLD", said(outcome.drive().orElseThrow(), "verdict"));
        assertTrue(outcome.robot().isEmpty());
    }

    @Test
    void aRobotWhoseDriveIsKilledDampsByItselfAlsoOverDds() throws Exception {
        assumeTrue(Dds.missing().isEmpty(), Dds.missing());
        var outcome = run(
                LinkOptions.Way.DDS,
                new Scenario("drive-killed", List.of("--timeout", "500"), drive("5000"), Happening.KILL_DRIVE, RISING));
        assertEquals(137, outcome.driveExit());
        assertTrue(outcome.robot().orElseThrow().get("timeouts").getAsLong() >= 1);
    }
}
