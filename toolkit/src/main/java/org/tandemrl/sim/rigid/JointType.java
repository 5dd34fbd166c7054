package org.tandemrl.sim.rigid;

/** The joints of a tree of rigid bodies, with the widths of their coordinates q and velocities q̇. */
public enum JointType {
    /** Translation along an axis, metres. */
    PRISMATIC(1, 1),
    /** Rotation about an axis, radians. */
    REVOLUTE(1, 1),
    /** Any rotation: q a quaternion (x, y, z, w), q̇ the angular velocity. */
    BALL(4, 3),
    /** No motion. */
    FIXED(0, 0),
    /** Any motion: q = position and quaternion, q̇ = (ω, v₀), the world twist about the world's origin. */
    FREE(7, 6);

    /** Number of coordinates. */
    public final int coordinates;
    /** Number of degrees of freedom. */
    public final int freedoms;

    JointType(int coordinates, int freedoms) {
        this.coordinates = coordinates;
        this.freedoms = freedoms;
    }
}
