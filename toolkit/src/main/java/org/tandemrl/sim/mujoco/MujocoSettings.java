package org.tandemrl.sim.mujoco;

import java.util.List;

/**
 * How MuJoCo steps a robot. Beside these, the integrator is MuJoCo's semi-implicit Euler.
 *
 * @param timeStep duration of a control step, s
 * @param substeps of a control step
 * @param impratio how much stiffer friction is than the normal direction; with MuJoCo's own default of 1 a standing robot creeps
 * @param amongThemselves whether bodies touch each other as the file's contype, conaffinity and exclusions say, and nothing is there but what the file has;
 *     otherwise what the robot touches is the ground and not itself, as in {@code sim.rigid}
 * @param weightless names of bodies that gravity does not pull, nor what hangs on them
 * @param cone of friction; elliptic in all tasks
 */
public record MujocoSettings(
        double timeStep, int substeps, double impratio, boolean amongThemselves, List<String> weightless, Cone cone) {
    /** What limits friction: the cone itself, or a pyramid in it. */
    public enum Cone {
        ELLIPTIC,
        PYRAMIDAL
    }

    public MujocoSettings {
        if (!(timeStep > 0 && timeStep <= 1)) {
            throw new IllegalArgumentException("the time step is " + timeStep + " s; allowed: above 0, at most 1");
        }
        if (substeps < 1 || substeps > 10_000) {
            throw new IllegalArgumentException("substeps is " + substeps + "; allowed: 1 to 10000");
        }
        if (!(impratio > 0 && impratio <= 1e6)) {
            throw new IllegalArgumentException("impratio is " + impratio + "; allowed: above 0, at most 1e6");
        }
        weightless = List.copyOf(weightless);
    }

    /** With the elliptic cone. */
    public MujocoSettings(
            double timeStep, int substeps, double impratio, boolean amongThemselves, List<String> weightless) {
        this(timeStep, substeps, impratio, amongThemselves, weightless, Cone.ELLIPTIC);
    }

    /** On the ground alone, everything with its weight. */
    public MujocoSettings(double timeStep, int substeps, double impratio) {
        this(timeStep, substeps, impratio, false, List.of());
    }

    /** With impratio 100. */
    public static MujocoSettings of(double timeStep, int substeps) {
        return new MujocoSettings(timeStep, substeps, 100);
    }

    /** The same with bodies that touch each other as the file says. */
    public MujocoSettings touchingThemselves() {
        return new MujocoSettings(timeStep, substeps, impratio, true, weightless, cone);
    }

    /** The same without the weight of some bodies and of what hangs on them. */
    public MujocoSettings weightless(String... bodies) {
        return new MujocoSettings(timeStep, substeps, impratio, amongThemselves, List.of(bodies), cone);
    }
}
