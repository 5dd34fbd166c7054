/**
 * The benchmark physics: articulated rigid bodies on flat ground, with a penalty contact and an exact discrete derivative.
 * {@link org.tandemrl.sim.rigid.RigidModel} holds the constants of a robot, {@link org.tandemrl.sim.rigid.RigidSimulator}
 * advances many copies of it. The kernels carry the numbers of the equations below.
 *
 * <h2>Conventions</h2>
 *
 * World frame with y up. A quaternion is (x, y, z, w), ⊗ their product, * the conjugate. A twist is (ω, v₀) and a wrench
 * (τ₀, f), both in world axes about the world's origin: the point p of a body moves with v₀ + ω × p, and a force f at p is
 * the wrench (p × f, f). A subscript p is a link's parent; a bar is an adjoint, J̄ = ∂(objective)/∂J.
 *
 * <p>Coordinates of a joint: hinge and slide one number; ball a quaternion, with q̇ the angular velocity in the joint
 * frame; free (p, quaternion), with q̇ = (ω, v₀) the body's world twist. Note that v₀ is not the velocity of the body's
 * origin, which moves with v₀ + ω × p.
 *
 * <h2>A substep, of length h</h2>
 *
 * <ol>
 *   <li>Pose. The joint frame sits at p_p + R_p·anchor with rotation Q_p ⊗ c. A hinge then turns by its angle about its axis,
 *       a ball by its quaternion; a slide moves by e q; a free link's pose is its coordinates.
 *   <li>R = (2w² − 1) 1 + 2 r rᵀ + 2w [r]× for the quaternion (r, w).
 *   <li>Motion subspace, one column S a freedom: hinge (e, p × e); slide (0, e); ball the three (e_k, p × e_k); e a joint
 *       axis in world and p the joint's position. Free: the identity.
 *   <li>v_J = Σ S q̇.
 *   <li>Twist v = v_p + v_J and bias acceleration a = a_p + v × v_J, with (ω, v₀) × (ω', v₀') = (ω × ω', ω × v₀' + v₀ × ω').
 *       Bias means: the acceleration at q̈ = 0.
 *   <li>Load of a link's own motion and weight: b = I a + v ×* I v − (c × m g, m g), with I of (13), c the centre of mass and
 *       v ×* f = (ω × τ + v₀ × f, ω × f). This is used at the substeps that factor the mass matrix.
 *   <li>At the other substeps the same in fewer operations. Newton's part: the centre of mass accelerates with
 *       a₀ + α × c + ω × (v₀ + ω × c), the force that takes is f = m (that − g), its wrench (c × f, f). Euler's part: in the
 *       link's frame I α' + ω' × I ω', turned to world and added to the torque.
 *   <li>Ground contact of a point p at depth d = n·p &lt; 0 moving with u: normal force d k_e − d k_d min(n·u, 0), friction
 *       u_t/|u_t| · min(k_f |u_t|, −μ k_e d), both as loads, that is with the sign of what resists.
 *   <li>A muscle pulls the two links of each piece of its polyline towards each other with its force.
 *   <li>Loads gathered from the leaves: f = b + Σ f(children).
 *   <li>Hinge, slide: τ = u − S·f − k_e (q − target) − (k_d + k_ld) q̇ + limit, with the limit a spring k_le back to the
 *       bound that q has passed. The limits' damping k_ld acts inside the bounds too.
 *   <li>Ball: τ_k = u_k − S_k·f − k_e r_k − k_d ω_k. Free: τ = u − f.
 *   <li>Inertia of a link about the world's origin, I = [J, [s]×; −[s]×, M]. With K = R Rᵀ, D = det R and k = K c it is
 *       J = R I_c Rᵀ + m ((c·k) K − k kᵀ), s = m D c, M = m K.
 *   <li>I S = (J s_ω + s × s_v, M s_v − s × s_ω); of a composite body J, s and M are summed over the subtree.
 *   <li>Mass matrix H_kj = S_j · I_C S_k for j = k and the ancestors j of k; the armature on the diagonal; H = Lᵀ D L.
 *   <li>q̈ = H⁻¹ τ. H is factored at the substeps 0, massMatrixEvery, … of a control step, and kept in between.
 *   <li>q̇⁺ = q̇ + h q̈.
 *   <li>q⁺ = q + h q̇⁺; of a free link p⁺ = p + h (v₀⁺ + ω⁺ × p).
 *   <li>Quaternions: Q⁺ = normalise(Q + (h/2) (ω⁺, 0) ⊗ Q).
 * </ol>
 *
 * <h2>The derivative</h2>
 *
 * The adjoint of a control step is the reverse of these operations in reverse order, operation by operation, with two rules.
 * The factorisation is not differentiated, the solve is: q̈̄ gives τ̄ = H⁻¹ q̈̄ and H̄ = −τ̄ q̈ᵀ with the H the step used, and the
 * sum of these H̄ flows to the pose at the substep where that H was computed. Switches (contact, sliding, limits) are
 * differentiated on the branch taken.
 *
 * <h2>Quaternions that are not of unit length</h2>
 *
 * A quaternion of the state has one number more than a rotation has freedoms, and the derivative by its four numbers has a
 * component along the quaternion itself, which depends on what the formulas make of a length other than one. The reference
 * for them takes a quaternion as it comes: products are not normalised, (2) is R of any quaternion, and a body's inertia is
 * carried from its own frame to the world as I = Tᵀ I_c T, with T the 6×6 change of twists by the inverse transform
 * (R(Q*), −R(Q*) c). That product is (13), written out; with σ = |Q|² − 1 and Q = (r, w)
 *
 * <pre>
 *   K = R Rᵀ = (1 + 4σw²) 1 + 4σ r rᵀ,   D = det R = (1 + 2σ)(1 + 4σw²).
 * </pre>
 *
 * Of a unit quaternion K = 1 and D = 1, and all this is the usual inertia. The substep that takes the state as it comes is
 * the first of a control step, which always factors the mass matrix and hence uses (6) and (13); the later ones start from
 * what (19) has normalised, so that (7) is (6), in its value and, since (19) passes on nothing along the quaternion, in the
 * derivative too. Constants of a model (a joint's turned frame, a centre of mass's) are combined when it is compiled, as
 * rotations.
 *
 * <h2>How it is laid out</h2>
 *
 * One phase a class, with a forward pass and its adjoint: {@code Kinematics} (1–5), {@code BiasForces} (6–7) with
 * {@code SpatialInertia} (13–14), {@code Contacts} (8), {@code Muscles} (9), {@code Joints} (10–12), {@code MassMatrix}
 * (15–16), {@code Integration} (17–19). {@code Plan} says where each quantity lives; {@code Lanes} explains why kernels work
 * on array slots.
 */
package org.tandemrl.sim.rigid;
