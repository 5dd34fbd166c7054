package org.tandemrl.figure.robot;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.tandemrl.sim.rigid.JointType;
import org.tandemrl.sim.rigid.RigidModel;
import org.tandemrl.sim.rigid.Transform;
import org.tandemrl.sim.robot.Frames;
import org.tandemrl.sim.robot.Robots;
import org.tandemrl.sim.robot.Shape;

final class BodyShapesTest {
    @Test
    void theCornersOfABodyDrawnAreTheContactPointsOfItsLink() {
        var model = Robots.model("snu_humanoid");
        var shapes = BodyShapes.of(model);
        assertEquals(11, shapes.size());
        for (var placed : shapes) {
            var corners = Arrays.stream(placed.shape().contactPoints())
                    .map(c -> Frames.apply(placed.shape().pose(), c[0], c[1], c[2]))
                    .toList();
            var points = model.contacts().stream()
                    .filter(c -> c.link() == placed.link())
                    .map(RigidModel.Contact::point)
                    .toList();
            assertEquals(8, points.size());
            for (double[] p : points) {
                double nearest =
                        corners.stream().mapToDouble(c -> distance(c, p)).min().orElseThrow();
                assertEquals(0, nearest, 1e-5, placed.shape().name());
            }
            assertEquals(model.links().get(placed.link()).mass(), placed.shape().mass(), 1e-9);
        }
        // The recorded inertia of the pelvis is that of this very cuboid.
        double[] inertia = model.links().getFirst().inertia();
        double[] moments = shapes.getFirst().shape().moments();
        for (int k = 0; k < 3; k++) {
            assertEquals(inertia[4 * k], moments[k], 2e-3 * inertia[4 * k]);
        }
    }

    @Test
    void aLinkWithoutSuchPointsIsTheCuboidOfItsMassAndMoments() {
        var box = new Shape.Box("box", Frames.rotation(new double[] {0, 0.6, 0.8}, 0.7), 0.3, 0.2, 0.05, 400, 1, true);
        var model = model(inertia(box), box.mass());
        var drawn = (Shape.Box) BodyShapes.of(model).getFirst().shape();
        double[] half = {drawn.halfX(), drawn.halfY(), drawn.halfZ()};
        Arrays.sort(half);
        assertEquals(0.05, half[0], 1e-9);
        assertEquals(0.2, half[1], 1e-9);
        assertEquals(0.3, half[2], 1e-9);
        assertEquals(box.mass(), drawn.mass(), 1e-9);
        // Turned back to the link's axes it has the same tensor, so it stands where the body stands.
        double[] wanted = inertia(box);
        double[] found = inertia(drawn);
        for (int k = 0; k < 9; k++) {
            assertEquals(wanted[k], found[k], 1e-9);
        }
    }

    @Test
    void momentsThatNoBodyHasGiveAThinPlateAndNoFailure() {
        var drawn = (Shape.Box) BodyShapes.of(model(new double[] {0, 0, 0, 0, 1, 0, 0, 0, 0}, 2))
                .getFirst()
                .shape();
        for (double half : new double[] {drawn.halfX(), drawn.halfY(), drawn.halfZ()}) {
            assertTrue(half > 0 && half < 10, drawn.toString());
        }
    }

    private static RigidModel model(double[] inertia, double mass) {
        var link = new RigidModel.Link(
                "body",
                -1,
                JointType.FREE,
                Transform.IDENTITY,
                new double[3],
                Transform.IDENTITY,
                mass,
                inertia,
                0,
                0,
                0,
                0,
                new double[6],
                new double[7],
                new double[7],
                new double[7]);
        return new RigidModel(
                "one",
                0.01,
                1,
                1,
                new double[] {0, -9.81, 0},
                List.of(link),
                List.of(),
                List.of(),
                new int[0],
                new double[] {0, 0, 0, 0, 0, 0, 1});
    }

    private static double[] inertia(Shape shape) {
        double[] r = Frames.matrix(shape.pose());
        double[] tensor = new double[9];
        for (int i = 0; i < 3; i++) {
            for (int j = 0; j < 3; j++) {
                for (int k = 0; k < 3; k++) {
                    tensor[3 * i + j] += r[3 * i + k] * shape.moments()[k] * r[3 * j + k];
                }
            }
        }
        return tensor;
    }

    private static double distance(double[] a, double[] b) {
        return Math.hypot(Math.hypot(a[0] - b[0], a[1] - b[1]), a[2] - b[2]);
    }
}
