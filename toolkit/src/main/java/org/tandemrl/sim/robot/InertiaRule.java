package org.tandemrl.sim.robot;

/** How the inertia tensors of a body's shapes are turned and added. */
public enum InertiaRule {
    /** R I Rᵀ, and Steiner's term for the centre's offset. The default; use it for every new robot. */
    EXACT,
    /**
     * The benchmark's constants: wherever a tensor is turned or carried to another centre, R ∘ I ∘ Rᵀ is taken
     * <em>element by element</em>. For a diagonal I this leaves R_ii² I_ii and nothing off the diagonal; and with
     * R = 1 it strips the sum so far of its off-diagonal part. No rigid body has such tensors, but the published returns were
     * obtained with them, so the benchmark's robots keep them.
     */
    ELEMENTWISE
}
