package org.tandemrl.sim.rigid;

import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * A step allocates nothing. Until a kernel is compiled its vectors are objects, so this also shows that every kernel does get
 * compiled: one that is too large for a compiler keeps allocating, and is some fifty times slower.
 */
class AllocationTest {
    private static final long PATIENCE = 120_000_000_000L;
    private static final int STEPS = 200;

    @ParameterizedTest
    @CsvSource({"1", "2"})
    void neitherAStepNorItsAdjointAllocatesOnAnyThread(int threads) {
        var model = Robots.muscled();
        int environments = 3 * Lanes.L - 1;
        var state = Robots.states(model, environments, 1);
        var control = Robots.controls(model, environments, 2);
        var costate = Robots.states(model, environments, 3);
        var next = new double[state.length];
        var stateAdjoint = new double[state.length];
        var controlAdjoint = new double[control.length];
        var memory = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        try (var simulator = new RigidSimulator(model, environments, threads)) {
            long begin = System.nanoTime();
            long bytes = Long.MAX_VALUE;
            // Other threads of the process may allocate a little now and then; an object a step would be this much.
            long objects = 16L * STEPS;
            while (bytes >= objects && System.nanoTime() - begin < PATIENCE) {
                long before = memory.getTotalThreadAllocatedBytes();
                for (int k = 0; k < STEPS; k++) {
                    simulator.step(state, control, next);
                    simulator.stepAdjoint(state, control, costate, stateAdjoint, controlAdjoint);
                }
                bytes = memory.getTotalThreadAllocatedBytes() - before;
            }
            assertTrue(bytes < objects, bytes + " bytes in " + STEPS + " steps with " + threads + " threads");
        }
    }
}
