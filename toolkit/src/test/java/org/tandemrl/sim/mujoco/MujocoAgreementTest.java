package org.tandemrl.sim.mujoco;

import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import org.apache.commons.math3.random.Well19937c;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tandemrl.sim.Datasets;

class MujocoAgreementTest {
    private static final double TOLERANCE = 1e-9;

    @BeforeAll
    static void mujocoIsInstalled() {
        assumeTrue(Mujoco.missing().isEmpty(), Mujoco.missing());
    }

    @ParameterizedTest
    @ValueSource(strings = {"ant", "humanoid", "go2", "cartpole", "hopper", "half_cheetah"})
    void kinematicsMassMatrixAndForcesAgreeWithMujocoAtAHundredRandomStates(String robot) {
        assumeTrue(Files.exists(file(robot)), "there is no " + file(robot));
        var errors = Witness.compare(file(robot), 100, new Well19937c(7));
        System.out.print(Witness.table(new ArrayList<>(java.util.List.of(errors))));
        assertTrue(errors.worst() < TOLERANCE, errors::toString);
    }

    private static Path file(String robot) {
        return Datasets.path("robots").resolve(robot + ".xml");
    }
}
