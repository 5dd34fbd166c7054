/**
 * MuJoCo behind the {@link org.tandemrl.sim.Simulator} interface: a second engine to train or test on, and an independent
 * witness of {@code sim.rigid}. It reads the same MJCF files, takes the same controls and shows the same states, so that either
 * engine can stand behind an environment. It knows no derivative.
 *
 * <p>MuJoCo (DeepMind, Apache-2.0) is not part of the toolkit: version 2.2.2 must be installed, on Debian 12 by
 * {@code apt-get install libmujoco2.2.2}. It is called through the Foreign Function and Memory API.
 *
 * <h2>Frames and coordinates</h2>
 *
 * MuJoCo's world has z up, ours y: x_ours = W x with W (x, y, z) = (x, z, −y). Joints stand in the same order in both. With
 * quaternions Q = (x, y, z, w) here and (w, x, y, z) there,
 *
 * <table>
 * <caption>q and q̇ of a joint</caption>
 * <tr><th>joint</th><th>here</th><th>MuJoCo</th></tr>
 * <tr><td>free</td><td>p, Q; twist (ω, v₀) in world axes about the world's origin</td>
 *     <td>Wᵀp, W* ⊗ Q; velocity of the body's origin Wᵀ(v₀ + ω × p), then Rᵀω in the body's axes</td></tr>
 * <tr><td>ball</td><td>Q; ω in the joint's frame, which is the parent's side</td><td>Q; Rᵀω, the child's side</td></tr>
 * <tr><td>hinge, slide</td><td>angle or distance and its rate</td><td>the same</td></tr>
 * </table>
 */
package org.tandemrl.sim.mujoco;
