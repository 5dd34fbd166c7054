package org.tandemrl.sim.robot;

import org.tandemrl.sim.rigid.Transform;

/** A solid of a body: it gives the body its mass, the ground its contact points, and pictures their form. */
public sealed interface Shape {
    /** The smallest radius, half length or half extent that is read, m. */
    double SMALLEST = 1e-6;

    /** The largest, m. */
    double LARGEST = 1e4;

    /** For messages. */
    String name();

    /** Pose of the shape's centre in its body's (or, after compiling, its link's) frame. */
    Transform pose();

    /** Density, kg/m³. */
    double density();

    /** Friction coefficient μ against the ground. */
    double friction();

    /** Whether the ground touches it. */
    boolean touches();

    /** The same shape elsewhere. */
    Shape at(Transform pose);

    /** The same shape of another density, kg/m³. */
    Shape ofDensity(double density);

    /** Volume, m³. */
    double volume();

    /** Mass, kg. */
    default double mass() {
        return density() * volume();
    }

    /** The principal moments of inertia about the centre, along the shape's own axes, kg·m². */
    double[] moments();

    /** The points in the shape's own frame that the ground tests, with {@link #contactRadius()} around each. */
    double[][] contactPoints();

    /** Radius around each contact point, m. */
    double contactRadius();

    /**
     * A ball.
     *
     * @param name see {@link Shape#name()}
     * @param pose see {@link Shape#pose()}
     * @param radius m
     * @param density see {@link Shape#density()}
     * @param friction see {@link Shape#friction()}
     * @param touches see {@link Shape#touches()}
     */
    record Sphere(String name, Transform pose, double radius, double density, double friction, boolean touches)
            implements Shape {
        @Override
        public Shape at(Transform pose) {
            return new Sphere(name, pose, radius, density, friction, touches);
        }

        @Override
        public Shape ofDensity(double density) {
            return new Sphere(name, pose, radius, density, friction, touches);
        }

        @Override
        public double volume() {
            return 4 * Math.PI / 3 * radius * radius * radius;
        }

        @Override
        public double[] moments() {
            double i = 0.4 * mass() * radius * radius;
            return new double[] {i, i, i};
        }

        @Override
        public double[][] contactPoints() {
            return new double[][] {{0, 0, 0}};
        }

        @Override
        public double contactRadius() {
            return radius;
        }
    }

    /**
     * A cylinder between two half balls; its axis is the shape's x axis.
     *
     * @param name see {@link Shape#name()}
     * @param pose see {@link Shape#pose()}
     * @param radius m
     * @param halfLength half the length of the cylinder, m
     * @param density see {@link Shape#density()}
     * @param friction see {@link Shape#friction()}
     * @param touches see {@link Shape#touches()}
     */
    record Capsule(
            String name,
            Transform pose,
            double radius,
            double halfLength,
            double density,
            double friction,
            boolean touches)
            implements Shape {
        @Override
        public Shape at(Transform pose) {
            return new Capsule(name, pose, radius, halfLength, density, friction, touches);
        }

        @Override
        public Shape ofDensity(double density) {
            return new Capsule(name, pose, radius, halfLength, density, friction, touches);
        }

        @Override
        public double volume() {
            return Math.PI * radius * radius * (2 * halfLength + 4 * radius / 3);
        }

        @Override
        public double[] moments() {
            double r = radius;
            double h = 2 * halfLength;
            double cylinder = density * Math.PI * r * r * h;
            double ball = density * 4 * Math.PI / 3 * r * r * r;
            // The ball's halves sit with their flat sides at ± h/2: Steiner's h²/4, and 3/8 r h for their own centres.
            double along = cylinder * r * r / 2 + ball * 0.4 * r * r;
            double across = cylinder * (r * r / 4 + h * h / 12) + ball * (0.4 * r * r + h * h / 4 + 0.375 * r * h);
            return new double[] {along, across, across};
        }

        @Override
        public double[][] contactPoints() {
            return new double[][] {{-halfLength, 0, 0}, {halfLength, 0, 0}};
        }

        @Override
        public double contactRadius() {
            return radius;
        }
    }

    /**
     * A cylinder with flat ends; its axis is the shape's x axis. The ground tests {@value #RIM_POINTS} points of either rim, so one that
     * lies on its side rests on the nearest of them, at most 0.14 radii too low.
     *
     * @param name see {@link Shape#name()}
     * @param pose see {@link Shape#pose()}
     * @param radius m
     * @param halfLength half the length, m
     * @param density see {@link Shape#density()}
     * @param friction see {@link Shape#friction()}
     * @param touches see {@link Shape#touches()}
     */
    record Cylinder(
            String name,
            Transform pose,
            double radius,
            double halfLength,
            double density,
            double friction,
            boolean touches)
            implements Shape {
        /** Contact points of a rim, the first on the shape's y axis. */
        public static final int RIM_POINTS = 6;

        @Override
        public Shape at(Transform pose) {
            return new Cylinder(name, pose, radius, halfLength, density, friction, touches);
        }

        @Override
        public Shape ofDensity(double density) {
            return new Cylinder(name, pose, radius, halfLength, density, friction, touches);
        }

        @Override
        public double volume() {
            return Math.PI * radius * radius * 2 * halfLength;
        }

        @Override
        public double[] moments() {
            double square = radius * radius;
            double across = mass() * (square / 4 + halfLength * halfLength / 3);
            return new double[] {mass() * square / 2, across, across};
        }

        @Override
        public double[][] contactPoints() {
            double[][] points = new double[2 * RIM_POINTS][];
            for (int i = 0; i < RIM_POINTS; i++) {
                double angle = 2 * Math.PI * i / RIM_POINTS;
                double y = radius * Math.cos(angle);
                double z = radius * Math.sin(angle);
                points[i] = new double[] {-halfLength, y, z};
                points[RIM_POINTS + i] = new double[] {halfLength, y, z};
            }
            return points;
        }

        @Override
        public double contactRadius() {
            return 0;
        }
    }

    /**
     * A cuboid.
     *
     * @param name see {@link Shape#name()}
     * @param pose see {@link Shape#pose()}
     * @param halfX half its extent along its x axis, m
     * @param halfY half its extent along y, m
     * @param halfZ half its extent along z, m
     * @param density see {@link Shape#density()}
     * @param friction see {@link Shape#friction()}
     * @param touches see {@link Shape#touches()}
     */
    record Box(
            String name,
            Transform pose,
            double halfX,
            double halfY,
            double halfZ,
            double density,
            double friction,
            boolean touches)
            implements Shape {
        @Override
        public Shape at(Transform pose) {
            return new Box(name, pose, halfX, halfY, halfZ, density, friction, touches);
        }

        @Override
        public Shape ofDensity(double density) {
            return new Box(name, pose, halfX, halfY, halfZ, density, friction, touches);
        }

        @Override
        public double volume() {
            return 8 * halfX * halfY * halfZ;
        }

        @Override
        public double[] moments() {
            double third = mass() / 3;
            double x = halfX * halfX;
            double y = halfY * halfY;
            double z = halfZ * halfZ;
            return new double[] {third * (y + z), third * (x + z), third * (x + y)};
        }

        @Override
        public double[][] contactPoints() {
            double[][] corners = new double[8][];
            for (int i = 0; i < 8; i++) {
                corners[i] = new double[] {
                    (i & 1) == 0 ? -halfX : halfX, (i & 2) == 0 ? -halfY : halfY, (i & 4) == 0 ? -halfZ : halfZ
                };
            }
            return corners;
        }

        @Override
        public double contactRadius() {
            return 0;
        }
    }
}
