/**
 * Simulators behind one interface: a step is a pure function of state and control; the differentiable ones know its adjoint.
 */
package org.tandemrl.sim;
