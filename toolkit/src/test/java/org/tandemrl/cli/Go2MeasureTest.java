package org.tandemrl.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tandemrl.sim.mujoco.Mujoco;
import org.tandemrl.sim.mujoco.MujocoSettings;
import org.tandemrl.sim.physx.PhysxSimulator;
import org.tandemrl.task.hand.HandStability;

/** What measures robots and their policies, from the terminal. */
final class Go2MeasureTest {
    @TempDir
    private Path scratch;

    /** A policy that remembers, measured as of each state that was kept. */
    @Test
    void aWalkingPolicyIsMeasuredAlongItsTraining() throws Exception {
        assumeTrue(PhysxSimulator.missing().isEmpty(), PhysxSimulator.missing());
        var run = scratch.resolve("run");
        CommandLines.run(
                        "train",
                        "--task",
                        "go2-walking",
                        "--algorithm",
                        "dmo-sapo",
                        "--samples",
                        "400",
                        "--threads",
                        "1",
                        "--keep-every",
                        "200",
                        "--out",
                        run,
                        "--set",
                        "environments=8",
                        "--set",
                        "horizon=4",
                        "--set",
                        "actor.recurrent=8",
                        "--set",
                        "model.hidden=16,16",
                        "--set",
                        "model.updates=1",
                        "--set",
                        "model.batch=16",
                        "--set",
                        "exploration.transitions=100",
                        "--set",
                        "exploration.updates=1")
                .succeeded();
        var out = scratch.resolve("measured");
        CommandLines.run("go2", "measure", run, "--kept", "--episodes", "2", "--out", out)
                .succeeded();
        List<String> rows = Files.readAllLines(out.resolve("progress.csv"));
        assertEquals(
                "task,algorithm,seed,samples,engine",
                String.join(",", List.of(rows.getFirst().split(",")).subList(0, 5)));
        assertTrue(rows.size() >= 3, rows::toString);
        assertTrue(rows.getLast().startsWith("go2-walking,dmo-sapo,1,4"), rows.getLast());
        var terrain = scratch.resolve("terrain");
        CommandLines.run("go2", "measure", run, "--levels", "--episodes", "2", "--out", terrain)
                .succeeded();
        rows = Files.readAllLines(terrain.resolve("terrain.csv"));
        assertTrue(rows.getFirst().startsWith("task,algorithm,seed,level,engine,"), rows.getFirst());
        assertEquals(11, rows.size());
        assertTrue(rows.getLast().startsWith("go2-walking,dmo-sapo,1,9,PhysX"), rows.getLast());
        CommandLines.run("go2", "measure", run, "--levels", "--kept", "--out", terrain)
                .refused(2, "--kept and --levels are given; allowed is one of them");
    }

    @Test
    void aHandsStabilityIsSaidOfTheTasksWay() {
        CommandLines.run("study", "hand", "--hands", "0", "--out", scratch).refused(2, "--hands is 0; allowed are");
        assumeTrue(Mujoco.missing().isEmpty(), Mujoco.missing());
        var way = new HandStability.Way(4, MujocoSettings.Cone.ELLIPTIC, 0.001);
        assertTrue(HandStability.ways().contains(way));
        var outcome = HandStability.of(way, 2, 0);
        assertEquals(1, outcome.rests());
        assertEquals(0, outcome.diverges());
        assertEquals(0.05, outcome.sinks(), 0.01);
        assertTrue(outcome.fastest() > 1 && outcome.fastest() < 100, "fastest " + outcome.fastest());
    }
}
