package org.tandemrl.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.HashSet;
import jdk.incubator.vector.DoubleVector;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tandemrl.sim.robot.Robots;

class JmhBenchmarksTest {
    private static StepCost count(String task, boolean adjoint) {
        return new JmhBenchmarks().count(new SimulatorSetting(task, 1, 1, adjoint));
    }

    @Test
    void countsWhatTheKernelsOfASmallRobotDo() {
        var cost = count("cartpole", false);
        int substeps = Robots.model("cartpole").substeps();
        // Counted by hand is only the order: three links, two freedoms, some hundreds of operations a substep.
        assertTrue(cost.flops() > 300 * substeps && cost.flops() < 1500 * substeps, cost.toString());
        assertTrue(cost.bytesStored() < cost.bytesLoaded(), cost.toString());
        assertEquals(0, cost.inContact());
    }

    @Test
    void aCrossProductIsNineOperationsSixLoadsAndThreeStores() throws ReflectiveOperationException {
        var cross = new CountingLoader()
                .loadClass("org.tandemrl.sim.rigid.Lanes")
                .getDeclaredMethod("cross", double[].class, int.class, int.class, int.class);
        cross.setAccessible(true);
        int lanes = DoubleVector.SPECIES_PREFERRED.length();
        Tally.clear();
        cross.invoke(null, new double[9 * lanes], 0, 3 * lanes, 6 * lanes);
        assertEquals(9, Tally.flops);
        assertEquals(6, Tally.loads);
        assertEquals(3, Tally.stores);
    }

    @Test
    void theAdjointCostsItsOwnForwardPassAndMore() {
        var forward = count("hopper", false);
        var both = count("hopper", true);
        assertTrue(both.flops() > 3 * forward.flops() && both.flops() < 6 * forward.flops(), forward + " " + both);
    }

    @Test
    void countingTwiceCountsTheSame() {
        assertEquals(count("hopper", false), count("hopper", false));
    }

    @ParameterizedTest
    @ValueSource(strings = {"ant", "cheetah", "hopper", "humanoid", "snu"})
    void aWorkloadStandsAndFallsOnTheGround(String task) {
        var workload = Workload.of(task, 16);
        assertTrue(workload.inContact() > 0.15, task + ": " + workload.inContact());
        for (var states : workload.states()) {
            assertTrue(Arrays.stream(states).allMatch(Double::isFinite));
        }
        assertFalse(Arrays.equals(workload.states()[0], workload.states()[1]));
        assertTrue(Arrays.stream(workload.controls()[0]).anyMatch(u -> u != 0));
    }

    @Test
    void aLargeBatchRepeatsRowsOnlyAtOtherFrames() {
        int environments = 300;
        var workload = Workload.of("cartpole", environments);
        int width = workload.states()[0].length / environments;
        for (int frame = 0; frame < workload.frames(); frame++) {
            var rows = new HashSet<Double>();
            for (int e = 0; e < environments; e++) {
                rows.add(workload.states()[frame][e * width + 1]);
            }
            assertEquals(environments, rows.size(), "the pole's angles in frame " + frame);
        }
    }

    @Test
    void thePeakOfThisMachineIsAboveAGigaflop() {
        double peak = new JmhBenchmarks().peak(1);
        assertTrue(peak > 1e9 && peak < 1e13, "peak " + peak);
    }
}
