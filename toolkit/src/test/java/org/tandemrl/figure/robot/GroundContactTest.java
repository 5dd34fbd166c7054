package org.tandemrl.figure.robot;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tandemrl.sim.rigid.RigidModel;
import org.tandemrl.sim.rigid.RigidSimulator;
import org.tandemrl.sim.rigid.Transform;
import org.tandemrl.sim.robot.Frames;
import org.tandemrl.sim.robot.Robots;

final class GroundContactTest {
    /**
     * A substep with the ground and one without it differ in total momentum by h Σ F and h Σ p × F. So the points that are drawn
     * are where the simulator has them, touch when it says so, and are pushed as hard.
     */
    @ParameterizedTest
    @ValueSource(strings = {"ant", "humanoid", "snu_humanoid"})
    void pointsAndForcesAreTheSimulators(String robot) {
        double h = 1e-3;
        var model = with(Robots.model(robot), h, Robots.model(robot).contacts());
        var flying = with(model, h, List.of());
        var random = new Random(7);
        int touched = 0;
        try (var ground = new RigidSimulator(model, 1, 1);
                var air = new RigidSimulator(flying, 1, 1)) {
            for (int trial = 0; trial < 20; trial++) {
                double[] state = state(model, random);
                double[] control = new double[ground.controlSize()];
                double[] withGround = new double[state.length];
                double[] without = new double[state.length];
                ground.step(state, control, withGround);
                air.step(state, control, without);
                // Both new velocities at the old place: only there is the difference of momenta an impulse.
                double[] change = minus(momentum(model, state, withGround), momentum(model, state, without));
                double[] impulse = new double[6];
                for (var c : GroundContact.of(model, state)) {
                    assertEquals(c.position()[1], c.gap());
                    assertEquals(c.touches(), c.strength() > 0);
                    touched += c.touches() ? 1 : 0;
                    double[] p = c.position();
                    double[] f = c.force();
                    double[] wrench = {
                        p[1] * f[2] - p[2] * f[1],
                        p[2] * f[0] - p[0] * f[2],
                        p[0] * f[1] - p[1] * f[0],
                        f[0],
                        f[1],
                        f[2]
                    };
                    for (int k = 0; k < 6; k++) {
                        impulse[k] += h * wrench[k];
                    }
                }
                double size = 1 + norm(impulse);
                for (int k = 0; k < 6; k++) {
                    assertEquals(
                            impulse[k] / size, change[k] / size, 1e-9, robot + ", trial " + trial + ", component " + k);
                }
            }
        }
        assertTrue(touched > 20, touched + " points touched");
    }

    @Test
    void aRobotAtRestIsPushedUpInProportionToItsDepth() {
        var model = Robots.model("hopper");
        double[] q = new double[model.coordinates()];
        double lowest = GroundContact.of(model, q).stream()
                .mapToDouble(GroundContact::gap)
                .min()
                .orElseThrow();
        q[1] = -lowest - 0.004;
        var touching = GroundContact.of(model, q).stream()
                .filter(GroundContact::touches)
                .toList();
        assertTrue(!touching.isEmpty() && touching.size() < 5, touching.toString());
        for (var c : touching) {
            assertArrayEquals(
                    new double[] {0, -c.gap() * model.contacts().getFirst().ke(), 0}, c.force(), 1e-9);
        }
    }

    private static RigidModel with(RigidModel m, double h, List<RigidModel.Contact> contacts) {
        return new RigidModel(
                m.name(), h, 1, 1, m.gravity(), m.links(), contacts, m.muscles(), m.actuated(), m.qDefault());
    }

    /** The default pose, a little turned and bent, its lowest point a few centimetres deep or high, and moving. */
    private static double[] state(RigidModel model, Random random) {
        double[] state = new double[model.coordinates() + model.freedoms()];
        System.arraycopy(model.qDefault(), 0, state, 0, model.coordinates());
        int q = 0;
        for (var link : model.links()) {
            int quaternion = switch (link.type()) {
                case FREE -> q + 3;
                case BALL -> q;
                default -> -1;
            };
            if (quaternion >= 0) {
                double n = 0;
                for (int k = 0; k < 4; k++) {
                    state[quaternion + k] += 0.2 * random.nextGaussian();
                    n += state[quaternion + k] * state[quaternion + k];
                }
                for (int k = 0; k < 4; k++) {
                    state[quaternion + k] /= Math.sqrt(n);
                }
            } else if (link.type().coordinates == 1) {
                state[q] += 0.2 * random.nextGaussian();
            }
            q += link.type().coordinates;
        }
        double lowest = GroundContact.of(model, state).stream()
                .mapToDouble(GroundContact::gap)
                .min()
                .orElseThrow();
        state[0] = 3 * random.nextGaussian();
        state[1] += -lowest - 0.05 * random.nextDouble();
        for (int k = model.coordinates(); k < state.length; k++) {
            state[k] = random.nextGaussian();
        }
        return state;
    }

    /** Total momentum about the world's origin, (angular, linear), with the pose of one state and the velocities of another. */
    private static double[] momentum(RigidModel model, double[] place, double[] moving) {
        double[] state = moving.clone();
        System.arraycopy(place, 0, state, 0, model.coordinates());
        var poses = Kinematics.links(model, state);
        double[][] twists = Kinematics.twists(model, state, poses);
        double[] sum = new double[6];
        for (int i = 0; i < poses.length; i++) {
            var link = model.links().get(i);
            Transform center = Frames.compose(poses[i], link.linkToCenter());
            double[] v = twists[i];
            double m = link.mass();
            double[] p = {
                m * (v[3] + v[1] * center.pz() - v[2] * center.py()),
                m * (v[4] + v[2] * center.px() - v[0] * center.pz()),
                m * (v[5] + v[0] * center.py() - v[1] * center.px())
            };
            double[] r = Frames.matrix(center);
            double[] l = new double[3];
            for (int a = 0; a < 3; a++) {
                for (int b = 0; b < 3; b++) {
                    for (int c = 0; c < 3; c++) {
                        for (int d = 0; d < 3; d++) {
                            l[a] += r[3 * a + b] * link.inertia()[3 * b + c] * r[3 * d + c] * v[d];
                        }
                    }
                }
            }
            sum[0] += l[0] + center.py() * p[2] - center.pz() * p[1];
            sum[1] += l[1] + center.pz() * p[0] - center.px() * p[2];
            sum[2] += l[2] + center.px() * p[1] - center.py() * p[0];
            for (int k = 0; k < 3; k++) {
                sum[3 + k] += p[k];
            }
        }
        return sum;
    }

    private static double[] minus(double[] a, double[] b) {
        double[] d = new double[a.length];
        for (int k = 0; k < d.length; k++) {
            d[k] = a[k] - b[k];
        }
        return d;
    }

    private static double norm(double[] a) {
        double s = 0;
        for (double x : a) {
            s += x * x;
        }
        return Math.sqrt(s);
    }
}
