package org.tandemrl.robot.drive;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tandemrl.export.PolicyFile;
import org.tandemrl.robot.simulated.Lockstep;
import org.tandemrl.run.Run;
import org.tandemrl.run.RunException;
import org.tandemrl.run.RunSettings;
import org.tandemrl.sim.Datasets;
import org.tandemrl.sim.mujoco.Mujoco;
import org.tandemrl.sim.physx.PhysxSimulator;
import org.tandemrl.task.RecurrentPolicy;

/** Policies that a drive follows, and what it is asked. */
final class PoliciesTest {
    @TempDir
    private Path scratch;

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void theFileOfARunDrivesTheRobot(boolean remembers) {
        assumeTrue(PhysxSimulator.missing().isEmpty(), PhysxSimulator.missing());
        assumeTrue(Mujoco.missing().isEmpty(), Mujoco.missing());
        var file = scratch.resolve("walk.onnx");
        var plain = RunSettings.of(remembers ? "dmo-sapo" : "ppo", "go2-walking", 1, 64)
                .with("environments", 8)
                .with("horizon", 8)
                .onThreads(1);
        var settings = remembers
                ? plain.with("actor.recurrent", 8)
                        .with("model.hidden", "16,16")
                        .with("model.updates", 1)
                        .with("model.batch", 16)
                        .with("exploration.transitions", 64)
                        .with("exploration.updates", 1)
                : plain.with("minibatches", 2);
        try (var run = Run.start(settings, scratch.resolve("run"))) {
            run.train();
            PolicyFile.write(run, file);
        }
        var policy = Policies.load(file.toString());
        double[][] first = new double[2][];
        try (var lockstep = new Lockstep(
                observation -> {
                    double[] action = policy.act().apply(observation);
                    if (first[0] == null) {
                        first[0] = observation;
                        first[1] = action;
                    }
                    return action;
                },
                "0.3,0,0",
                1)) {
            lockstep.run(5.5);
            assertEquals("", lockstep.robot.audit().first());
            assertTrue((long) lockstep.robot.report().get("commands") > 1000);
        }
        RecurrentPolicy.begin(policy.act());
        assertArrayEquals(first[1], policy.act().apply(first[0]));
        policy.close().run();
    }

    @Test
    void whatCannotDriveIsRefusedByName() {
        var other = Datasets.path("policies").resolve("dmo-sapo-hopper.onnx").toString();
        String refusal =
                assertThrows(RunException.class, () -> Policies.load(other)).getMessage();
        assertTrue(refusal.contains("is of task hopper") && refusal.contains("go2-walking, from 49 to 12"), refusal);
        assertThrows(RunException.class, () -> Policies.load("no-such.onnx"));
        var stand = Policies.load("stand");
        assertArrayEquals(new double[12], stand.act().apply(new double[49]));
        for (String fault : new String[] {"late@1", "late=x@1", "nan", "nan=3@1", "slow=3@1"}) {
            assertThrows(IllegalArgumentException.class, () -> Policies.failing(stand, fault), fault);
        }
    }

    @Test
    void aPolicysFaultBeginsInItsTime() {
        var failing = Policies.failing(Policies.load("stand"), "nan@0.1").act();
        double[] seen = new double[49];
        // Tries before the first step see nothing, and do not count.
        for (int k = 0; k < 50; k++) {
            var ignored = failing.apply(seen);
        }
        Arrays.fill(seen, 1);
        for (int k = 0; k < 5; k++) {
            assertEquals(0, failing.apply(seen)[0]);
        }
        assertTrue(Double.isNaN(failing.apply(seen)[0]));
    }

    @Test
    void aPlanIsReadAndWhatIsNoneIsRefused() {
        var plan = CommandPlan.parse(" 0.5,0,-0.3@5; 0,0,0@2.5;0,-0.6,1");
        double[] command = new double[3];
        double[][] times = {{0, 0.5}, {4.99, 0.5}, {5, 0}, {7.49, 0}, {7.5, 0}, {1e6, 0}};
        for (double[] pair : times) {
            plan.at(pair[0], command);
            assertEquals(pair[1], command[0], "at " + pair[0]);
        }
        assertArrayEquals(new double[] {0, -0.6, 1}, command);
        for (String none : new String[] {
            "", "1", "0,0", "0,0,0,0", "0.7,0,0", "0,0,1.1", "0,NaN,0", "0,0,0@0", "0,0,0@x", "0,0,0@1@2"
        }) {
            String message = assertThrows(IllegalArgumentException.class, () -> CommandPlan.parse(none), none)
                    .getMessage();
            assertTrue(message.contains("allowed") || message.contains("no number"), message);
        }
        // Its last part may have a time; it holds nevertheless.
        CommandPlan.parse("0.1,0,0@1").at(5, command);
        assertEquals(0.1, command[0]);
    }
}
