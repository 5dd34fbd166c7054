/**
 * PhysX behind the {@link org.tandemrl.sim.Simulator} interface: the engine family of Isaac Gym, in which legged robots are trained, on the
 * processor. It knows no derivative.
 *
 * <p>PhysX 5 (NVIDIA, BSD-3-Clause) comes with the toolkit through the bindings physx-jni (MIT), with their library for Linux on x86-64; on
 * other systems the binding's other natives must be put on the class path.
 *
 * <p>The scene is y up like {@code sim.rigid}, so poses need no conversion; a root's velocity is PhysX' of the centre of mass, and here the
 * twist about the world's origin: v_c = v₀ + ω × c.
 */
package org.tandemrl.sim.physx;
