package org.tandemrl.sim.rigid;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.tandemrl.sim.robot.Robots;

class StateProbeTest {
    private static final double[] GRAVITY = {0, -10, 0};

    private static RigidModel.Link link(JointType type, double armature) {
        int n = type.coordinates;
        double[] armatures = new double[type.freedoms];
        java.util.Arrays.fill(armatures, armature);
        double[] one = new double[n];
        java.util.Arrays.fill(one, 1);
        return new RigidModel.Link(
                "body",
                -1,
                type,
                Transform.IDENTITY,
                type == JointType.PRISMATIC ? new double[] {0, 1, 0} : new double[3],
                Transform.IDENTITY,
                2,
                new double[] {0.1, 0, 0, 0, 0.2, 0, 0, 0, 0.3},
                7,
                0,
                50,
                0,
                armatures,
                new double[n],
                java.util.Arrays.stream(one).map(x -> -x).toArray(),
                one);
    }

    private static RigidModel model(RigidModel.Link link) {
        var foot = new RigidModel.Contact(0, new double[] {0, -1, 0}, 0.1, 1000, 10, 100, 0.5);
        return new RigidModel(
                "probe",
                0.01,
                4,
                1,
                GRAVITY,
                List.of(link),
                List.of(foot),
                List.of(),
                new int[0],
                new double[link.type().coordinates]);
    }

    @Test
    void energiesAndMomentumOfAFlyingBodyAreThoseOfTheTextbook() {
        double[] p = {1, 2, 3};
        double[] omega = {0.5, -1, 2};
        double[] u = {3, 4, -5};
        double[] state = {
            p[0],
            p[1],
            p[2],
            0,
            0,
            0,
            1,
            omega[0],
            omega[1],
            omega[2],
            u[0] - omega[1] * p[2] + omega[2] * p[1],
            u[1] - omega[2] * p[0] + omega[0] * p[2],
            u[2] - omega[0] * p[1] + omega[1] * p[0]
        };
        var m = new StateProbe(model(link(JointType.FREE, 0))).mechanics(state);
        assertEquals(0.5 * 2 * 50 + 0.5 * (0.1 * 0.25 + 0.2 + 0.3 * 4), m.kinetic(), 1e-12);
        assertEquals(2 * 10 * 2, m.potential(), 1e-12);
        assertArrayEquals(new double[] {6, 8, -10}, m.linear(), 1e-12);
        // p × m u + I ω.
        assertArrayEquals(
                new double[] {2 * (-10 - 12) + 0.05, 2 * (9 + 5) - 0.2, 2 * (4 - 6) + 0.6}, m.angular(), 1e-12);
    }

    @Test
    void springsLimitsAndRotorsCount() {
        var m = new StateProbe(model(link(JointType.PRISMATIC, 0.25))).mechanics(new double[] {1.5, 2});
        assertEquals(0.5 * 2.25 * 4, m.kinetic(), 1e-12);
        assertEquals(2 * 10 * 1.5 + 0.5 * 7 * 2.25 + 0.5 * 50 * 0.25, m.potential(), 1e-12);
        assertEquals(1, new StateProbe(model(link(JointType.PRISMATIC, 0))).limitsPassed(new double[] {-1.5, 0}));
        assertEquals(0, new StateProbe(model(link(JointType.PRISMATIC, 0))).limitsPassed(new double[] {0.5, 0}));
    }

    @Test
    void touchesAreThePointsBelowTheGroundAndSlideWhenFrictionIsOnItsCone() {
        var probe = new StateProbe(model(link(JointType.FREE, 0)));
        assertEquals(List.of(), probe.touches(state(1.2, 0)));
        var sticking = probe.touches(state(1, 0.2)).getFirst();
        assertEquals(-0.1, sticking.depth(), 1e-12);
        assertEquals(0.2, sticking.slip(), 1e-12);
        assertEquals(-0.3, sticking.approach(), 1e-12);
        // kf·slip = 20 against mu·ke·depth = 50.
        assertFalse(sticking.sliding());
        assertTrue(probe.touches(state(1, 0.6)).getFirst().sliding());
    }

    private static double[] state(double height, double speed) {
        return new double[] {0, height, 0, 0, 0, 0, 1, 0, 0, 0, speed, -0.3, 0};
    }

    @Test
    void theAntsMomentumIsThatOfThePlainStatementOfThePhysics() {
        var model = Robots.model("ant");
        double[] state = org.tandemrl.sim.rigid.Robots.states(model, 1, 3);
        var m = new StateProbe(model).mechanics(state);
        double[] plain = new ScalarPhysics(model).momentum(state);
        assertArrayEquals(new double[] {plain[0], plain[1], plain[2]}, m.angular(), 1e-10);
        assertArrayEquals(new double[] {plain[3], plain[4], plain[5]}, m.linear(), 1e-10);
    }

    @Test
    void aStateOfAnotherRobotIsRefused() {
        var e = assertThrows(
                IllegalArgumentException.class, () -> new StateProbe(Robots.model("ant")).mechanics(new double[3]));
        assertEquals("a state of 'ant' has 29 numbers, this one 3", e.getMessage());
    }
}
