package org.tandemrl.sim.mujoco;

/**
 * How MuJoCo steps a robot. Beside these, the friction cone is elliptic, the integrator is MuJoCo's semi-implicit Euler, and what the
 * robot touches is the ground and not itself, as in {@code sim.rigid}.
 *
 * @param timeStep duration of a control step, s
 * @param substeps of a control step
 * @param impratio how much stiffer friction is than the normal direction; with MuJoCo's own default of 1 a standing robot creeps
 */
public record MujocoSettings(double timeStep, int substeps, double impratio) {
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
    }

    /** With impratio 100. */
    public static MujocoSettings of(double timeStep, int substeps) {
        return new MujocoSettings(timeStep, substeps, 100);
    }
}
