package org.tandemrl.sim.rigid;

/**
 * A rigid transform x ↦ R x + p.
 *
 * @param px position p, metres
 * @param py y of p
 * @param pz z of p
 * @param qx unit quaternion of R, (x, y, z, w)
 * @param qy y of the quaternion
 * @param qz z of the quaternion
 * @param qw w (real part) of the quaternion
 */
public record Transform(double px, double py, double pz, double qx, double qy, double qz, double qw) {
    public static final Transform IDENTITY = new Transform(0, 0, 0, 0, 0, 0, 1);
}
