package org.tandemrl.sim.mujoco;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Path;
import java.util.List;
import org.apache.commons.math3.random.Well19937c;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tandemrl.sim.Datasets;
import org.tandemrl.sim.rigid.Transform;
import org.tandemrl.sim.robot.Frames;

class MujocoAgreementTest {
    private static final double TOLERANCE = 1e-9;

    @BeforeEach
    void mujocoIsInstalled() {
        assumeTrue(Mujoco.missing().isEmpty(), Mujoco.missing());
    }

    @ParameterizedTest
    @ValueSource(strings = {"ant", "humanoid", "go2", "cartpole", "hopper", "half_cheetah", "allegro"})
    void kinematicsMassMatrixAndForcesAgreeWithMujocoAtAHundredRandomStates(String robot) {
        var errors = Witness.compare(file(robot), 100, new Well19937c(7));
        System.out.print(Witness.table(List.of(errors)));
        assertTrue(errors.worst() < TOLERANCE, errors::toString);
        // Go2's tensors are not diagonal in the file: the next test.
        assertTrue(errors.inertia() < (robot.equals("go2") ? 2e-6 : TOLERANCE), errors::toString);
    }

    @Test
    void whereMujocosInertiasDifferItHasStoppedTurningTheAxesTooEarly() {
        var model = Witness.model(file("go2"));
        try (var theirs = new MujocoTerms(file("go2"))) {
            for (var link : model.links()) {
                if (link.mass() > 0) {
                    var inertial = theirs.inertials().get(link.name());
                    double[] q = inertial.axes();
                    double[] r = Frames.matrix(new Transform(0, 0, 0, q[0], q[1], q[2], q[3]));
                    double[] own = turnedBack(r, Witness.tensor(link));
                    double largest = inertial.moments()[0];
                    for (int i = 0; i < 3; i++) {
                        // In MuJoCo's own axes the moments agree; what is left beside them is a turn of less than
                        // 1.5e-6.
                        int j = (i + 1) % 3;
                        assertEquals(inertial.moments()[i], own[4 * i], 1e-11 * largest, link.name());
                        double turn = Math.abs(own[3 * i + j] / (own[4 * i] - own[4 * j]));
                        assertTrue(own[3 * i + j] == 0 || turn < 1.5e-6, link.name() + " " + turn);
                    }
                }
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"ant", "humanoid", "go2"})
    void aMassThatIsWrongByAHundredMillionthIsSeen(String robot) {
        try (var theirs = new MujocoTerms(file(robot))) {
            var root = Witness.model(file(robot)).links().getFirst();
            theirs.setMass(root.name(), root.mass() * (1 + 1e-8));
            var errors = Witness.compare(Witness.model(file(robot)), theirs, 10, new Well19937c(7));
            assertTrue(errors.kinematics() < TOLERANCE, errors::toString);
            assertTrue(errors.inertia() > TOLERANCE, errors::toString);
            assertTrue(errors.massMatrix() > TOLERANCE, errors::toString);
            assertTrue(errors.bias() > TOLERANCE, errors::toString);
        }
    }

    /** Rᵀ I R. */
    private static double[] turnedBack(double[] r, double[] tensor) {
        double[] result = new double[9];
        for (int i = 0; i < 3; i++) {
            for (int j = 0; j < 3; j++) {
                for (int k = 0; k < 9; k++) {
                    result[3 * i + j] += r[3 * (k / 3) + i] * tensor[k] * r[3 * (k % 3) + j];
                }
            }
        }
        return result;
    }

    private static Path file(String robot) {
        return Datasets.path("robots").resolve(robot + ".xml");
    }
}
