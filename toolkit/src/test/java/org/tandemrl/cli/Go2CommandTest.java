package org.tandemrl.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tandemrl.robot.link.Dds;
import org.tandemrl.sim.mujoco.Mujoco;

/** What the robot's commands refuse, before anything moves. */
final class Go2CommandTest {
    @TempDir
    private Path scratch;

    @Test
    void whatCannotBeDrivenIsRefusedBeforeItBegins() {
        CommandLines.run("go2").refused(2, "Say what to do: one of drive, robot, faults, rehearse");
        CommandLines.run("go2", "drive", "stand", "--command", "0.7,0,0")
                .refused(2, "vx of a command is 0.7; allowed is -0.6 to 0.6");
        CommandLines.run("go2", "drive", "stand", "--seconds", "4000").refused(2, "allowed: 0 to 3600");
        CommandLines.run("go2", "drive", "stand", "--state-age", "1").refused(2, "--state-age is 1.0 ms");
        CommandLines.run("go2", "drive", "stand", "--link", "serial").refused(2, "serial");
        CommandLines.run("go2", "drive", "no-such.onnx").refused(1, "no-such.onnx");
        CommandLines.run("go2", "drive", "stand", "--port", "80").refused(1, "The port is");
        CommandLines.run("go2", "drive", "stand", "--policy-fault", "tired@2").refused(2, "late=MILLISECONDS@SECONDS");
    }

    @Test
    void nothingLeavesThisMachineUnasked() {
        CommandLines.run("go2", "drive", "stand", "--link", "dds", "--interface", "eth0")
                .refused(1, "--interface is eth0; allowed is lo", "never run");
        CommandLines.run("go2", "robot", "--link", "dds", "--interface", "eth0").refused(1, "allowed is lo");
        CommandLines.run("go2", "faults", "--out", scratch, "--link", "dds", "--interface", "eth0")
                .refused(1, "allowed is lo");
        // With a robot there is no patience, and no rehearsal.
        CommandLines.run("go2", "drive", "stand", "--beyond-loopback", "--state-age", "100")
                .refused(2, "--beyond-loopback is for a robot");
        CommandLines.run("go2", "drive", "stand", "--beyond-loopback", "--policy-fault", "nan@1")
                .refused(2, "--beyond-loopback is for a robot");
    }

    @Test
    void aRobotsFaultThatIsNotKnownIsNamed() {
        CommandLines.run("go2", "robot", "--fault", "rust").refused(2, "'rust' is not known; allowed are loss, delay");
        CommandLines.run("go2", "robot", "--fault", "loss")
                .refused(2, "'loss' has the value NaN; allowed is 0.0 to 1.0");
        CommandLines.run("go2", "robot", "--fault", "push=9@1").refused(2, "allowed is -3.0 to 3.0");
        CommandLines.run("go2", "robot", "--fault", "freeze@soon").refused(2, "has no number: 'soon'");
        CommandLines.run("go2", "robot", "--seconds", "0").refused(2, "--seconds is 0.0");
        assumeTrue(Mujoco.missing().isEmpty(), Mujoco.missing());
        CommandLines.run("go2", "robot", "--timeout", "1").refused(1, "allowed: 0.005 to 10");
        CommandLines.run("go2", "faults", "--out", scratch, "--realtime", "99")
                .refused(1, "--realtime is 99; allowed are 1 to 90");
        CommandLines.run("go2", "faults", "--out", scratch, "--only", "rain")
                .refused(1, "--only is rain; allowed are nothing");
    }

    @Test
    void aLogThatIsNoneIsNotPlayed() throws Exception {
        var file = Files.writeString(scratch.resolve("other.csv"), "a,b\n1,2\n");
        var out = scratch.resolve("films/of/none");
        CommandLines.run("go2", "watch", file, "--out", out).refused(1, "is no log of a drive");
        assertFalse(Files.exists(scratch.resolve("films")), "folders of what was refused");
        CommandLines.run("go2", "watch", file, "--out", scratch, "--seconds", "61")
                .refused(2, "above 0 to 60");
    }

    @Test
    void aDriveWithoutARobotWaitsAndSaysSo() {
        var refused = CommandLines.run("go2", "drive", "stand", "--port", "38411", "--seconds", "1")
                .refused(1, "refused to start, listen: no state has come from the robot");
        assertEquals("}", refused.lastLine());
        assumeTrue(Dds.missing().isEmpty(), Dds.missing());
        CommandLines.run("go2", "drive", "stand", "--link", "dds", "--domain", "85", "--seconds", "1")
                .refused(1, "no state has come from the robot");
    }
}
