/**
 * The heart: a rollout, and the three sources of its policy gradient, which differ in where the Jacobians of a step come from.
 */
package org.tandemrl.gradient;
