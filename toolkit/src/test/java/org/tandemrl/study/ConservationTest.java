package org.tandemrl.study;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

final class ConservationTest {
    private static final int[] SUBSTEPS = {16, 32, 64, 128};

    @Test
    void aSwingingChainKeepsItsEnergyToTheOrderOfTheIntegrator() {
        var chain = Conservation.chain(5);
        var drifts = Conservation.drifts(chain, Conservation.chainStart(chain), 2, true, SUBSTEPS);
        assertEquals(1, Conservation.order(drifts, Conservation.Drift::energy), 0.05);
        assertTrue(drifts.getLast().energy() < 0.006, drifts::toString);
    }

    @Test
    void anOldMassMatrixCostsAnErrorThatShorterSubstepsDoNotMend() {
        var chain = Conservation.chain(5);
        var drifts = Conservation.drifts(chain, Conservation.chainStart(chain), 2, false, SUBSTEPS);
        assertTrue(drifts.getLast().energy() > 0.02, drifts::toString);
    }

    @Test
    void aFreeSpinningBodyKeepsEnergyAndMomentumToTheOrderOfTheIntegrator() {
        var drifts = Conservation.drifts(Conservation.spinningBody(), Conservation.spinningStart(), 2, true, SUBSTEPS);
        assertEquals(1, Conservation.order(drifts, Conservation.Drift::energy), 0.05);
        assertEquals(1, Conservation.order(drifts, Conservation.Drift::angular), 0.05);
        assertEquals(1, Conservation.order(drifts, Conservation.Drift::linear), 0.05);
        assertTrue(drifts.getLast().angular() < 0.01, drifts::toString);
    }
}
