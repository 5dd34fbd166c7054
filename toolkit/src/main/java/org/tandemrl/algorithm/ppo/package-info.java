/**
 * Proximal policy optimisation.
 */
package org.tandemrl.algorithm.ppo;
