package org.tandemrl.sim.physx;

import java.util.List;

/**
 * How PhysX steps robots. The solver is projected Gauss-Seidel, friction acts in patches, a body touches the ground and neither itself nor
 * other robots.
 *
 * @param timeStep duration of a control step, s
 * @param substeps of a control step; motors are asked anew in each
 * @param positionIterations of the solver
 * @param velocityIterations of the solver
 * @param contactOffset distance at which contacts are made, m
 * @param bounceThreshold speed below which nothing bounces, m/s
 * @param depenetrationVelocity with which overlaps are pushed apart at most, m/s
 * @param maxJointVelocity bound of the joints' velocities, rad/s, which a solver keeps softly; without one, random torques may diverge
 * @param ground what the robots stand on
 * @param sensors bodies whose normal contact forces are measured, a group of names each
 */
public record PhysxSettings(
        double timeStep,
        int substeps,
        int positionIterations,
        int velocityIterations,
        double contactOffset,
        double bounceThreshold,
        double depenetrationVelocity,
        double maxJointVelocity,
        PhysxGround ground,
        List<List<String>> sensors) {
    public PhysxSettings {
        check(timeStep > 0 && timeStep <= 1, "the time step is " + timeStep + " s; allowed: above 0, at most 1");
        check(substeps >= 1 && substeps <= 10_000, "substeps is " + substeps + "; allowed: 1 to 10000");
        check(
                positionIterations >= 1 && positionIterations <= 255,
                "positionIterations is " + positionIterations + "; allowed: 1 to 255");
        check(
                velocityIterations >= 0 && velocityIterations <= 255,
                "velocityIterations is " + velocityIterations + "; allowed: 0 to 255");
        check(
                contactOffset > 0 && contactOffset <= 1,
                "contactOffset is " + contactOffset + " m; allowed: above 0, at most 1");
        check(
                bounceThreshold >= 0 && Double.isFinite(bounceThreshold),
                "bounceThreshold is " + bounceThreshold + " m/s; allowed: 0 or more");
        check(
                depenetrationVelocity > 0 && Double.isFinite(depenetrationVelocity),
                "depenetrationVelocity is " + depenetrationVelocity + " m/s; allowed: positive");
        check(
                maxJointVelocity > 0 && Double.isFinite(maxJointVelocity),
                "maxJointVelocity is " + maxJointVelocity + " rad/s; allowed: positive");
        check(ground != null, "the ground is missing; allowed: PhysxGround.plane() and others");
        sensors = sensors.stream().map(List::copyOf).toList();
    }

    private static void check(boolean holds, String message) {
        if (!holds) {
            throw new IllegalArgumentException(message);
        }
    }

    /**
     * On a plane, as Isaac Gym has it for walking robots: 4 position iterations and 1 velocity iteration, contacts from 2 cm, bounces from
     * 0.2 m/s, depenetration at up to 100 m/s; joints at up to 100 rad/s. No sensors.
     */
    public static PhysxSettings of(double timeStep, int substeps) {
        return new PhysxSettings(timeStep, substeps, 4, 1, 0.02, 0.2, 100, 100, PhysxGround.plane(), List.of());
    }

    /** The same with sensors. */
    public PhysxSettings withSensors(List<List<String>> groups) {
        return new PhysxSettings(
                timeStep,
                substeps,
                positionIterations,
                velocityIterations,
                contactOffset,
                bounceThreshold,
                depenetrationVelocity,
                maxJointVelocity,
                ground,
                groups);
    }

    /** The same on another ground. */
    public PhysxSettings on(PhysxGround other) {
        return new PhysxSettings(
                timeStep,
                substeps,
                positionIterations,
                velocityIterations,
                contactOffset,
                bounceThreshold,
                depenetrationVelocity,
                maxJointVelocity,
                other,
                sensors);
    }

    /** The same with another bound of the joints' velocities, rad/s. */
    public PhysxSettings withMaxJointVelocity(double bound) {
        return new PhysxSettings(
                timeStep,
                substeps,
                positionIterations,
                velocityIterations,
                contactOffset,
                bounceThreshold,
                depenetrationVelocity,
                bound,
                ground,
                sensors);
    }
}
