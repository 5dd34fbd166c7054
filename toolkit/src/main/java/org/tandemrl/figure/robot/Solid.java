package org.tandemrl.figure.robot;

import org.tandemrl.sim.rigid.Transform;
import org.tandemrl.sim.robot.Frames;
import org.tandemrl.sim.robot.Shape;

/** A shape in the world that rays can hit. Rays are o + t d with unit d. */
sealed interface Solid {
    /** The smallest t ≥ 0 at which the ray enters, or +∞. */
    double hit(double ox, double oy, double oz, double dx, double dy, double dz);

    /** Writes the outward unit normal at a point of the surface. */
    void normal(double x, double y, double z, double[] n);

    /** Centre of a ball around it, 3 numbers. */
    double[] center();

    /** Radius of that ball. */
    double reach();

    static Solid of(Shape shape, Transform link) {
        var pose = Frames.compose(link, shape.pose());
        double[] p = {pose.px(), pose.py(), pose.pz()};
        return switch (shape) {
            case Shape.Sphere s -> new Ball(p, s.radius());
            case Shape.Capsule c -> {
                double[] axis = Frames.rotate(pose, 1, 0, 0);
                yield new Rod(p, axis, c.halfLength(), c.radius());
            }
            case Shape.Cylinder c -> new Drum(p, Frames.rotate(pose, 1, 0, 0), c.halfLength(), c.radius());
            case Shape.Box b -> new Brick(p, Frames.matrix(pose), new double[] {b.halfX(), b.halfY(), b.halfZ()});
        };
    }

    /** A ball. */
    record Ball(double[] center, double radius) implements Solid {
        @Override
        public double hit(double ox, double oy, double oz, double dx, double dy, double dz) {
            return ball(ox - center[0], oy - center[1], oz - center[2], dx, dy, dz, radius);
        }

        @Override
        public void normal(double x, double y, double z, double[] n) {
            n[0] = (x - center[0]) / radius;
            n[1] = (y - center[1]) / radius;
            n[2] = (z - center[2]) / radius;
        }

        @Override
        public double reach() {
            return radius;
        }

        /** |o + t d|² = r², o relative to the centre. */
        static double ball(double x, double y, double z, double dx, double dy, double dz, double r) {
            double b = x * dx + y * dy + z * dz;
            double c = x * x + y * y + z * z - r * r;
            double root = b * b - c;
            if (root < 0) {
                return Double.POSITIVE_INFINITY;
            }
            double t = -b - Math.sqrt(root);
            return t >= 0 ? t : Double.POSITIVE_INFINITY;
        }
    }

    /** A cylinder with round ends. */
    record Rod(double[] center, double[] axis, double half, double radius) implements Solid {
        @Override
        public double hit(double ox, double oy, double oz, double dx, double dy, double dz) {
            double x = ox - center[0];
            double y = oy - center[1];
            double z = oz - center[2];
            // The part of the ray across the axis meets a circle of the rod's radius.
            double oa = x * axis[0] + y * axis[1] + z * axis[2];
            double da = dx * axis[0] + dy * axis[1] + dz * axis[2];
            double a = 1 - da * da;
            double b = x * dx + y * dy + z * dz - oa * da;
            double c = x * x + y * y + z * z - oa * oa - radius * radius;
            double root = b * b - a * c;
            if (root < 0) {
                return Double.POSITIVE_INFINITY;
            }
            double t = a > 1e-12 ? (-b - Math.sqrt(root)) / a : 0;
            double along = oa + t * da;
            if (a > 1e-12 && Math.abs(along) <= half) {
                return t >= 0 ? t : Double.POSITIVE_INFINITY;
            }
            double end = (a > 1e-12 ? along : -da) < 0 ? -half : half;
            return Ball.ball(x - end * axis[0], y - end * axis[1], z - end * axis[2], dx, dy, dz, radius);
        }

        @Override
        public void normal(double px, double py, double pz, double[] n) {
            double x = px - center[0];
            double y = py - center[1];
            double z = pz - center[2];
            double along = Math.clamp(x * axis[0] + y * axis[1] + z * axis[2], -half, half);
            n[0] = (x - along * axis[0]) / radius;
            n[1] = (y - along * axis[1]) / radius;
            n[2] = (z - along * axis[2]) / radius;
        }

        @Override
        public double reach() {
            return half + radius;
        }
    }

    /** A cylinder with flat ends. */
    record Drum(double[] center, double[] axis, double half, double radius) implements Solid {
        @Override
        public double hit(double ox, double oy, double oz, double dx, double dy, double dz) {
            double x = ox - center[0];
            double y = oy - center[1];
            double z = oz - center[2];
            double oa = x * axis[0] + y * axis[1] + z * axis[2];
            double da = dx * axis[0] + dy * axis[1] + dz * axis[2];
            // Between entering and leaving, the ray is both within the round wall and between the two ends.
            double a = 1 - da * da;
            double b = x * dx + y * dy + z * dz - oa * da;
            double c = x * x + y * y + z * z - oa * oa - radius * radius;
            double root = b * b - a * c;
            double enter = 0;
            double leave = Double.POSITIVE_INFINITY;
            if (a > 1e-12) {
                if (root < 0) {
                    return Double.POSITIVE_INFINITY;
                }
                enter = Math.max(enter, (-b - Math.sqrt(root)) / a);
                leave = (-b + Math.sqrt(root)) / a;
            } else if (c > 0) {
                return Double.POSITIVE_INFINITY;
            }
            if (Math.abs(da) > 1e-12) {
                double t1 = (-half - oa) / da;
                double t2 = (half - oa) / da;
                enter = Math.max(enter, Math.min(t1, t2));
                leave = Math.min(leave, Math.max(t1, t2));
            } else if (Math.abs(oa) > half) {
                return Double.POSITIVE_INFINITY;
            }
            return enter <= leave && enter > 0 ? enter : Double.POSITIVE_INFINITY;
        }

        @Override
        public void normal(double px, double py, double pz, double[] n) {
            double x = px - center[0];
            double y = py - center[1];
            double z = pz - center[2];
            double along = x * axis[0] + y * axis[1] + z * axis[2];
            double[] out = {x - along * axis[0], y - along * axis[1], z - along * axis[2]};
            double r = Math.sqrt(out[0] * out[0] + out[1] * out[1] + out[2] * out[2]);
            // The wall or an end, whichever is nearer.
            boolean wall = Math.abs(radius - r) < Math.abs(half - Math.abs(along));
            for (int i = 0; i < 3; i++) {
                n[i] = wall ? out[i] / r : Math.signum(along) * axis[i];
            }
        }

        @Override
        public double reach() {
            return Math.sqrt(half * half + radius * radius);
        }
    }

    /** A cuboid; the columns of r are its axes. */
    record Brick(double[] center, double[] r, double[] half) implements Solid {
        @Override
        public double hit(double ox, double oy, double oz, double dx, double dy, double dz) {
            double enter = 0;
            double leave = Double.POSITIVE_INFINITY;
            for (int i = 0; i < 3; i++) {
                double o = (ox - center[0]) * r[i] + (oy - center[1]) * r[3 + i] + (oz - center[2]) * r[6 + i];
                double d = dx * r[i] + dy * r[3 + i] + dz * r[6 + i];
                if (Math.abs(d) < 1e-12) {
                    if (Math.abs(o) > half[i]) {
                        return Double.POSITIVE_INFINITY;
                    }
                    continue;
                }
                double t1 = (-half[i] - o) / d;
                double t2 = (half[i] - o) / d;
                enter = Math.max(enter, Math.min(t1, t2));
                leave = Math.min(leave, Math.max(t1, t2));
            }
            return enter <= leave && enter > 0 ? enter : Double.POSITIVE_INFINITY;
        }

        @Override
        public void normal(double x, double y, double z, double[] n) {
            // The face whose plane is nearest.
            int face = 0;
            double sign = 1;
            double nearest = Double.POSITIVE_INFINITY;
            for (int i = 0; i < 3; i++) {
                double o = (x - center[0]) * r[i] + (y - center[1]) * r[3 + i] + (z - center[2]) * r[6 + i];
                double gap = Math.abs(half[i] - Math.abs(o));
                if (gap < nearest) {
                    nearest = gap;
                    face = i;
                    sign = Math.signum(o);
                }
            }
            n[0] = sign * r[face];
            n[1] = sign * r[3 + face];
            n[2] = sign * r[6 + face];
        }

        @Override
        public double reach() {
            return Math.sqrt(half[0] * half[0] + half[1] * half[1] + half[2] * half[2]);
        }
    }
}
